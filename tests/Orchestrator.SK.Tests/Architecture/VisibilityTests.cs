using System.Reflection;
using System.Runtime.CompilerServices;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 6: outside Core and the stand-in nothing is public, and nothing is inherited from by chance.</summary>
public sealed class VisibilityTests
{
    private static readonly Rule Rule = new(
        6,
        "types outside Orchestrator.SK.Core and the stand-in are internal, and their classes sealed, static or abstract.",
        $"write 'internal sealed'; where a framework demands otherwise, list the type in {nameof(VisibilityTests)}.{nameof(Listed)} with the reason.");

    /// <summary>Who may differ, and why.</summary>
    private static readonly Dictionary<string, string> Listed = new(StringComparer.Ordinal)
    {
        ["Program"] = "the compiler makes it from the top-level statements",
    };

    [Fact]
    public void Types_OutsideCore_AreInternalAndSealed()
    {
        var types = new[] { typeof(OrchestratorOptions), typeof(ProgramServices), typeof(RehearsalServer) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => !IsMade(type))
            .ToList();

        Rule.Check(types.Count, 100, types.Where(type => !Listed.ContainsKey(type.FullName!)).SelectMany(Breaches));
    }

    [Fact]
    public void ListedTypes_AreThere()
    {
        var names = new[] { typeof(OrchestratorOptions), typeof(ProgramServices), typeof(RehearsalServer) }.SelectMany(type => type.Assembly.GetTypes()).Select(type => type.FullName).ToList();

        Rule.Check(names.Count, 100, Listed.Keys.Except(names!, StringComparer.Ordinal).Select(name => $"{name} is listed in {nameof(VisibilityTests)}, but does not exist any more: take it off the list"));
    }

    private static IEnumerable<string> Breaches(Type type)
    {
        var place = $"{type.Assembly.GetName().Name}: {type.FullName}";
        if (type.IsVisible)
        {
            yield return $"{place} is public";
        }

        if (type.IsClass && !type.IsSealed && !type.IsAbstract)
        {
            yield return $"{place} is a class that is neither sealed, static nor abstract";
        }
    }

    // What the compiler and its generators write is theirs to shape.
    private static bool IsMade(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute))
        || (type.DeclaringType is { } outer && IsMade(outer));
}
