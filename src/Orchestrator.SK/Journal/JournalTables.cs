using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Orchestrator.SK.Journal;

/// <summary>The tables of the runs in SQLite, and the way from older formats to this one.</summary>
internal static class JournalTables
{
    /// <summary>1: rows without place and seal, and no heads beside the database. 2: long contents in the entries themselves.</summary>
    public const int Format = 3;

    /// <summary>What stands in a file of ours: the runs, the tasks, or both.</summary>
    public static readonly string[] Own = ["journal", "task"];

    /// <exception cref="InvalidDataException">A newer build wrote it.</exception>
    public static void Prepare(SqliteConnection connection, string path, RunHeads heads)
    {
        // One at a time, and all or nothing: several processes may come here together.
        using var transaction = connection.BeginTransaction(deferred: false);
        Execute(
            transaction,
            $"""
            CREATE TABLE IF NOT EXISTS journal (format INTEGER NOT NULL);
            INSERT INTO journal SELECT {Format} WHERE NOT EXISTS (SELECT 1 FROM journal);
            CREATE TABLE IF NOT EXISTS run (
              id TEXT PRIMARY KEY, repository TEXT NOT NULL, state TEXT NOT NULL, epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL, head TEXT NOT NULL,
              place INTEGER NOT NULL DEFAULT 0, seal TEXT NOT NULL DEFAULT '');
            CREATE TABLE IF NOT EXISTS run_event (
              run_id TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL,
              PRIMARY KEY (run_id, seq)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS content (hash TEXT PRIMARY KEY, body TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS run_content (run_id TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (run_id, hash)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS run_content_hash ON run_content (hash);
            """);
        using var format = transaction.Command("SELECT max(format) FROM journal");
        switch (Convert.ToInt32(format.ExecuteScalar(), CultureInfo.InvariantCulture))
        {
            case Format:
                break;
            case 1:
                SealRows(transaction, heads);
                goto case 2;
            case 2:
                TakeContentsOut(transaction);
                Execute(transaction, $"UPDATE journal SET format = {Format}");
                break;
            case var found:
                throw new InvalidDataException($"The journal '{path}' has format {found}; this build reads 1 to {Format}. Nothing was changed. Use the build that wrote it, or a newer one.");
        }

        transaction.Commit();
    }

    private static void SealRows(SqliteTransaction transaction, RunHeads heads)
    {
        Execute(
            transaction,
            """
            ALTER TABLE run ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE run ADD COLUMN seal TEXT NOT NULL DEFAULT '';
            UPDATE run SET place = rowid;
            """);
        var rows = new List<RunHead>();
        using (var select = transaction.Command($"SELECT {JournalRows.Columns} FROM run"))
        {
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(JournalRows.ReadUnsealed(reader));
            }
        }

        foreach (var row in rows)
        {
            Execute(transaction, "UPDATE run SET seal = @seal WHERE id = @run", ("seal", row.Seal), ("run", row.RunId));

            // One that is there already was written by a build that keeps them: this database is older than it is.
            if (heads.Read(row.RunId) is null)
            {
                heads.Write(row);
            }
        }
    }

    // Links are made from whole entries, so chain and heads stay what they are.
    private static void TakeContentsOut(SqliteTransaction transaction)
    {
        var entries = new List<(string Run, long Sequence)>();
        using (var select = transaction.Command("SELECT run_id, seq FROM run_event WHERE length(body) >= 1024"))
        {
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                entries.Add((reader.GetString(0), reader.GetInt64(1)));
            }
        }

        foreach (var (run, sequence) in entries)
        {
            using var select = transaction.Command("SELECT body FROM run_event WHERE run_id = @run AND seq = @seq", ("run", run), ("seq", sequence));
            var stored = StoredBody.Of((string)select.ExecuteScalar()!);
            foreach (var (hash, content) in stored.Contents)
            {
                Execute(transaction, "INSERT INTO content (hash, body) VALUES (@hash, @body) ON CONFLICT (hash) DO NOTHING", ("hash", hash), ("body", content));
                Execute(transaction, "INSERT INTO run_content (run_id, hash) VALUES (@run, @hash) ON CONFLICT (run_id, hash) DO NOTHING", ("run", run), ("hash", hash));
            }

            Execute(transaction, "UPDATE run_event SET body = @body WHERE run_id = @run AND seq = @seq", ("body", stored.Text), ("run", run), ("seq", sequence));
        }
    }

    private static void Execute(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = transaction.Command(sql, parameters);
        command.ExecuteNonQuery();
    }
}
