using System.Text;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Lookup;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Lookup;

namespace Orchestrator.SK.Host.Reports;

/// <summary>A section that was found.</summary>
/// <param name="Score">Of BM25, or the weight of the reasons; null where the query gave the id.</param>
/// <param name="Reasons">Why it governs the path that was asked about.</param>
internal sealed record SpecHit(SpecPage Page, double? Score, IReadOnlyList<string> Reasons);

/// <summary>Spec sections for people.</summary>
internal static class SpecsText
{
    private const int MaxLine = 140;
    private const int MaxTests = 3;

    public static string Search(IReadOnlyList<SpecHit> hits, string query)
    {
        var words = SpecWords.Asked(query).ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var (page, _, reasons) in hits)
        {
            text.Append($"{Head(page.Section)}\n  {page.Section.Path}:{page.Section.Line}{Between(page)}\n");
            text.Append(string.Concat(reasons.Select(reason => $"  because {Short(reason)}\n")));
            text.Append(Best(page.Text, words) is { Length: > 0 } line ? $"  {Short(line)}\n" : "");
            text.Append($"  {Tests(page.Tests)}\n\n");
        }

        return EventText.Safe(text.ToString().TrimEnd('\n') + "\n");
    }

    public static string Show(SpecPage page)
    {
        var text = new StringBuilder($"{Head(page.Section)}\n{page.Section.Path}:{page.Section.Line}\n");
        if (page.Text.Length > 0)
        {
            text.Append($"\n{page.Text.ReplaceLineEndings("\n")}\n");
        }

        text.Append('\n');
        Add(text, "declared again", page.Others.Select(other => $"{other.Path}:{other.Line} {other.Title}: say which is meant"));
        Add(text, "before it", page.Before is { } before ? [Head(before)] : []);
        Add(text, "behind it", page.Behind is { } behind ? [Head(behind)] : []);
        Add(text, "names", page.References.Select(section => $"{Head(section)} ({section.Path}:{section.Line})"));
        Add(text, "tested by", page.Tests.Count > 0 ? page.Tests.Select(Test) : ["no test names it"]);
        return EventText.Safe(text.ToString());
    }

    private static string Head(SpecEntry section) =>
        $"{section.Id}{(section.Title.Length > 0 ? $": {section.Title}" : "")}{(section.Deprecated ? " [deprecated]" : "")}"
            + $"{(section.MovedTo is { } place ? $" [moved to {place}]" : "")}{(section.Was is { } was ? $" [was {was}]" : "")}";

    private static string Between(SpecPage page) => (page.Before, page.Behind) switch
    {
        ({ } before, { } behind) => $", between {before.Id} and {behind.Id}",
        ({ } before, null) => $", behind {before.Id}",
        (null, { } behind) => $", before {behind.Id}",
        _ => "",
    };

    private static string Tests(IReadOnlyList<TestMarker> tests) => tests.Count == 0 ? "no test names it"
        : $"tested by {string.Join(", ", tests.Take(MaxTests).Select(Test))}{(tests.Count > MaxTests ? $" and {tests.Count - MaxTests} more" : "")}";

    private static string Test(TestMarker marker) => $"{marker.Path}:{marker.Line}{(marker.Test.Length > 0 ? $" {marker.Test}" : "")}";

    /// <summary>Returns the line with the most words of the query, the first of equals.</summary>
    private static string Best(string text, HashSet<string> words) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).MaxBy(line => SpecWords.Of(line).Distinct().Count(words.Contains)) ?? "";

    private static void Add(StringBuilder text, string label, IEnumerable<string> lines)
    {
        foreach (var (index, line) in lines.Index())
        {
            text.Append($"{(index == 0 ? $"{label}:" : ""),-16}{line}\n");
        }
    }

    private static string Short(string line) => line.Length > MaxLine ? $"{line[..MaxLine]}…" : line;
}
