using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Where a process dies: at which of its durable steps, and on which side of it.</summary>
internal sealed record Death(int Step, bool Written)
{
    public static readonly Death Never = new(int.MaxValue, false);

    public override string ToString() => $"{(Written ? "after" : "before")} step {Step}";
}

/// <summary>The journal of a process that dies: from its last step on nothing of it reaches the disk any more.</summary>
internal sealed class MortalJournal(string path, Death death) : IRunJournal, IDisposable
{
    private readonly SqliteRunJournal journal = new(path);
    private int steps;

    /// <summary>How many steps came to the disk.</summary>
    public int Steps => steps;

    public async Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken)
    {
        var step = Interlocked.Increment(ref steps);
        if (step < death.Step || (step == death.Step && death.Written))
        {
            await journal.AppendAsync(lease, entry, cancellationToken);
        }

        if (step >= death.Step)
        {
            throw new DiedException();
        }
    }

    public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) => journal.BeginAsync(runId, repository, cancellationToken);

    public Task InterruptAsync(RunLease lease, CancellationToken cancellationToken) => journal.InterruptAsync(lease, cancellationToken);

    public Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken) => journal.ReadAsync(runId, after, cancellationToken);

    public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) => journal.FindAsync(runId, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken) => journal.ListAsync(repository, take, cancellationToken);

    public void Dispose() => journal.Dispose();
}

internal sealed class DiedException() : Exception("The process died here.");
