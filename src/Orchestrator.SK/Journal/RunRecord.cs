using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>One run's record while it is being written: appends, folds, and tells observers, in one order for everybody.</summary>
internal sealed class RunRecord(IRunJournal journal, RunLease lease, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _append = new(1, 1);
    private long _sequence;

    /// <summary>What is known after the newest entry. Safe to read at any time: it is immutable.</summary>
    public RunState State { get; private set; } = RunState.Empty;

    /// <summary>Called after each entry is on the disk, in order. An observer must not throw or wait.</summary>
    public Action<RunEntry>? Observer { get; init; }

    public string RunId => lease.RunId;

    public async Task AppendAsync(RunEvent fact, CancellationToken cancellationToken)
    {
        await _append.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await AppendHeldAsync(fact).ConfigureAwait(false);
        }
        finally
        {
            _append.Release();
        }
    }

    /// <summary>Appends what somebody outside says to the run. False when the run has ended meanwhile: nobody is left to hear it.</summary>
    public async Task<bool> TryAppendAsync(RunEvent fact, CancellationToken cancellationToken)
    {
        await _append.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (State.Outcome is not null)
            {
                return false;
            }

            await AppendHeldAsync(fact).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _append.Release();
        }
    }

    private async Task AppendHeldAsync(RunEvent fact)
    {
        var entry = new RunEntry(lease.RunId, _sequence + 1, time.GetUtcNow(), fact);
        await journal.AppendAsync(lease, entry, CancellationToken.None).ConfigureAwait(false);
        _sequence = entry.Sequence;
        State = State.Apply(entry);
        Observer?.Invoke(entry);
    }

    public void Dispose() => _append.Dispose();
}
