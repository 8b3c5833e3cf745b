using System.ComponentModel;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Tools;

namespace Orchestrator.SK.Plugins;

/// <summary>The specs, by id and by words. Looking a section up is what allows to write from it.</summary>
/// <param name="noteRead">Told each section that was looked up.</param>
internal sealed class SpecsPlugin(SpecIndex specs, Action<string>? noteRead = null)
{
    private const int MaxHits = 12;

    [KernelFunction("lookup"), Description("Returns the exact text of one spec section.")]
    public ToolResult Lookup([Description("A spec id such as STORE-002")] string id)
    {
        if (specs.Find(id) is not { } section)
        {
            var near = specs.Search(id, 5).Select(hit => hit.Section.Id).Distinct(StringComparer.Ordinal).ToList();
            return new ToolResult.Refused("E_SPEC", $"there is no spec '{id}'{(near.Count > 0 ? $"; near it: {string.Join(", ", near)}" : "")}. Find it with specs-search.");
        }

        noteRead?.Invoke(section.Id);
        return new ToolResult.Answered(Quote(section.Id, section.Title, section.Path, section.Text, section.Deprecated));
    }

    [KernelFunction("search"), Description("Finds spec sections by words, best first; answers id, title and file.")]
    public ToolResult Search([Description("A few words")] string query)
    {
        var hits = specs.Search(query, MaxHits);
        return new ToolResult.Answered(hits.Count == 0
            ? "No spec section has these words."
            : string.Join('\n', hits.Select(hit => $"{hit.Section.Id}: {hit.Section.Title} ({hit.Section.Path})")));
    }

    /// <summary>The form in which a section is quoted everywhere: to a planner, in an assignment, as a tool's answer.</summary>
    public static string Quote(string id, string title, string path, string text, bool deprecated) =>
        $"### {id}: {title}{(deprecated ? " [DEPRECATED: covers nothing]" : "")} ({path})\n{text}";
}
