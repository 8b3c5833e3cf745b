using System.Globalization;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Host.Reports;

/// <summary>Runs as a person reads them.</summary>
internal static class RunsText
{
    public static IEnumerable<string> List(IReadOnlyList<(RunRow Row, RunState State)> runs, bool ofAll, Func<string, bool> isBusy)
    {
        if (runs.Count == 0)
        {
            yield return ofAll ? "No run yet. 'orchestrator run ID' makes one." : "No run of this repository yet. 'orchestrator run ID' makes one; 'orchestrator runs list --all' shows those of other repositories.";
        }

        foreach (var (row, state) in runs)
        {
            yield return $"{row.RunId}  {state.Request?.ItemId}  {Standing(row, state, isBusy)}";
            yield return $"  {state.Request?.StartedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, {EventText.Count(state.ModelCalls, "call")}, {Number(state.Usage.Total)} tokens"
                + (state.Delivery is { } delivery ? $", branch {delivery.Branch}" : "") + (ofAll ? $", in {row.Repository}" : "");
        }
    }

    public static IEnumerable<string> Show(RunRow row, RunState state, Func<string, bool> isBusy)
    {
        yield return $"run {row.RunId}: {state.Request?.ItemId} in {state.Request?.Repository} from commit {EventText.Short(state.Request?.Base ?? "")}, {Standing(row, state, isBusy)}";
        foreach (var line in RunReport.Lines(state))
        {
            yield return line.Text;
        }

        yield return "";
        yield return "Conversations:";
        foreach (var conversation in state.Conversations)
        {
            yield return $"  {conversation.Id}: {conversation.Expert}, prompt {conversation.Prompt} {EventText.Short(conversation.PromptHash)}, {EventText.Count(conversation.Calls, "call")}, {Number(conversation.Usage.Total)} tokens";
        }

        yield return $"'orchestrator runs show {row.RunId} --expert ID' shows them word for word.";
    }

    public static IEnumerable<string> Replayed(string runId, ReplayResult result)
    {
        yield return $"Replayed run {runId}: {ReplayKinds.Simulated}. {result.Entries} entries, {result.Decisions} decisions, all as recorded.";
        if (result.OtherRequests > 0)
        {
            yield return $"{EventText.Count(result.OtherRequests, "request")} would look different today (the model, a prompt or a tool's description changed); what was done is the same.";
        }

        yield return result.Commit is { } commit
            ? $"The delivery comes to the same commit {commit}."
            : "The record ends before a delivery.";
    }

    public static IEnumerable<string> Verified(string runId, int entries, int decisions, IReadOnlyList<ClaimFault> faults)
    {
        yield return $"Run {runId}: {ReplayKinds.Verification}. {entries} entries in one chain, {decisions} decisions as this build takes them; nothing was executed.";
        foreach (var fault in faults)
        {
            yield return $"{fault.Claim}: {fault.Reason}.";
        }
    }

    private static string Standing(RunRow row, RunState state, Func<string, bool> isBusy) =>
        state.Outcome is { } outcome ? Speeches.Word(outcome.Kind)
        : isBusy(row.RunId) ? "running"
        : row.Entries == 0 ? $"left before anything was recorded: 'orchestrator runs prune {row.RunId}' takes it away"
        : row.State == "running" ? $"running, or left by a process that died: 'orchestrator runs resume {row.RunId}' takes it over"
        : $"left: 'orchestrator runs resume {row.RunId}' goes on";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
