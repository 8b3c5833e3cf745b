using System.Text;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.General;
using Orchestrator.SK.Core.Runs;
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

        foreach (var verdict in rows.Where(row => row.Verdict is AuditVerdict.Undecided or AuditVerdict.Judged || (all && row.Verdict != AuditVerdict.Missing)).GroupBy(row => row.Verdict).OrderBy(group => Place(group.Key)))
        {
            text.Append(verdict.Key switch { AuditVerdict.Undecided => "For a person to decide", AuditVerdict.Judged => "Judged by a model, for a person to look at", var other => Capital(Word(other)) }).Append('\n');
            foreach (var row in verdict)
            {
                var standing = row.Judgement is { } judgement ? $"{Speeches.Word(judgement.Standing)}: " : "";
                Line(text, "", $"{standing}{row.Target}  [{row.Rule}]: {(row.Waiver is { } waiver ? waiver.Reason + (waiver.By is null ? "" : $" ({waiver.By})") : Speeches.Evidence(row))}");
            }
        }

        foreach (var reduced in audit.Reduced.Where(_ => all))
        {
            text.Append(EventText.Safe($"reduced: {reduced}")).Append('\n');
        }

        var counts = rows.CountBy(row => row.Verdict).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {Word(pair.Key)}");
        return text.Append($"{EventText.Short(change.Base)}..{EventText.Short(change.Head ?? "staged")}: {(rows.Count == 0 ? "nothing to check" : string.Join(", ", counts))}\n").ToString();
    }

    public static string Rules() => string.Concat(BranchAudit.RuleIds.Select(id => $"{id,-18} {Reason(id)}\n"));

    /// <summary>Why a change that breaks the rule is incomplete.</summary>
    public static string Reason(string rule) => GeneralRules.All.FirstOrDefault(general => general.Id == rule)?.Reason ?? "What the repository's own ripple table asks for.";

    private static void Line(StringBuilder text, string mark, string words) => text.Append($"  {mark,-8} ").Append(EventText.Safe(words).Replace("\n", " ", StringComparison.Ordinal)).Append('\n');

    // What somebody has to look at comes first.
    private static int Place(AuditVerdict verdict) => verdict switch { AuditVerdict.Undecided => 0, AuditVerdict.Judged => 1, _ => 2 };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Word(AuditVerdict verdict) => verdict switch { AuditVerdict.NotApplicable => "not applicable", var other => $"{other}".ToLowerInvariant() };
}
