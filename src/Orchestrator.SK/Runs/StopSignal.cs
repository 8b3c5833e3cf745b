using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Runs;

/// <summary>How a cancel reaches what is going on: work is broken off once, and what the run still has to do to end in order is not.</summary>
/// <param name="stop">Fires when the run is cancelled, or left.</param>
/// <param name="leave">Fires when the run is left without an outcome, as when the program is told to end.</param>
internal sealed class StopSignal(RunRecord record, CancellationToken stop, CancellationToken leave)
{
    /// <summary>For conversations: broken off either way.</summary>
    public CancellationToken Token => stop;

    /// <summary>Whether an operation that was broken off owes that to a cancel, and the run goes on to its outcome.</summary>
    public bool WasCancelled => record.State.StopAskedBy is not null && !leave.IsCancellationRequested;

    /// <summary>Performs something; returns the default when a cancel broke it off.</summary>
    public async Task<T?> PerformAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        // After the order to stop is recorded, the run's own decisions are about ending in order: they must not be broken off by that same order.
        var token = record.State.StopAskedBy is null ? stop : leave;
        try
        {
            return await work(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (WasCancelled)
        {
            return default;
        }
    }
}
