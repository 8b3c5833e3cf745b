using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Orchestrator.SK.Journal;

/// <summary>The tables of the runs, and the way from older formats to this one.</summary>
internal static class JournalTables
{
    /// <summary>1: rows without place and seal, and no heads beside the database.</summary>
    public const int Format = 2;

    /// <exception cref="InvalidDataException">A newer build wrote it.</exception>
    public static void Prepare(SqliteConnection connection, string path, RunHeads heads)
    {
        // One at a time, and all or nothing: several processes may come here together.
        using var transaction = connection.BeginTransaction(deferred: false);
        Execute(
            connection, transaction,
            $"""
            CREATE TABLE IF NOT EXISTS journal (format INTEGER NOT NULL);
            INSERT INTO journal SELECT {Format} WHERE NOT EXISTS (SELECT 1 FROM journal);
            CREATE TABLE IF NOT EXISTS run (
              id TEXT PRIMARY KEY, repository TEXT NOT NULL, state TEXT NOT NULL, epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL, head TEXT NOT NULL,
              place INTEGER NOT NULL DEFAULT 0, seal TEXT NOT NULL DEFAULT '');
            CREATE TABLE IF NOT EXISTS run_event (
              run_id TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL,
              PRIMARY KEY (run_id, seq)) WITHOUT ROWID;
            """);
        switch (Convert.ToInt32(Scalar(connection, transaction, "SELECT max(format) FROM journal"), CultureInfo.InvariantCulture))
        {
            case Format:
                break;
            case 1:
                SealRows(connection, transaction, heads);
                Execute(connection, transaction, $"UPDATE journal SET format = {Format}");
                break;
            case var found:
                throw new InvalidDataException($"The journal '{path}' has format {found}; this build reads 1 to {Format}. Nothing was changed. Use the build that wrote it, or a newer one.");
        }

        transaction.Commit();
    }

    /// <summary>Columns of a run's row, in the order in which <see cref="ReadRow"/> takes them.</summary>
    public const string RowColumns = "id, repository, state, epoch, last_seq, head, place, seal";

    /// <exception cref="JournalDamagedException">The row is not what was written.</exception>
    public static RunHead ReadRow(SqliteDataReader reader)
    {
        var row = ReadUnsealed(reader);
        return reader.GetString(7) == row.Seal ? row : throw new JournalDamagedException(row.RunId, row.Entries, "its row was changed from outside");
    }

    private static RunHead ReadUnsealed(SqliteDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetString(5), reader.GetInt64(6));

    private static void SealRows(SqliteConnection connection, SqliteTransaction transaction, RunHeads heads)
    {
        Execute(
            connection, transaction,
            """
            ALTER TABLE run ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE run ADD COLUMN seal TEXT NOT NULL DEFAULT '';
            UPDATE run SET place = rowid;
            """);
        var rows = new List<RunHead>();
        using (var select = connection.Command($"SELECT {RowColumns} FROM run"))
        {
            select.Transaction = transaction;
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(ReadUnsealed(reader));
            }
        }

        foreach (var row in rows)
        {
            using var seal = connection.Command("UPDATE run SET seal = $seal WHERE id = $run", ("$seal", row.Seal), ("$run", row.RunId));
            seal.Transaction = transaction;
            seal.ExecuteNonQuery();

            // One that is there already was written by a build that keeps them: this database is older than it is.
            if (heads.Read(row.RunId) is null)
            {
                heads.Write(row);
            }
        }
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.Command(sql);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.Command(sql);
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }
}
