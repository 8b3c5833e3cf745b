using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>The append-only record of runs. One hash chain per run; an append that returned is on the disk.</summary>
internal interface IRunJournal
{
    /// <summary>Takes the run over: a higher epoch fences off whoever wrote before. Creates the run when it is new.</summary>
    Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken);

    /// <summary>Appends one entry under the lease.</summary>
    /// <exception cref="LeaseLostException">Another process took the run over, or it has ended.</exception>
    Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken);

    /// <summary>Marks a run that the lease's holder does not work on any more, and fences the holder off. A run that has ended, or that somebody else took over, stays as it is.</summary>
    Task InterruptAsync(RunLease lease, CancellationToken cancellationToken);

    /// <summary>Reads a run's entries in order, those after a sequence number, and checks the chain from there on.</summary>
    /// <param name="after">0 for the whole record. Whoever follows a run passes the last number that was read.</param>
    Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken);

    /// <summary>What is known of a run without reading its record; null when there is none.</summary>
    Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Ids of the runs of one repository, the newest first.</summary>
    /// <param name="repository">As it was given to <see cref="BeginAsync"/>; null for the runs of all.</param>
    Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken);
}

/// <summary>A run's row.</summary>
/// <param name="Repository">The root of its repository on the machine that began it.</param>
/// <param name="State"><c>running</c>, <c>interrupted</c> or <c>ended</c>. One that is running may have lost its process.</param>
/// <param name="Entries">How many entries its record has.</param>
internal sealed record RunRow(string RunId, string Repository, string State, long Epoch, long Entries);

/// <summary>The right to write a run's record, until somebody with a higher epoch has it.</summary>
internal sealed record RunLease(string RunId, long Epoch);

/// <summary>The record belongs to somebody else now.</summary>
internal sealed class LeaseLostException(string runId, long epoch)
    : Exception($"Run {runId} was taken over by another process, or has ended (epoch {epoch} is no longer the newest). This process stops writing; nothing is lost.");
