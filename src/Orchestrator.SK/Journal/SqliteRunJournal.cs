using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>The journal in one SQLite file: write-ahead log, full sync, one writer at a time in this process, fenced by epoch across processes.</summary>
/// <remarks>Where each record ends is also kept beside the file (<see cref="RunHeads"/>), so that a file which lost its end is noticed. Damage of one run does not keep the others from being read.</remarks>
internal sealed class SqliteRunJournal : IRunJournal, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _path;
    private readonly RunHeads _heads;
    private readonly SqliteConnection _connection;
    private Exception? _broken;

    public SqliteRunJournal(string path)
    {
        _path = path;
        _heads = new RunHeads(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "heads"));
        try
        {
            _connection = SqliteFile.Open(path);
            JournalTables.Prepare(_connection, path, _heads);
        }
        catch (Exception error)
        {
            _connection?.Dispose();
            if (JournalFaults.Is(error))
            {
                throw JournalFaults.Of(error, path);
            }

            throw;
        }
    }

    public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) => ChangeAsync(
        transaction =>
        {
            var row = Row(transaction, runId, _heads.Read(runId));
            if (row?.State == "ended")
            {
                throw new LeaseLostException(runId, 0);
            }

            var next = row is null ? new RunHead(runId, repository, "running", 1, 0, "", NextPlace(transaction)) : row with { State = "running", Epoch = row.Epoch + 1 };
            Put(transaction, next);
            return (next, new RunLease(runId, next.Epoch));
        },
        cancellationToken);

    // Not cancellable once it has begun: what was paid for is kept even when the run is being cancelled right now.
    public Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken) =>
        ChangeAsync(transaction => (Append(transaction, lease, entry), true), cancellationToken);

    public Task InterruptAsync(string runId, CancellationToken cancellationToken) => ChangeAsync(
        transaction =>
        {
            if (Row(transaction, runId, _heads.Read(runId)) is not { State: "running" } row)
            {
                return (null, false);
            }

            var next = row with { State = "interrupted", Epoch = row.Epoch + 1 };
            Put(transaction, next);
            return (next, true);
        },
        cancellationToken);

    public Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken) =>
        HoldAsync<IReadOnlyList<RunEntry>>(() => Read(runId, after), cancellationToken);

    public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) => HoldAsync(
        () =>
        {
            // The head first: whoever writes commits before it writes the head, so what is read later is never behind it.
            var head = _heads.Read(runId);
            return Row(null, runId, head)?.Row;
        },
        cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string repository, int take, CancellationToken cancellationToken) =>
        HoldAsync<IReadOnlyList<string>>(() => List(repository, take), cancellationToken);

    public void Dispose()
    {
        _connection.Dispose();
        _writer.Dispose();
    }

    private async Task<T> HoldAsync<T>(Func<T> act, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _broken is null ? act() : throw JournalFaults.Of(_broken, _path);
        }
        catch (Exception error) when (JournalFaults.Is(error))
        {
            _broken = JournalFaults.IsFinal(error) ? error : null;
            throw JournalFaults.Of(error, _path);
        }
        finally
        {
            _writer.Release();
        }
    }

    // The row goes into the database in one transaction, and then beside it.
    private Task<T> ChangeAsync<T>(Func<SqliteTransaction, (RunHead? Head, T Result)> change, CancellationToken cancellationToken) => HoldAsync(
        () =>
        {
            RunHead? head;
            T result;
            using (var transaction = _connection.BeginTransaction(deferred: false))
            {
                (head, result) = change(transaction);
                transaction.Commit();
            }

            try
            {
                if (head is not null)
                {
                    _heads.Write(head);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new JournalUnwritableException(_path, error, "Make room, and the folder writable for this user.");
            }

            return result;
        },
        cancellationToken);

    private RunHead Append(SqliteTransaction transaction, RunLease lease, RunEntry entry)
    {
        if (Row(transaction, lease.RunId) is not { State: "running" } row || row.Epoch != lease.Epoch || row.Entries != entry.Sequence - 1)
        {
            throw new LeaseLostException(lease.RunId, lease.Epoch);
        }

        var at = entry.At.ToString("O", CultureInfo.InvariantCulture);
        var body = EntryJson.Body(entry.Event);
        var next = row with
        {
            Entries = entry.Sequence,
            Link = EntryJson.Link(row.Link, lease.RunId, entry.Sequence, at, body),
            State = entry.Event is RunEvent.Ended ? "ended" : "running",
        };
        using var append = Command(transaction, "INSERT INTO run_event (run_id, seq, epoch, at, body, link) VALUES ($run, $seq, $epoch, $at, $body, $link)",
            ("$run", lease.RunId), ("$seq", entry.Sequence), ("$epoch", lease.Epoch), ("$at", at), ("$body", body), ("$link", next.Link));
        append.ExecuteNonQuery();
        Put(transaction, next);
        return next;
    }

    private void Put(SqliteTransaction transaction, RunHead row)
    {
        using var put = Command(
            transaction,
            $"""
            INSERT INTO run ({JournalTables.RowColumns}) VALUES ($run, $repository, $state, $epoch, $seq, $head, $place, $seal)
            ON CONFLICT (id) DO UPDATE SET state = $state, epoch = $epoch, last_seq = $seq, head = $head, seal = $seal
            """,
            ("$run", row.RunId), ("$repository", row.Repository), ("$state", row.State), ("$epoch", row.Epoch), ("$seq", row.Entries), ("$head", row.Link), ("$place", row.Place), ("$seal", row.Seal));
        put.ExecuteNonQuery();
    }

    private long NextPlace(SqliteTransaction transaction)
    {
        using var next = Command(transaction, "SELECT coalesce(max(place), 0) + 1 FROM run");
        return Convert.ToInt64(next.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private RunHead? Row(SqliteTransaction? transaction, string runId)
    {
        using var select = Command(transaction, $"SELECT {JournalTables.RowColumns} FROM run WHERE id = $run", ("$run", runId));
        using var reader = select.ExecuteReader();
        return !reader.Read() ? null
            : JournalTables.ReadRow(reader) is var row && row.RunId == runId ? row
            : throw new JournalDamagedException(runId, row.Entries, "its row is another run's");
    }

    /// <summary>The run's row, which must not be behind its head. A run that has no entry may have none: it died between the two.</summary>
    private RunHead? Row(SqliteTransaction? transaction, string runId, RunHead? head) => (Row(transaction, runId), head) switch
    {
        (null, null) => null,
        (null, { } lost) => throw new JournalDamagedException(runId, lost.Entries, $"'{_path}' does not know the run: it was replaced, or lost its end"),
        ({ Entries: > 0 } row, null) => throw new JournalDamagedException(runId, row.Entries, $"'{_heads.PathOf(runId)}', which tells where the record ends, is missing"),
        ({ } row, { } known) when !row.CanFollow(known) =>
            throw new JournalDamagedException(runId, row.Entries, $"it went on to entry {known.Entries} (epoch {known.Epoch}): '{_path}' lost its end, or is an older copy"),
        ({ } row, _) => row,
    };

    private List<string> List(string repository, int take)
    {
        // What the database lost is still a run: it is listed, and says so when it is read.
        var all = _heads.All().ToDictionary(head => head.RunId, head => (head.Repository, head.Place));
        try
        {
            using var select = Command(null, "SELECT id, repository, place FROM run");
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                all.TryAdd(reader.GetString(0), (reader.GetString(1), reader.GetInt64(2)));
            }
        }
        catch (SqliteException error) when (JournalFaults.Of(error, _path) is JournalDamagedException && all.Count > 0)
        {
            // Each of them says so when it is read.
        }

        return [.. all.Where(run => run.Value.Repository == repository).OrderByDescending(run => run.Value.Place).Take(take).Select(run => run.Key)];
    }

    private List<RunEntry> Read(string runId, long after)
    {
        var head = _heads.Read(runId);
        var entries = new List<RunEntry>();

        // One snapshot: an entry that is appended between two of these statements would look like a break in the chain.
        using var snapshot = _connection.BeginTransaction(deferred: true);
        var row = Row(snapshot, runId, head);
        using var before = Command(snapshot, "SELECT link FROM run_event WHERE run_id = $run AND seq = $after", ("$run", runId), ("$after", after));
        var link = before.ExecuteScalar() as string ?? "";
        using var select = Command(snapshot, "SELECT seq, at, body, link FROM run_event WHERE run_id = $run AND seq > $after ORDER BY seq", ("$run", runId), ("$after", after));
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
            {
                var (sequence, at, body) = (reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
                link = EntryJson.Link(link, runId, sequence, at, body);
                if (sequence != after + entries.Count + 1 || link != reader.GetString(3) || (sequence == head?.Entries && link != head.Link))
                {
                    throw new JournalDamagedException(runId, sequence, "its hash does not continue the chain");
                }

                entries.Add(new RunEntry(runId, sequence, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), ReadEvent(runId, sequence, body)));
            }
        }

        return (row?.Link ?? "", row?.Entries ?? after) != (link, after + entries.Count)
            ? throw new JournalDamagedException(runId, after + entries.Count, "entries at the end are missing")
            : entries;
    }

    private static RunEvent ReadEvent(string runId, long sequence, string body)
    {
        try
        {
            return EntryJson.Event(body);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new JournalDamagedException(runId, sequence, error.Message);
        }
    }

    private SqliteCommand Command(SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.Command(sql, parameters);
        command.Transaction = transaction;
        return command;
    }
}
