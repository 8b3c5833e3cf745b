using System.Xml.Linq;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>What a project file says about what it depends on.</summary>
internal sealed record ProjectFile(string Path, XElement Xml)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Names of the projects it references; the agents, which a property swaps, included.</summary>
    public IReadOnlyList<string> Projects =>
    [
        .. Includes("ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))),
        .. Xml.Descendants("UseSkAgents").Any(element => element.Value == "true") ? ["SemanticKernel.Agents"] : Array.Empty<string>(),
    ];

    public IEnumerable<XElement> Packages => Xml.Descendants("PackageReference");

    public IEnumerable<string> Includes(string item) => Xml.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

    public static ProjectFile Load(string path) => new(path, XElement.Parse(SourceTree.Read(path)));

    /// <summary>Every project under a folder of the repository.</summary>
    public static IReadOnlyList<ProjectFile> Under(string folder) => [.. SourceTree.Paths(folder, "*.csproj").Select(Load)];
}
