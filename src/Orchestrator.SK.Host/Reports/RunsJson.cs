using System.Text.Json;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Host.Reports;

/// <summary>Runs for a program: one object each, with a schema number that changes when a member changes its meaning.</summary>
internal static class RunsJson
{
    private static readonly JsonSerializerOptions Options = new(EntryJson.Options) { WriteIndented = true };

    public static string List(IReadOnlyList<(RunRow Row, RunState State)> runs) => JsonSerializer.Serialize(
        new
        {
            Schema = 1,
            Runs = runs.Select(run => new
            {
                Run = run.Row.RunId,
                Item = run.State.Request?.ItemId,
                run.Row.Repository,
                run.Row.State,
                Outcome = run.State.Outcome?.Kind.ToString(),
                run.State.Request?.StartedAt,
                Calls = run.State.ModelCalls,
                Tokens = run.State.Usage.Total,
                run.State.Delivery?.Branch,
                run.State.Delivery?.Commit,
                run.Row.Entries,
            }),
        },
        Options);

    public static IEnumerable<string> Transcript(IEnumerable<RunEntry> entries, string expert)
    {
        var own = Reports.Transcript.ConversationsOf(entries, expert);
        return entries.Where(entry => Reports.Transcript.ConversationOf(entry.Event) is { } id && own.Contains(id)).Select(EntryJson.Line);
    }

    public static string Replayed(string runId, ReplayResult result) =>
        JsonSerializer.Serialize(new { Schema = 1, Run = runId, Kind = ReplayKinds.Simulated, result.Entries, result.Decisions, result.Commit, result.OtherRequests, Identical = true }, Options);

    public static string Verified(string runId, int entries, int decisions, IReadOnlyList<ClaimFault> faults) =>
        JsonSerializer.Serialize(new { Schema = 1, Run = runId, Kind = ReplayKinds.Verification, Entries = entries, Decisions = decisions, Faults = faults.Select(fault => new { fault.Claim, fault.Reason }) }, Options);
}
