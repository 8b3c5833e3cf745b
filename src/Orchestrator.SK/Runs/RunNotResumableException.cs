using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Runs;

/// <summary>Somebody wants a run to go on that cannot.</summary>
internal sealed class RunNotResumableException(string message) : Exception(message)
{
    public static RunNotResumableException Ended(string runId, RunOutcome outcome) =>
        new($"Run {runId} has ended: {Speeches.Word(outcome.Kind)}. Only a run that was left can go on; 'orchestrator runs show {runId}' shows what it did.");

    public static RunNotResumableException Unknown(string runId) =>
        new($"There is no run '{runId}'. 'orchestrator runs list' shows those of this repository.");
}
