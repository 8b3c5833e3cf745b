using System.ComponentModel;
using System.Text;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Lookup;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Lookup;

namespace Orchestrator.SK.Plugins;

/// <summary>The specs: by id, by words, by the path that they govern. Looking a section up is what allows to write from it.</summary>
/// <param name="noteRead">Told each section that was looked up.</param>
internal sealed class SpecsPlugin(SpecLookup specs, Action<string>? noteRead = null)
{
    private const int MaxHits = 12;
    private const int MaxNear = 5;
    private const int MaxListed = 10;
    private const int MaxText = 16_000;
    private const int MaxLine = 200;

    [KernelFunction("get"), Description("Returns the exact text of one spec section, its neighbours, the sections it names and the tests that name it.")]
    public ToolResult Get(
        [Description("A spec id such as STORE-002")] string id,
        [Description("Where in a long text to begin, in characters")] int offset = 0)
    {
        if (specs.Show(id) is not { } page)
        {
            var near = specs.Near(id, MaxNear);
            return new ToolResult.Refused("E_SPEC", $"there is no spec '{Line(id)}'{(near.Count > 0 ? $"; near it: {string.Join(", ", near)}" : "")}. Find it with specs-search.");
        }

        noteRead?.Invoke(page.Section.Id);
        return new ToolResult.Answered(Write(page, Math.Clamp(offset, 0, page.Text.Length)));
    }

    [KernelFunction("search"), Description("Finds spec sections by words, best first; answers id, title and file. An id in the words comes first.")]
    public ToolResult Search([Description("A few words")] string query, [Description("How many of the best hits to leave out")] int skip = 0)
    {
        skip = Math.Clamp(skip, 0, specs.Corpus.Sections.Count);
        var hits = specs.Search(query, skip + MaxHits + 1).Skip(skip).ToList();
        return new ToolResult.Answered(hits.Count == 0
            ? skip == 0 ? "No spec section has these words." : "No further section has these words."
            : string.Join('\n', hits.Take(MaxHits).Select(hit => Head(hit.Section))) + More(hits.Count > MaxHits, $"further hits: specs-search with skip {skip + MaxHits}"));
    }

    [KernelFunction("covering"), Description("Finds the spec sections that govern a path, strongest first, with the reasons. Ask before you change a file whose specs you do not know.")]
    public ToolResult Covering([Description("A path of this repository; the file need not be there yet")] string path, [Description("How many of the strongest to leave out")] int skip = 0)
    {
        var hits = specs.Covering(path);
        var listed = hits.Skip(skip).Take(MaxHits).ToList();
        return new ToolResult.Answered(listed.Count == 0
            ? $"No {(skip > 0 && hits.Count > 0 ? "further " : "")}spec section names '{Line(path)}', and no test ties one to it. Try specs-search."
            : string.Join('\n', listed.Select(hit => $"{Head(hit.Section)}: {string.Join("; ", hit.Reasons)}"))
                + More(hits.Count > Math.Max(skip, 0) + MaxHits, $"{hits.Count - Math.Max(skip, 0) - MaxHits} more: specs-covering with skip {Math.Max(skip, 0) + MaxHits}"));
    }

    /// <summary>The form in which a section is quoted everywhere: to a planner, in an assignment, as a tool's answer.</summary>
    public static string Quote(string id, string title, string path, string text, bool deprecated) =>
        $"### {id}: {title}{(deprecated ? " [DEPRECATED: covers nothing]" : "")} ({path})\n{text}";

    private static string Write(SpecPage page, int offset)
    {
        var (section, end) = (page.Section, Math.Min(page.Text.Length, offset + MaxText));
        end -= end < page.Text.Length && char.IsHighSurrogate(page.Text[end - 1]) ? 1 : 0;
        var text = new StringBuilder(Quote(section.Id, section.Title, section.Path, page.Text[offset..end], section.Deprecated)).Append('\n');
        if (end < page.Text.Length)
        {
            text.Append($"… cut: specs-get with offset {end} goes on\n");
        }

        Add(text, "once called", section.Was is null ? [] : [section.Was]);
        Add(text, "declared again, ask which is meant", [.. page.Others.Select(other => $"{other.Path}:{other.Line}")]);
        Add(text, "before it", page.Before is { } before ? [Head(before)] : []);
        Add(text, "behind it", page.Behind is { } behind ? [Head(behind)] : []);
        Add(text, "names", [.. page.References.Select(Head)]);
        Add(text, "tested by", [.. page.Tests.Select(test => $"{test.Path}:{test.Line}{(test.Test.Length > 0 ? $" {test.Test}" : "")}")]);
        return text.ToString().TrimEnd('\n');
    }

    private static void Add(StringBuilder text, string label, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            text.Append($"\n{label}: {string.Join("; ", lines.Take(MaxListed).Select(Line))}{(lines.Count > MaxListed ? $"; and {lines.Count - MaxListed} more" : "")}");
        }
    }

    private static string Head(SpecEntry section) => Line($"{section.Id}: {section.Title}{(section.Deprecated ? " [DEPRECATED]" : "")} ({section.Path})");

    private static string Line(string text) => text.Length > MaxLine ? $"{text[..MaxLine]}…" : text;

    private static string More(bool more, string text) => more ? $"\n… {text}" : "";
}
