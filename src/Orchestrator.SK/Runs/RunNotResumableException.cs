using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Runs;

/// <summary>Somebody wants a run to go on that cannot.</summary>
internal sealed class RunNotResumableException(string message) : Exception(message)
{
    public static RunNotResumableException Ended(string runId, RunOutcome outcome) =>
        new($"Run {runId} has ended: {Speeches.Word(outcome.Kind)}. Only a run that was left can go on; 'orchestrator runs show {runId}' shows what it did.");

    public static RunNotResumableException Unknown(string runId) =>
        new($"There is no run '{runId}'. 'orchestrator runs list' shows those of this repository.");

    public static RunNotResumableException Empty(string runId) =>
        new($"Run {runId} was left before anything was recorded: 'orchestrator runs prune {runId}' takes it away.");

    public static RunNotResumableException NoStep(string runId, long from, long entries) =>
        new($"Run {runId} cannot be forked at step {from}: its entries go from 2 to {entries}. 'orchestrator runs events {runId}' numbers them ('seq').");

    public static RunNotResumableException Delivered(string runId, long from, long delivered) =>
        new($"Run {runId} cannot be forked at step {from}: before it the run has delivered its branch already (entry {delivered}), and a fork makes one of its own. Name a step from 2 to {delivered}.");
}
