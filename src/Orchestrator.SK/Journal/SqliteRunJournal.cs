using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Orchestrator.SK.Journal;

/// <summary>The journal in one SQLite file: write-ahead log, full sync, one writer at a time in this process, and one across processes.</summary>
internal sealed class SqliteRunJournal : SqlRunJournal
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly SqliteConnection _connection;
    private Exception? _broken;

    public SqliteRunJournal(string path)
        : this(path, new RunHeads(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "heads")))
    {
    }

    private SqliteRunJournal(string path, RunHeads heads)
        : base(path, heads)
    {
        try
        {
            _connection = SqliteFile.Open(path, JournalTables.Own);
            JournalTables.Prepare(_connection, path, heads);
        }
        catch (Exception error)
        {
            _connection?.Dispose();
            if (error is IOException or UnauthorizedAccessException)
            {
                throw JournalUnwritableException.Folder(path, error);
            }

            if (JournalFaults.Is(error))
            {
                throw JournalFaults.Of(error, path);
            }

            throw;
        }
    }

    protected override bool IsOfThisMachine => true;

    // A transaction that writes has the whole file for itself from its beginning.
    protected override string ForUpdate => "";

    protected override Task LockAsync(DbTransaction transaction, JournalLock kind, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task<(RunHead? Head, T Result)> ChangeAsync<T>(string runId, Func<DbTransaction, Task<(RunHead? Head, T Result)>> change, CancellationToken cancellationToken) =>
        HoldAsync(deferred: false, change, done => Remember(done.Head), cancellationToken);

    protected override Task<T> SnapshotAsync<T>(Func<DbTransaction, Task<T>> read, CancellationToken cancellationToken) => HoldAsync(deferred: true, read, _ => { }, cancellationToken);

    public override async Task CompactAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _connection.Execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
        }
        catch (SqliteException error)
        {
            throw JournalFaults.Of(error, Place);
        }
        finally
        {
            _writer.Release();
        }
    }

    public override void Dispose()
    {
        _connection.Dispose();
        _writer.Dispose();
    }

    private async Task<T> HoldAsync<T>(bool deferred, Func<DbTransaction, Task<T>> act, Action<T> then, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_broken is not null)
            {
                throw JournalFaults.Of(_broken, Place);
            }

            T result;
            using (var transaction = _connection.BeginTransaction(deferred))
            {
                result = await act(transaction).ConfigureAwait(false);
                transaction.Commit();
            }

            then(result);
            return result;
        }
        catch (Exception error) when (JournalFaults.Is(error))
        {
            _broken = JournalFaults.IsFinal(error) ? error : null;
            throw JournalFaults.Of(error, Place);
        }
        finally
        {
            _writer.Release();
        }
    }
}
