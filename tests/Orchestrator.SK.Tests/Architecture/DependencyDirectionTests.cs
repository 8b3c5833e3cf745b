using System.Reflection;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 2: Host → Orchestrator.SK → Core, never back; the rehearsal stands apart.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly Rule Rule = new(
        2,
        "Host → Orchestrator.SK → Core, never back; Rehearsal knows none of them, and only Host (for demo), tests and benchmarks know it.",
        "move the type to the lowest project that may hold it, or name what you need as an interface there and let the higher project implement it.");

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["SemanticKernel.Agents"] = [],
        ["Orchestrator.SK.Core"] = [],
        ["Orchestrator.SK"] = ["Orchestrator.SK.Core", "SemanticKernel.Agents"],
        ["Orchestrator.SK.Rehearsal"] = [],
        ["Orchestrator.SK.Host"] = ["Orchestrator.SK", "Orchestrator.SK.Core", "Orchestrator.SK.Rehearsal"],
    };

    /// <summary>The assemblies of this house, by the names that the compiler writes into references.</summary>
    private static readonly Dictionary<string, Assembly> Built = new(StringComparer.Ordinal)
    {
        ["Orchestrator.SK.Core"] = typeof(RunDecider).Assembly,
        ["Orchestrator.SK"] = typeof(OrchestratorOptions).Assembly,
        ["Orchestrator.SK.Rehearsal"] = typeof(RehearsalServer).Assembly,
        ["Orchestrator.SK.Host"] = typeof(ProgramServices).Assembly,
    };

    [Fact]
    public void Projects_Reference_OnlyWhatLiesBelowThem()
    {
        var projects = ProjectFile.Under("src");

        Rule.Check(projects.Count, Allowed.Count, projects.SelectMany(project => Allowed.TryGetValue(project.Name, out var allowed)
            ? project.Projects.Except(allowed, StringComparer.Ordinal).Select(other => $"{project.Path} references {other}")
            : [$"{project.Path} is new: say in {nameof(DependencyDirectionTests)}.{nameof(Allowed)} what it may reference"]));
    }

    [Fact]
    public void Assemblies_Reference_OnlyWhatLiesBelowThem()
    {
        var names = Built.ToDictionary(entry => entry.Value.GetName().Name!, entry => entry.Key, StringComparer.Ordinal);
        names["SemanticKernel.Agents"] = "SemanticKernel.Agents";
        var references = Built.SelectMany(entry => entry.Value.GetReferencedAssemblies().Select(reference => (From: entry.Key, To: names.GetValueOrDefault(reference.Name!)))).ToList();

        Rule.Check(references.Count(reference => reference.To is not null), 3, references
            .Where(reference => reference.To is not null && !Allowed[reference.From].Contains(reference.To))
            .Select(reference => $"the built {reference.From} references {reference.To}"));
    }

    [Fact]
    public void Rehearsal_IsReferenced_OnlyByHostTestsAndBenchmarks()
    {
        var projects = ProjectFile.Under("src").Concat(ProjectFile.Under("tests")).Where(project => project.Projects.Contains("Orchestrator.SK.Rehearsal")).ToList();

        Rule.Check(projects.Count, 1, projects
            .Where(project => project.Name != "Orchestrator.SK.Host" && !project.Path.StartsWith("tests/", StringComparison.Ordinal))
            .Select(project => $"{project.Path} references Orchestrator.SK.Rehearsal"));
    }

    [Fact]
    public void StandIn_OpensItsInside_ToNobody()
    {
        var projects = ProjectFile.Under("src").Where(project => project.Name is "SemanticKernel.Agents" or "Orchestrator.SK.Core").ToList();

        Rule.Check(projects.Count, 2, projects.SelectMany(project => project.Includes("InternalsVisibleTo").Select(friend => $"{project.Path} opens its internals to {friend}")));
    }
}
