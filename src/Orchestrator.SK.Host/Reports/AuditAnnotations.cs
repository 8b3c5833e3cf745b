using System.Text;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Reports;

/// <summary>An audit as workflow commands of GitHub Actions: one annotation a row.</summary>
internal static class AuditAnnotations
{
    public static string Write(BranchAudit audit)
    {
        var text = new StringBuilder();
        foreach (var row in audit.Report.Rows.Where(row => row.Verdict is AuditVerdict.Missing or AuditVerdict.Undecided or AuditVerdict.Judged))
        {
            var place = row.Path is { } path ? $" file={Property(path)},line={Math.Max(1, row.Line ?? 1)},title={Property(row.Rule)}" : $" title={Property(row.Rule)}";
            text.Append(row.Verdict == AuditVerdict.Missing ? "::error" : row.Judgement?.Standing == JudgedStanding.Missing ? "::warning" : "::notice").Append(place).Append("::")
                .Append(Message($"{(row.Judgement is null ? "" : $"{Speeches.Standing(row)}: ")}{row.Target}: {Speeches.Evidence(row)} (because of {row.Trigger})")).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Text of a repository must not end the line, and so begin a command of its own.</summary>
    private static string Message(string text) => EventText.Safe(text).Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Message(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
