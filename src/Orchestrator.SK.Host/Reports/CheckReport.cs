using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.Reports;

/// <summary>What a check found, for people: the verdict first, then what a run would start from.</summary>
internal static class CheckReport
{
    /// <summary>So many sections are listed; a spec of its own may have dozens.</summary>
    private const int MaxSections = 12;

    public static void Write(TextWriter writer, CheckedItem item, MarkerCoverage tests, string reference)
    {
        foreach (var line in Lines(item, tests, reference))
        {
            writer.WriteLine(EventText.Safe(line));
        }
    }

    private static IEnumerable<string> Lines(CheckedItem item, MarkerCoverage tests, string reference) =>
    [
        .. Head(item, reference),
        .. item.Found.Refusals.SelectMany(refusal => Notice("refused", refusal)),
        .. item.Found.Warnings.SelectMany(warning => Notice("warning", warning)),
        .. Specs(item, tests),
        .. item.Ripples.Select(row => $"ripple   {row.Row.Trigger} ({string.Join(", ", row.Because)}): {string.Join(", ", row.Row.Targets.Select(target => target.Text))}"),
        .. item.Experts.Select(expert => $"expert   {expert.Id}: {string.Join("; ", expert.Because)}"),
        .. Commands(item),
        .. item.Reading.Documents.Reduced.Select(reduced => $"reduced  {reduced}"),
    ];

    private static IEnumerable<string> Head(CheckedItem item, string reference)
    {
        var verdict = item.Found.MayStart ? "may start" : "may not start";
        if (item.Found.Item is { } found)
        {
            yield return $"{found.Id} {found.Title}: {verdict}";
            yield return $"item     {item.Reading.Documents.Backlog!.Path}:{found.Line}, marked [{found.Mark}]{(found.Section.Length > 0 ? $", in '{found.Section}'" : "")}";
        }
        else
        {
            yield return verdict[..1].ToUpperInvariant() + verdict[1..];
        }

        yield return $"base     {EventText.Short(item.CommitId)} ({reference}){(item.State.Uncommitted.Count > 0 ? $", {EventText.Count(item.State.Uncommitted.Count, "path")} not committed" : "")}";
    }

    private static IEnumerable<string> Notice(string word, IntakeNotice notice) => [$"{word}  {notice.Message}", $"         → {notice.Remedy}"];

    private static IEnumerable<string> Specs(CheckedItem item, MarkerCoverage tests)
    {
        var rest = item.Sections.Skip(MaxSections).ToList();
        var untested = item.Sections.Where(section => tests.Of(section.Id).Count == 0).Select(section => section.Id).ToList();
        return
        [
            .. item.Sections.Take(MaxSections).Select(section => $"spec     {section.Id} {section.Title} ({section.Path}:{section.Line}): {(tests.Of(section.Id).Count is > 0 and var count ? EventText.Count(count, "test") : "no test")}"),
            .. rest.Count > 0 ? new[] { $"spec     and {rest.Count} more: {string.Join(", ", rest.Select(section => section.Id))}" } : [],
            .. untested.Count > 0 ? new[] { $"untested {(untested.Count > 1 && untested.Count == item.Sections.Count ? $"all {untested.Count}" : string.Join(", ", untested))}: no test names {(untested.Count == 1 ? "it" : "them")}" } : [],
        ];
    }

    private static IEnumerable<string> Commands(CheckedItem item)
    {
        var settings = item.Reading.Settings;
        return !item.Found.MayStart ? [] :
        [
            .. (settings.Checks ?? new Dictionary<string, CheckSettings>()).Select(check => $"check    {check.Key}: {check.Value}{(check.Value.Formats ? " (a formatter)" : "")}"),
            .. settings.Verify is { Count: > 0 } verify ? new[] { $"verify   {string.Join(' ', verify)}" } : [],
        ];
    }
}
