using System.Text.Json;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Reports;

/// <summary>An audit for programs. Members are added, never renamed; <c>version</c> counts what would break a reader.</summary>
internal static class AuditJson
{
    public const int Version = 1;

    public static string Write(BranchAudit audit, TargetChange change, string repository) => JsonSerializer.Serialize(
        new { Version, Repository = repository, change.Base, change.Head, Missing = audit.Report.Missing.Count(), Judged = audit.Report.Rows.Count(row => row.Judgement is not null), audit.Report.Rows, audit.Reduced }, EntryJson.Options);

    public static string Rules() => JsonSerializer.Serialize(new { Version, Rules = BranchAudit.RuleIds.Select(id => new { Rule = id, Reason = AuditText.Reason(id) }) }, EntryJson.Options);
}
