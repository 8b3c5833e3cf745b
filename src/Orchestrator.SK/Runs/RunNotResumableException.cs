using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Runs;

/// <summary>Somebody wants a run to go on that cannot.</summary>
internal sealed class RunNotResumableException(string message) : Exception(message)
{
    public static RunNotResumableException Of(string runId, RunState state) => new(
        state.Outcome is { } outcome ? $"Run {runId} has ended: {Speeches.Word(outcome.Kind)}. Only a run that was left can go on; 'orchestrator runs show {runId}' shows what it did."
        : state.Request is null ? $"There is no run '{runId}' that was accepted. 'orchestrator runs list' shows them."
        : $"Run {runId} cannot go on.");
}
