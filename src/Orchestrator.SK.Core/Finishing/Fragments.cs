using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Experts;

namespace Orchestrator.SK.Core.Finishing;

/// <summary>The fragments of all reports in one canonical order.</summary>
public static class Fragments
{
    private static readonly string[] Groups = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Documentation", "Internal"];

    /// <summary>Changelog entries of an item: each text once, on one line, in a group that the format knows.</summary>
    public static IReadOnlyList<ChangelogEntry> Changelog(string itemId, IEnumerable<ExpertReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return [.. reports.SelectMany(report => report.Changelog)
            .Select(fragment => new ChangelogEntry(Group(fragment.Group), PlainText.Line(fragment.Text), itemId))
            .Where(entry => entry.Text.Length > 0)
            .Distinct()
            .OrderBy(entry => Array.IndexOf(Groups, entry.Group)).ThenBy(entry => entry.Text, StringComparer.Ordinal)];
    }

    /// <summary>Remarks for the backlog: each once, on one line, in the order of their texts.</summary>
    public static IReadOnlyList<string> Backlog(IEnumerable<ExpertReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return [.. reports.SelectMany(report => report.Backlog).Select(PlainText.Line).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string Group(string group) => Groups.FirstOrDefault(known => known.Equals(group.Trim(), StringComparison.OrdinalIgnoreCase)) ?? "Changed";
}
