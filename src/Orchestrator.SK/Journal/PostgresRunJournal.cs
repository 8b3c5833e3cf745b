using System.Data;
using System.Data.Common;
using Npgsql;

namespace Orchestrator.SK.Journal;

/// <summary>The journal in PostgreSQL, shared by machines: a change locks the run's row, so whoever was overtaken is fenced off wherever it is.</summary>
/// <remarks>
/// A connection that breaks during a commit leaves open whether it came through. The change is then tried again: it finds the row as it wanted it, or as it was. While the server is away,
/// changes and reads wait for it for some time; what a run has paid for is not given up because a database starts again.
/// </remarks>
internal sealed class PostgresRunJournal : SqlRunJournal
{
    // The first is ours among all advisory locks of a database.
    private const int Ours = 0x0C57;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlDataSource _source;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _first = new(1, 1);
    private readonly Lock _remembering = new();
    private bool _prepared;

    /// <param name="connection">As Npgsql takes it. It may hold a password, and is told to nobody.</param>
    /// <param name="state">The state folder of this machine.</param>
    /// <param name="patience">How long a change or a read waits for a server that is away.</param>
    public PostgresRunJournal(string connection, string state, TimeSpan patience, TimeProvider time)
        : this(PostgresServer.Settings(connection), state, patience, time)
    {
    }

    private PostgresRunJournal(NpgsqlConnectionStringBuilder settings, string state, TimeSpan patience, TimeProvider time)
        : base(PostgresServer.Name(settings), new RunHeads(Path.Combine(state, "heads", PostgresServer.Mark(settings))))
    {
        PrivateFiles.CreateDirectory(state);
        PrivateFiles.CreateDirectory(Path.Combine(state, "heads"));
        (_source, _patience, _time) = (NpgsqlDataSource.Create(settings), patience, time);
    }

    // Another machine may have begun a run, or gone on with it.
    protected override bool IsOfThisMachine => false;

    protected override string ForUpdate => " FOR UPDATE";

    protected override async Task LockAsync(DbTransaction transaction, JournalLock kind, CancellationToken cancellationToken) => await transaction.ExecuteAsync(
        $"SELECT pg_advisory_xact_lock{(kind == JournalLock.KeepContents ? "_shared" : "")}({Ours}, {(kind == JournalLock.NewRun ? 1 : 2)})", [], cancellationToken).ConfigureAwait(false);

    protected override async Task<(RunHead? Head, T Result)> ChangeAsync<T>(string runId, Func<DbTransaction, Task<(RunHead? Head, T Result)>> change, CancellationToken cancellationToken)
    {
        (RunHead? Head, T Result) wanted = default;
        var done = await PatientlyAsync(
            async connection =>
            {
                using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await transaction.ExecuteAsync(PostgresServer.Durable, [], cancellationToken).ConfigureAwait(false);
                if (wanted.Head is { } tried && await RowAsync(transaction, runId, ForUpdate, cancellationToken).ConfigureAwait(false) == tried)
                {
                    return wanted;
                }

                wanted = await change(transaction).ConfigureAwait(false);

                // Whether it came through is then found out, and not left to a cancel.
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return wanted;
            },
            cancellationToken).ConfigureAwait(false);
        lock (_remembering)
        {
            Remember(done.Head);
        }

        return done;
    }

    protected override Task<T> SnapshotAsync<T>(Func<DbTransaction, Task<T>> read, CancellationToken cancellationToken) => PatientlyAsync(
        async connection =>
        {
            using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            return await read(transaction).ConfigureAwait(false);
        },
        cancellationToken);

    // The server's own vacuum does it.
    public override Task CompactAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _source.Dispose();
        _first.Dispose();
    }

    private async Task<T> PatientlyAsync<T>(Func<NpgsqlConnection, Task<T>> act, CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await PrepareAsync(connection, cancellationToken).ConfigureAwait(false);
                return await act(connection).ConfigureAwait(false);
            }
            catch (Exception error) when (_prepared && PostgresServer.IsPassing(error) && _time.GetElapsedTime(since) < _patience)
            {
                await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (JournalFaults.Is(error))
            {
                throw JournalFaults.Of(error, Place);
            }
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_prepared)
        {
            return;
        }

        await _first.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_prepared)
            {
                await PostgresTables.PrepareAsync(connection, Place, cancellationToken).ConfigureAwait(false);
                _prepared = true;
            }
        }
        finally
        {
            _first.Release();
        }
    }
}
