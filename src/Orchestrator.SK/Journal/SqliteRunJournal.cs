using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>The journal in one SQLite file: write-ahead log, full sync, one writer at a time in this process, fenced by epoch across processes.</summary>
internal sealed class SqliteRunJournal : IRunJournal, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly SqliteConnection _connection;

    public SqliteRunJournal(string path)
    {
        _connection = SqliteFile.Open(path);
        _connection.Execute(
            $"""
            CREATE TABLE IF NOT EXISTS journal (format INTEGER NOT NULL);
            INSERT INTO journal SELECT {EntryJson.Format} WHERE NOT EXISTS (SELECT 1 FROM journal);
            CREATE TABLE IF NOT EXISTS run (
              id TEXT PRIMARY KEY, repository TEXT NOT NULL, state TEXT NOT NULL, epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL, head TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS run_event (
              run_id TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL,
              PRIMARY KEY (run_id, seq)) WITHOUT ROWID;
            """);
        using var format = Command("SELECT max(format) FROM journal");
        if (Convert.ToInt32(format.ExecuteScalar(), CultureInfo.InvariantCulture) is var found && found > EntryJson.Format)
        {
            throw new InvalidDataException($"The journal '{path}' has format {found}; this build reads up to {EntryJson.Format}. Nothing was changed. Use the newer build.");
        }
    }

    public async Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var begin = Command(
                """
                INSERT INTO run (id, repository, state, epoch, last_seq, head) VALUES ($run, $repository, 'running', 1, 0, '')
                ON CONFLICT (id) DO UPDATE SET epoch = epoch + 1, state = 'running' WHERE state <> 'ended'
                RETURNING epoch
                """,
                ("$run", runId), ("$repository", repository));
            return await begin.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long epoch
                ? new RunLease(runId, epoch)
                : throw new LeaseLostException(runId, 0);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Not cancellable from here on: what was paid for is kept even when the run is being cancelled right now.
            using var transaction = _connection.BeginTransaction(deferred: false);
            Append(transaction, lease, entry);
            transaction.Commit();
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task InterruptAsync(string runId, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var interrupt = Command("UPDATE run SET epoch = epoch + 1, state = 'interrupted' WHERE id = $run AND state = 'running'", ("$run", runId));
            await interrupt.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Read(runId, after);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var select = Command("SELECT repository, state, epoch, last_seq FROM run WHERE id = $run", ("$run", runId));
            using var reader = select.ExecuteReader();
            return reader.Read() ? new RunRow(runId, reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)) : null;
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(string repository, int take, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var ids = new List<string>();
            using var select = Command("SELECT id FROM run WHERE repository = $repository ORDER BY rowid DESC LIMIT $take", ("$repository", repository), ("$take", take));
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                ids.Add(reader.GetString(0));
            }

            return ids;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _writer.Dispose();
    }

    private void Append(SqliteTransaction transaction, RunLease lease, RunEntry entry)
    {
        using var find = Command("SELECT head FROM run WHERE id = $run AND epoch = $epoch AND state = 'running' AND last_seq = $seq - 1",
            ("$run", lease.RunId), ("$epoch", lease.Epoch), ("$seq", entry.Sequence));
        find.Transaction = transaction;
        if (find.ExecuteScalar() is not string before)
        {
            throw new LeaseLostException(lease.RunId, lease.Epoch);
        }

        var at = entry.At.ToString("O", CultureInfo.InvariantCulture);
        var body = EntryJson.Body(entry.Event);
        var link = EntryJson.Link(before, lease.RunId, entry.Sequence, at, body);
        var state = entry.Event is RunEvent.Ended ? "ended" : "running";
        using var append = Command(
            """
            INSERT INTO run_event (run_id, seq, epoch, at, body, link) VALUES ($run, $seq, $epoch, $at, $body, $link);
            UPDATE run SET last_seq = $seq, head = $link, state = $state WHERE id = $run;
            """,
            ("$run", lease.RunId), ("$seq", entry.Sequence), ("$epoch", lease.Epoch), ("$at", at), ("$body", body), ("$link", link), ("$state", state));
        append.Transaction = transaction;
        append.ExecuteNonQuery();
    }

    private List<RunEntry> Read(string runId, long after)
    {
        var entries = new List<RunEntry>();

        // One snapshot: an entry that is appended between two of these statements would look like a break in the chain.
        using var snapshot = _connection.BeginTransaction(deferred: true);
        using var before = Command("SELECT link FROM run_event WHERE run_id = $run AND seq = $after", ("$run", runId), ("$after", after));
        var link = before.ExecuteScalar() as string ?? "";
        using var select = Command("SELECT seq, at, body, link FROM run_event WHERE run_id = $run AND seq > $after ORDER BY seq", ("$run", runId), ("$after", after));
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
            {
                var (sequence, at, body) = (reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
                link = EntryJson.Link(link, runId, sequence, at, body);
                if (sequence != after + entries.Count + 1 || link != reader.GetString(3))
                {
                    throw new JournalDamagedException(runId, sequence, "its hash does not continue the chain");
                }

                entries.Add(new RunEntry(runId, sequence, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), ReadEvent(runId, sequence, body)));
            }
        }

        using var head = Command("SELECT head FROM run WHERE id = $run", ("$run", runId));
        return (head.ExecuteScalar() as string ?? "") != link
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

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => _connection.Command(sql, parameters);
}
