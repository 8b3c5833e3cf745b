using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Orchestrator.SK.Journal;

/// <summary>The tasks, in the journal's file. Their rows are the truth: whatever holds wake-ups may be lost and is filled again from here.</summary>
internal sealed partial class SqliteTasks : IDisposable
{
    private const string Columns =
        "id, repository, item, priority, submitted_at, submitted_by, state, epoch, crashes, owner, run_id, cancelled_by, started_at, ended_at, exit_code, reason, branch, answers";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SqliteConnection _connection;

    public SqliteTasks(string path)
    {
        _connection = SqliteFile.Open(path, JournalTables.Own);
        _connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS task (
              id TEXT PRIMARY KEY, repository TEXT NOT NULL, item TEXT NOT NULL, priority INTEGER NOT NULL, submitted_at TEXT NOT NULL, submitted_by TEXT NOT NULL,
              state TEXT NOT NULL, epoch INTEGER NOT NULL, crashes INTEGER NOT NULL, owner TEXT, run_id TEXT, cancelled_by TEXT, started_at TEXT, ended_at TEXT,
              exit_code INTEGER, reason TEXT, branch TEXT, answers TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS task_state ON task (state);
            """);
    }

    /// <summary>All tasks, the newest first.</summary>
    public Task<IReadOnlyList<TaskRow>> ListAsync(CancellationToken cancellationToken) => SelectAsync("1 = 1 ORDER BY submitted_at DESC, id DESC", [], cancellationToken);

    /// <summary>Those in a state, in the order in which they are to be taken.</summary>
    public Task<IReadOnlyList<TaskRow>> InAsync(TaskState state, CancellationToken cancellationToken) =>
        SelectAsync("state = $state ORDER BY priority DESC, submitted_at, id", [("$state", state.Stored())], cancellationToken);

    /// <summary>Running tasks that somebody asked to cancel.</summary>
    public Task<IReadOnlyList<TaskRow>> CancelledWhileRunningAsync(CancellationToken cancellationToken) =>
        SelectAsync("state = 'running' AND cancelled_by IS NOT NULL", [], cancellationToken);

    /// <summary>The task with that id, or those whose ids begin with it.</summary>
    public async Task<IReadOnlyList<TaskRow>> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = await SelectAsync("substr(id, 1, length($id)) = $id ORDER BY id", [("$id", id)], cancellationToken).ConfigureAwait(false);
        return found.FirstOrDefault(task => task.Id == id) is { } exact ? [exact] : found;
    }

    /// <summary>Whether a worker has anything left to do.</summary>
    public async Task<bool> AnyOpenAsync(CancellationToken cancellationToken) =>
        (await SelectAsync("state IN ('queued', 'running') LIMIT 1", [], cancellationToken).ConfigureAwait(false)).Count > 0;

    public void Dispose()
    {
        _connection.Dispose();
        _gate.Dispose();
    }

    private async Task<IReadOnlyList<TaskRow>> SelectAsync(string where, (string, object?)[] parameters, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RowsAsync($"SELECT {Columns} FROM task WHERE {where}", parameters, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    // A change is one statement that says in its own WHERE when it holds: it is its own fence, against this process and any other.
    private async Task<TaskRow?> ChangeAsync(string change, (string, object?)[] parameters, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (await RowsAsync($"{change} RETURNING {Columns}", parameters, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IReadOnlyList<TaskRow>> RowsAsync(string sql, (string, object?)[] parameters, CancellationToken cancellationToken)
    {
        using var command = _connection.Command(sql, parameters);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<TaskRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    private static TaskRow Row(SqliteDataReader reader)
    {
        var state = TaskStates.Parse(reader.GetString(6));
        return new TaskRow(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), At(reader.GetString(4)), reader.GetString(5))
        {
            State = state,
            Epoch = reader.GetInt64(7),
            Crashes = reader.GetInt32(8),
            Owner = Text(reader, 9),
            RunId = Text(reader, 10),
            CancelledBy = Text(reader, 11),
            StartedAt = Text(reader, 12) is { } started ? At(started) : null,
            EndedAt = Text(reader, 13) is { } ended ? At(ended) : null,
            End = reader.IsDBNull(14) ? null : new TaskEnd(state, reader.GetInt32(14), Text(reader, 15) ?? "", Text(reader, 16)),
            Answers = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(17), EntryJson.Options) ?? [],
        };
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset At(string stored) => DateTimeOffset.Parse(stored, CultureInfo.InvariantCulture);

    private static string At(DateTimeOffset at) => at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}
