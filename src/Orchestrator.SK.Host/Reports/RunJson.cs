using System.Text.Json;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Reports;

/// <summary>The result of a run for a program: one object, with a schema number that changes when a member changes its meaning.</summary>
internal static class RunJson
{
    private static readonly JsonSerializerOptions Options = new(EntryJson.Options) { WriteIndented = true };

    public static string Write(RunState state) => Write(state, state.Outcome ?? (state.Left is { } left ? new RunOutcome(OutcomeKind.Stopped, OutcomeCause.Endpoint, left.Reason) : null));

    private static string Write(RunState state, RunOutcome? outcome) => JsonSerializer.Serialize(
        new
        {
            Schema = 1,
            Run = state.Request?.RunId,
            Item = state.Request?.ItemId,
            Outcome = outcome?.Kind.ToString(),
            outcome?.ExitCode,
            outcome?.Reason,
            Branch = state.Delivery?.Branch ?? state.Left?.Branch,
            Commit = state.Delivery?.Commit ?? state.Left?.Commit,
            Resumable = state.Outcome is null,
            state.Request?.Base,
            PushedTo = state.Pushed?.Remote,
            Verify = state.Verify?.Check is { } check ? new { check.Command, check.ExitCode, check.Milliseconds, check.Sandbox, check.LogHash, check.Changed } : null,
            Ripples = state.Audit?.Rows.Where(row => row.Rule == "ripple").Select(row => new { row.Trigger, row.Target, Verdict = row.Verdict.ToString(), row.Evidence }),
            Judged = state.Audit?.Rows.Where(row => row.Judgement is not null || row.Unjudged is not null).Select(row => new { row.Rule, row.Trigger, row.Target, Standing = row.Judgement?.Standing, Reason = row.Judgement?.Reason ?? row.Unjudged, row.Evidence, row.Judgement?.Path, row.ContentHash }),
            Missing = state.Audit?.Rows.Where(row => row.Verdict == AuditVerdict.Missing).Select(row => new { row.Rule, row.Target, row.Path, row.Owner }),
            Experts = ExpertAccount.Of(state).Select(account => new { account.Expert, account.Files, account.Specs, account.Calls, account.Usage, account.Cost, Seconds = account.Time.TotalSeconds }),
            RefusedWrites = state.RefusedWrites,
            ExecutesLater = state.Writes.Select(write => write.Path).Distinct(StringComparer.Ordinal).Where(path => ExecutesLater.Why(path) is not null)
                .Select(path => new { Path = path, Why = ExecutesLater.Why(path) }),
            Prompts = state.Conversations.Select(conversation => new { conversation.Prompt, conversation.PromptHash }).Distinct(),
            state.Usage,
            state.ModelCalls,
            state.Compactions,
            Cost = CallAccount.CostOf(state.Account),
            state.Account,
            state.Forecast,
        },
        Options);
}
