using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>What is done to records when their runs are long over.</summary>
internal interface IJournalUpkeep
{
    /// <summary>The runs of one repository with what they take, the newest first. Runs whose rows are damaged are left out.</summary>
    /// <param name="repository">As it was given to <see cref="IRunJournal.BeginAsync"/>.</param>
    Task<IReadOnlyList<RunSize>> SizesAsync(string repository, CancellationToken cancellationToken);

    /// <summary>Takes a run's record away for good, with the contents that no other run refers to, and its head. Its id stays taken.</summary>
    /// <param name="row">The run as it was looked at: one that has gone on since is left alone.</param>
    /// <returns>False when it has gone on since, or is gone.</returns>
    Task<bool> RemoveAsync(RunRow row, CancellationToken cancellationToken);

    /// <summary>Takes away what is left of a run whose record does not hold together: nothing is checked. Only for one that a person named.</summary>
    Task<bool> RemoveDamagedAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Makes a run of entries that are there already, all of them or none; nobody works on it yet.</summary>
    /// <param name="entries">From 1 on, each of this run.</param>
    /// <exception cref="LeaseLostException">There is a run of this id.</exception>
    Task ImportAsync(string runId, string repository, IEnumerable<RunEntry> entries, CancellationToken cancellationToken);

    /// <summary>Gives the space of what was removed back to the disk.</summary>
    Task CompactAsync(CancellationToken cancellationToken);
}

/// <summary>A run and what its record takes.</summary>
/// <param name="LastAt">The time of its newest entry; null when it has none.</param>
/// <param name="Characters">Of all its entries and the contents they refer to, also those that other runs refer to as well.</param>
internal sealed record RunSize(RunRow Row, DateTimeOffset? LastAt, long Characters);
