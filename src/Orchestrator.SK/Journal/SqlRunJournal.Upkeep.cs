using System.Data.Common;
using System.Globalization;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <content>Taking records away.</content>
internal abstract partial class SqlRunJournal
{
    private const string Sizes =
        $"""
        SELECT {JournalRows.Columns},
          (SELECT at FROM run_event WHERE run_event.run_id = run.id AND run_event.seq = run.last_seq),
          (SELECT coalesce(sum(length(body)), 0) FROM run_event WHERE run_event.run_id = run.id)
            + (SELECT coalesce(sum(length(content.body)), 0) FROM run_content JOIN content ON content.hash = run_content.hash WHERE run_content.run_id = run.id)
        FROM run WHERE repository = @repository AND state <> 'pruned' ORDER BY place DESC
        """;

    private static readonly string[] Removal =
    [
        "DELETE FROM content WHERE hash IN (SELECT hash FROM run_content WHERE run_id = @run) AND NOT EXISTS (SELECT 1 FROM run_content AS other WHERE other.hash = content.hash AND other.run_id <> @run)",
        "DELETE FROM run_content WHERE run_id = @run",
        "DELETE FROM run_event WHERE run_id = @run",
    ];

    public async Task<IReadOnlyList<RunSize>> SizesAsync(string repository, CancellationToken cancellationToken)
    {
        var sizes = await SnapshotAsync(
            transaction => transaction.RowsAsync(
                Sizes,
                [("repository", repository)],
                reader =>
                {
                    var row = JournalRows.ReadUnsealed(reader);
                    return row.Seal != reader.GetString(7) ? null
                        : new RunSize(row.Row, reader.IsDBNull(8) ? null : DateTimeOffset.Parse(reader.GetString(8), CultureInfo.InvariantCulture), reader.GetInt64(9));
                },
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return [.. sizes.OfType<RunSize>()];
    }

    public Task<bool> RemoveAsync(RunRow row, CancellationToken cancellationToken) => ChangedAsync(
        row.RunId,
        async transaction =>
        {
            if (await KnownRowAsync(transaction, row.RunId, ForUpdate, cancellationToken).ConfigureAwait(false) is not { State: not RunHead.Pruned } found || found.Row != row)
            {
                return (null, false);
            }

            await LockAsync(transaction, JournalLock.DropContents, cancellationToken).ConfigureAwait(false);
            foreach (var statement in Removal)
            {
                await transaction.ExecuteAsync(statement, [("run", row.RunId)], cancellationToken).ConfigureAwait(false);
            }

            // The row stays: another machine that has seen the run is told that it was pruned, and not that it was lost.
            var next = found with { State = RunHead.Pruned, Epoch = found.Epoch + 1 };
            await PutAsync(transaction, next, cancellationToken).ConfigureAwait(false);
            return (next, true);
        },
        cancellationToken);

    public Task<bool> RemoveDamagedAsync(string runId, CancellationToken cancellationToken) => ChangedAsync(
        runId,
        async transaction =>
        {
            var row = (await transaction.RowsAsync($"SELECT {JournalRows.Columns} FROM run WHERE id = @run{ForUpdate}", [("run", runId)], JournalRows.ReadUnsealed, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
            await LockAsync(transaction, JournalLock.DropContents, cancellationToken).ConfigureAwait(false);
            foreach (var statement in Removal)
            {
                await transaction.ExecuteAsync(statement, [("run", runId)], cancellationToken).ConfigureAwait(false);
            }

            // Without a row only the head is left, which goes with this change.
            var next = (row ?? new RunHead(runId, "", RunHead.Pruned, 0, 0, "", 0)) with { State = RunHead.Pruned, Epoch = (row?.Epoch ?? 0) + 1 };
            if (row is not null)
            {
                await PutAsync(transaction, next, cancellationToken).ConfigureAwait(false);
            }

            return (next, true);
        },
        cancellationToken);

    public async Task ImportAsync(string runId, string repository, IEnumerable<RunEntry> entries, CancellationToken cancellationToken)
    {
        // The row first, so that the record has a head from its first entry on: whoever is killed after the second change leaves a head that is behind, and no record without one.
        await ChangedAsync(
            runId,
            async transaction =>
            {
                await LockAsync(transaction, JournalLock.NewRun, cancellationToken).ConfigureAwait(false);
                if (await KnownRowAsync(transaction, runId, ForUpdate, cancellationToken).ConfigureAwait(false) is not null)
                {
                    throw new LeaseLostException(runId, 0);
                }

                var row = new RunHead(runId, repository, RunHead.Interrupted, 1, 0, "", await NextPlaceAsync(transaction, cancellationToken).ConfigureAwait(false));
                await PutAsync(transaction, row, cancellationToken).ConfigureAwait(false);
                return (row, true);
            },
            cancellationToken).ConfigureAwait(false);
        await ChangedAsync(runId, transaction => FillAsync(transaction, runId, entries, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(RunHead? Head, bool Result)> FillAsync(DbTransaction transaction, string runId, IEnumerable<RunEntry> entries, CancellationToken cancellationToken)
    {
        if (await KnownRowAsync(transaction, runId, ForUpdate, cancellationToken).ConfigureAwait(false) is not { State: RunHead.Interrupted, Epoch: 1, Entries: 0 } row)
        {
            throw new LeaseLostException(runId, 1);
        }

        foreach (var entry in entries)
        {
            row = await WriteAsync(transaction, row, entry, cancellationToken).ConfigureAwait(false);
        }

        await PutAsync(transaction, row, cancellationToken).ConfigureAwait(false);
        return (row, true);
    }

    public abstract Task CompactAsync(CancellationToken cancellationToken);
}
