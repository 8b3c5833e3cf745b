namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 4: Semantic Kernel is known where models are talked to, and nowhere else.</summary>
public sealed class SemanticKernelPlacesTests
{
    private const string Name = "Microsoft.SemanticKernel";

    private static readonly string[] Places =
        ["src/Orchestrator.SK/Runs", "src/Orchestrator.SK/Models", "src/Orchestrator.SK/Prompts", "src/Orchestrator.SK/Plugins", "src/Orchestrator.SK/Hosting"];

    private static readonly Rule Rule = new(
        4,
        "Microsoft.SemanticKernel appears only in Runs, Models, Prompts, Plugins and Hosting of src/Orchestrator.SK (and in the stand-in, which is made of it).",
        "say what you need as a port in src/Orchestrator.SK/Stages, as IOneShotPrompts does, and implement it in Prompts or Models.");

    [Fact]
    public void SemanticKernel_IsNamed_OnlyInItsPlaces()
    {
        var files = SourceTree.Files("src").Where(file => !file.IsUnder("src/SemanticKernel.Agents")).ToList();
        var users = files.Where(file => file.Code.Contains(Name, StringComparison.Ordinal)).ToList();

        Rule.Check(users.Count, 8, users.Where(file => !file.IsUnder(Places))
            .Select(file => $"{file.Path}:{file.LineOf(file.Code.IndexOf(Name, StringComparison.Ordinal))} names {Name}"));
    }

    [Fact]
    public void SemanticKernel_IsReferenced_OnlyByItsProject()
    {
        var projects = ProjectFile.Under("src").Where(project => project.Name != "SemanticKernel.Agents").ToList();

        Rule.Check(projects.Count, 4, projects.Where(project => project.Name != "Orchestrator.SK")
            .SelectMany(project => project.Packages.Select(package => package.Attribute("Include")?.Value ?? "")
                .Concat(project.Includes("Using"))
                .Where(name => name.StartsWith(Name, StringComparison.Ordinal))
                .Select(name => $"{project.Path} names {name}")));
    }
}
