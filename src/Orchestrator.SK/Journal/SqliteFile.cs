using Microsoft.Data.Sqlite;

namespace Orchestrator.SK.Journal;

/// <summary>How the journal's file is opened: for its owner alone, write-ahead log, full sync, SQLite's own busy handler.</summary>
internal static class SqliteFile
{
    /// <param name="own">Tables of which one must stand in a file that has any; none for a file that is only ours by its place.</param>
    /// <exception cref="InvalidDataException">It is a database of another program; nothing was changed.</exception>
    public static SqliteConnection Open(string path, params IReadOnlyList<string> own)
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        if (own.Count > 0 && Tables(connection) is { Count: > 0 } tables && !own.Any(tables.Contains))
        {
            connection.Dispose();
            throw new InvalidDataException($"'{path}' is a database of another program, with {string.Join(", ", tables.Take(3))}. Nothing was changed. Name another folder in Orchestrator:StateDirectory.");
        }

        PrivateFiles.Protect(path);

        // Full sync: an entry that was acknowledged survives a power cut. The busy handler of SQLite itself, for the driver's own sleeps between tries.
        connection.Execute("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        return connection;
    }

    private static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.Command("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name");
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        command.ExecuteNonQuery();
    }

    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text that comes here is a constant of this folder; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
