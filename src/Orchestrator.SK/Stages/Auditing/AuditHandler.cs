using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.General;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Ripples;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Stages.Auditing;

/// <summary>Holds the real diff against the ripple table, the domains, the traces, and the rules that any repository has. No model is asked.</summary>
internal sealed class AuditHandler(RunScope scope)
{
    /// <summary>What a run decides elsewhere: fragments are folded into changelog and backlog, verify is a step of its own, and people decide on proposals: intake tells them.</summary>
    private static readonly HashSet<string> Elsewhere = new(["changelog-entry", "backlog-status", "decision-status", "verify"], StringComparer.Ordinal);

    public RunEvent.Audited Audit(RunCommand.Audit command) => new(Report(command.Commit, scope.State.Mended is { } mended && mended.Commit == command.Commit ? mended.Rows : [], scope.State));

    /// <param name="mended">What code wrote into the commit: it traces to the item.</param>
    /// <param name="state">The run as it stood when that was decided.</param>
    public AuditReport Report(string commit, IReadOnlyList<MendedRow> mended, RunState state)
    {
        var change = ChangeOf(scope, commit, state);
        var policy = new AuditPolicy(scope.Settings, BranchAudit.RuleIds);
        var tree = change.After.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var ripples = scope.Documents.Ripples is { } table && policy.IsOn("ripple") ? RippleRules.Match(table, change.Diff, tree) : [];
        var reserved = state.Intake!.Reserved;
        var report = AuditRules.Audit(commit, reserved, scope.Domains, ripples, change.Diff, [.. state.Writes, .. mended.Select(row => new FileTrace(row.Path, RunState.OrchestratorSeat, row.Rule, state.Intake.Specs))], change.DocumentsAfter.Markers);
        var general = GeneralRules.Audit(change, rule => policy.IsOn(rule) && !Elsewhere.Contains(rule), policy.IsIgnored)
            .Where(row => row.Path is null || !reserved.Contains(row.Path))
            .Select(row => row with { Owner = row.Path is null ? null : scope.Domains.OwnerOf(row.Path) });
        return report with { Rows = [.. report.Rows.Concat(general).Select(policy.Apply)] };
    }

    /// <summary>What a run has changed up to a commit.</summary>
    public static AuditedChange ChangeOf(RunScope scope, string commit, RunState state)
    {
        var head = scope.Repository.OpenTree(commit);
        return ChangeReader.Read(scope.Base, head, ChangeReader.Texts(head), scope.Settings, [Message(scope, state)]);
    }

    /// <summary>What the delivery's commit will say, in the form in which rules read it.</summary>
    private static ChangeMessage Message(RunScope scope, RunState state) => new((state.Plan?.Kind == PlanKind.Fix ? "fix: " : "") + scope.ItemTitle, "");
}
