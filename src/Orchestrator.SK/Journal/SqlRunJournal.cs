using System.Data.Common;
using System.Globalization;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>What a change must have for itself while it goes on, besides the run's row.</summary>
internal enum JournalLock
{
    /// <summary>The next place: two runs never begin at the same moment.</summary>
    NewRun,

    /// <summary>Contents that are being referred to: they do not go away meanwhile.</summary>
    KeepContents,

    /// <summary>Contents that go away because nobody refers to them.</summary>
    DropContents,
}

/// <summary>The rules of a journal in a database: sealed rows, one chain per run, writers fenced by epoch, long contents kept once, heads kept apart. Each database is a subclass.</summary>
/// <param name="place">How messages name the database; no password is in it.</param>
/// <param name="heads">Where each record stood when this machine last wrote or read it: so a database that lost its end is noticed. Damage of one run does not keep the others from being read.</param>
internal abstract partial class SqlRunJournal(string place, RunHeads heads) : IRunJournal, IJournalUpkeep, IDisposable
{
    protected string Place => place;

    /// <summary>Whether only this machine writes the database, so that a record without a head has lost it.</summary>
    protected abstract bool IsOfThisMachine { get; }

    /// <summary>What a SELECT of a row ends with, so that nobody else changes it before the transaction ends.</summary>
    protected abstract string ForUpdate { get; }

    /// <summary>One change of a run, all or nothing, on the disk when it returns. It may be tried again from the beginning, so it does nothing but read and write rows.</summary>
    /// <returns>What the change came to; the head is how the run's row is then, null when it was left as it is. A head was remembered.</returns>
    protected abstract Task<(RunHead? Head, T Result)> ChangeAsync<T>(string runId, Func<DbTransaction, Task<(RunHead? Head, T Result)>> change, CancellationToken cancellationToken);

    /// <summary>Reads from one snapshot.</summary>
    protected abstract Task<T> SnapshotAsync<T>(Func<DbTransaction, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Takes a lock until the transaction ends.</summary>
    protected abstract Task LockAsync(DbTransaction transaction, JournalLock kind, CancellationToken cancellationToken);

    public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) => ChangedAsync(
        runId,
        async transaction =>
        {
            if (await KnownRowAsync(transaction, runId, ForUpdate, cancellationToken).ConfigureAwait(false) is not { } row)
            {
                await LockAsync(transaction, JournalLock.NewRun, cancellationToken).ConfigureAwait(false);

                // Somebody else may have begun it while this one waited.
                row = await KnownRowAsync(transaction, runId, ForUpdate, cancellationToken).ConfigureAwait(false)
                    ?? new RunHead(runId, repository, RunHead.Running, 0, 0, "", await NextPlaceAsync(transaction, cancellationToken).ConfigureAwait(false));
            }

            if (row.State is RunHead.Ended or RunHead.Pruned)
            {
                throw new LeaseLostException(runId, 0);
            }

            var next = row with { State = RunHead.Running, Epoch = row.Epoch + 1 };
            await PutAsync(transaction, next, cancellationToken).ConfigureAwait(false);
            return (next, new RunLease(runId, next.Epoch));
        },
        cancellationToken);

    // Not cancellable once it has begun: what was paid for is kept even when the run is being cancelled right now.
    public Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken) => ChangedAsync(
        lease.RunId,
        async transaction =>
        {
            if (await RowAsync(transaction, lease.RunId, ForUpdate, CancellationToken.None).ConfigureAwait(false) is not { State: RunHead.Running } row || row.Epoch != lease.Epoch || row.Entries != entry.Sequence - 1)
            {
                throw new LeaseLostException(lease.RunId, lease.Epoch);
            }

            var next = await WriteAsync(transaction, row, entry, CancellationToken.None).ConfigureAwait(false);
            await PutAsync(transaction, next, CancellationToken.None).ConfigureAwait(false);
            return (next, true);
        },
        cancellationToken);

    // The entry; the row is how it is then, and the caller's to put.
    private async Task<RunHead> WriteAsync(DbTransaction transaction, RunHead row, RunEntry entry, CancellationToken cancellationToken)
    {
        var at = entry.At.ToString("O", CultureInfo.InvariantCulture);
        var body = EntryJson.Body(entry.Event);
        var next = row with
        {
            Entries = entry.Sequence,
            Link = EntryJson.Link(row.Link, row.RunId, entry.Sequence, at, body),
            State = entry.Event is RunEvent.Ended ? RunHead.Ended : row.State,
        };
        var stored = StoredBody.Of(body);
        await KeepAsync(transaction, row.RunId, stored.Contents, cancellationToken).ConfigureAwait(false);
        await transaction.ExecuteAsync(
            "INSERT INTO run_event (run_id, seq, epoch, at, body, link) VALUES (@run, @seq, @epoch, @at, @body, @link)",
            [("run", row.RunId), ("seq", entry.Sequence), ("epoch", row.Epoch), ("at", at), ("body", stored.Text), ("link", next.Link)],
            cancellationToken).ConfigureAwait(false);
        return next;
    }

    public Task InterruptAsync(RunLease lease, CancellationToken cancellationToken) => ChangedAsync(
        lease.RunId,
        async transaction =>
        {
            if (await KnownRowAsync(transaction, lease.RunId, ForUpdate, cancellationToken).ConfigureAwait(false) is not { State: RunHead.Running } row || row.Epoch != lease.Epoch)
            {
                return (null, false);
            }

            var next = row with { State = RunHead.Interrupted, Epoch = row.Epoch + 1 };
            await PutAsync(transaction, next, cancellationToken).ConfigureAwait(false);
            return (next, true);
        },
        cancellationToken);

    public async Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) =>
        await SnapshotAsync(transaction => KnownRowAsync(transaction, runId, "", cancellationToken), cancellationToken).ConfigureAwait(false) is { State: not RunHead.Pruned } row ? row.Row : null;

    public abstract void Dispose();

    private async Task<T> ChangedAsync<T>(string runId, Func<DbTransaction, Task<(RunHead? Head, T Result)>> change, CancellationToken cancellationToken) =>
        (await ChangeAsync(runId, change, cancellationToken).ConfigureAwait(false)).Result;

    /// <summary>Keeps apart what has just been committed. A subclass calls it before the next change of the run.</summary>
    protected void Remember(RunHead? head)
    {
        try
        {
            if (head is null)
            {
                return;
            }

            if (head.State == RunHead.Pruned)
            {
                heads.Remove(head.RunId);
            }
            else
            {
                heads.Write(head);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalUnwritableException.Folder(place, error);
        }
    }

    private static Task<long> NextPlaceAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.NumberAsync("SELECT coalesce(max(place), 0) + 1 FROM run", [], cancellationToken);

    private static async Task PutAsync(DbTransaction transaction, RunHead row, CancellationToken cancellationToken) => await transaction.ExecuteAsync(
        $"""
        INSERT INTO run ({JournalRows.Columns}) VALUES (@run, @repository, @state, @epoch, @seq, @head, @place, @seal)
        ON CONFLICT (id) DO UPDATE SET state = @state, epoch = @epoch, last_seq = @seq, head = @head, seal = @seal
        """,
        [("run", row.RunId), ("repository", row.Repository), ("state", row.State), ("epoch", row.Epoch), ("seq", row.Entries), ("head", row.Link), ("place", row.Place), ("seal", row.Seal)],
        cancellationToken).ConfigureAwait(false);

    private async Task KeepAsync(DbTransaction transaction, string runId, IReadOnlyDictionary<string, string> contents, CancellationToken cancellationToken)
    {
        if (contents.Count > 0)
        {
            await LockAsync(transaction, JournalLock.KeepContents, cancellationToken).ConfigureAwait(false);
        }

        // In one order for everybody: two that keep the same contents wait for each other, and never both.
        foreach (var (hash, content) in contents.OrderBy(content => content.Key, StringComparer.Ordinal))
        {
            await JournalRows.KeepAsync(transaction, runId, hash, content, cancellationToken).ConfigureAwait(false);
        }
    }

    protected static async Task<RunHead?> RowAsync(DbTransaction transaction, string runId, string forUpdate, CancellationToken cancellationToken) =>
        (await transaction.RowsAsync($"SELECT {JournalRows.Columns} FROM run WHERE id = @run{forUpdate}", [("run", runId)], JournalRows.Read, cancellationToken).ConfigureAwait(false)) switch
        {
            [] => null,
            [var row, ..] when row.RunId == runId => row,
            [var row, ..] => throw new JournalDamagedException(runId, row.Entries, "its row is another run's"),
        };

    /// <summary>The run's row, which must not be behind its head. A run that has no entry may have none: it died between the two.</summary>
    private async Task<RunHead?> KnownRowAsync(DbTransaction transaction, string runId, string forUpdate, CancellationToken cancellationToken)
    {
        // The head first: whoever writes commits before it writes the head, so what is read later is never behind it.
        var head = heads.Read(runId);
        return Checked(runId, await RowAsync(transaction, runId, forUpdate, cancellationToken).ConfigureAwait(false), head);
    }

    private RunHead? Checked(string runId, RunHead? row, RunHead? head) => (row, head) switch
    {
        (null, null) => null,
        (null, { } lost) => throw new JournalDamagedException(runId, lost.Entries, $"'{place}' does not know the run: it was replaced, or lost its end"),
        ({ Entries: > 0, State: not RunHead.Pruned }, null) when IsOfThisMachine =>
            throw new JournalDamagedException(runId, row.Entries, $"'{heads.PathOf(runId)}', which tells where the record ends, is missing"),
        (_, { } known) when !row.CanFollow(known) =>
            throw new JournalDamagedException(runId, row.Entries, $"it went on to entry {known.Entries} (epoch {known.Epoch}): '{place}' lost its end, or is an older copy"),
        _ => row,
    };
}
