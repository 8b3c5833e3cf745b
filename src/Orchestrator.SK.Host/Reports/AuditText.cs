using System.Text;
using Orchestrator.SK.Core.Auditing;
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
        foreach (var file in rows.Where(row => row.Verdict == AuditVerdict.Missing).GroupBy(row => row.Path ?? "(no file)", StringComparer.Ordinal))
        {
            text.AppendLine(EventText.Safe(file.Key));
            foreach (var row in file)
            {
                text.AppendLine(EventText.Safe($"  missing  {row.Target}  [{row.Rule}]")).AppendLine(EventText.Safe($"           {row.Evidence}")).AppendLine(EventText.Safe($"           because of {row.Trigger}"));
            }
        }

        foreach (var row in rows.Where(row => row.Verdict == AuditVerdict.Undecided || (all && row.Verdict != AuditVerdict.Missing)))
        {
            text.AppendLine(EventText.Safe($"{Word(row.Verdict)}  {row.Target}  [{row.Rule}]: {row.Evidence}"));
        }

        text.AppendLine($"{EventText.Short(change.Base)}..{EventText.Short(change.Head ?? "staged")}: {EventText.Count(rows.Count, "row")}, {string.Join(", ", rows.CountBy(row => row.Verdict).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {Word(pair.Key)}"))}");
        return text.ToString();
    }

    private static string Word(AuditVerdict verdict) => verdict switch { AuditVerdict.NotApplicable => "not applicable", var other => $"{other}".ToLowerInvariant() };
}
