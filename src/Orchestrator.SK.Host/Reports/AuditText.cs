using System.Text;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.General;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Reports;

/// <summary>An audit for people: what is missing first, by the file in which it is mended.</summary>
internal static class AuditText
{
    public static string Write(BranchAudit audit, TargetChange change, bool all)
    {
        var text = new StringBuilder();
        var rows = audit.Report.Rows;
        foreach (var file in audit.Report.Missing.GroupBy(row => row.Path ?? "(in no file)", StringComparer.Ordinal))
        {
            text.Append(EventText.Safe(file.Key)).Append(file.First().Owner is { } owner ? $"  ({owner})" : "").Append('\n');
            foreach (var row in file)
            {
                Line(text, "missing", $"{row.Target}  [{row.Rule}]");
                Line(text, "", row.Evidence);
                Line(text, "", $"because of {row.Trigger}");
            }
        }

        foreach (var verdict in rows.Where(row => row.Verdict == AuditVerdict.Undecided || (all && row.Verdict != AuditVerdict.Missing)).GroupBy(row => row.Verdict).OrderBy(group => group.Key == AuditVerdict.Undecided ? 0 : 1))
        {
            text.Append(verdict.Key == AuditVerdict.Undecided ? "For a person to decide" : Capital(Word(verdict.Key))).Append('\n');
            foreach (var row in verdict)
            {
                Line(text, "", $"{row.Target}  [{row.Rule}]: {(row.Waiver is { } waiver ? waiver.Reason + (waiver.By is null ? "" : $" ({waiver.By})") : row.Evidence)}");
            }
        }

        foreach (var reduced in audit.Reduced.Where(_ => all))
        {
            text.Append(EventText.Safe($"reduced: {reduced}")).Append('\n');
        }

        var counts = rows.CountBy(row => row.Verdict).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {Word(pair.Key)}");
        return text.Append($"{EventText.Short(change.Base)}..{EventText.Short(change.Head ?? "staged")}: {(rows.Count == 0 ? "nothing to check" : string.Join(", ", counts))}\n").ToString();
    }

    public static string Rules() => string.Concat(BranchAudit.RuleIds.Select(id => $"{id,-18} {GeneralRules.All.FirstOrDefault(rule => rule.Id == id)?.Reason ?? "What the repository's own ripple table asks for."}\n"));

    private static void Line(StringBuilder text, string mark, string words) => text.Append($"  {mark,-8} ").Append(EventText.Safe(words).Replace("\n", " ", StringComparison.Ordinal)).Append('\n');

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Word(AuditVerdict verdict) => verdict switch { AuditVerdict.NotApplicable => "not applicable", var other => $"{other}".ToLowerInvariant() };
}
