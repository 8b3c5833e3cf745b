using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Lookup;

/// <summary>
/// What was worked out of the files of one repository, kept by path and git blob id: an entry never changes and is never stale, so any number of commits and processes
/// share the file. It can be deleted at any time; whatever is wrong with it costs time and nothing else.
/// </summary>
/// <param name="path">The SQLite file, readable by its owner alone.</param>
/// <param name="notes">Told in words what was wrong.</param>
internal sealed class IndexFile(string path, Action<string> notes)
{
    /// <summary>Rises when the tables or what is in them change their form.</summary>
    public const int Format = 1;

    // "orSL": the file is ours.
    private const int Mark = 0x6F72534C;

    // Entries for each file that is read now: several branches alternate without being indexed again, and the file does not grow for ever.
    private const int KeptForEach = 8;
    private const int KeptAtLeast = 1_000;

    /// <summary>Returns the entries that are there, by key.</summary>
    public Dictionary<string, byte[]> Read(IReadOnlyCollection<string> keys)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Try(connection =>
        {
            using var select = connection.Command(
                "SELECT entry.key, entry.sum, entry.body FROM json_each($keys) AS wanted JOIN entry ON entry.key = wanted.value", ("$keys", JsonSerializer.Serialize(keys)));
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                var body = reader.GetFieldValue<byte[]>(2);
                if (reader.GetInt64(1) != Sum(body))
                {
                    throw new InvalidDataException("an entry is not what was written");
                }

                found[reader.GetString(0)] = body;
            }
        });
        return found;
    }

    /// <summary>Adds entries, all or none, and takes the oldest away when there are many.</summary>
    /// <param name="kind">What they are: each kind is counted by itself.</param>
    /// <param name="added">By key.</param>
    /// <param name="current">The keys that are in use now: they stay.</param>
    public void Add(string kind, IReadOnlyDictionary<string, byte[]> added, IReadOnlyCollection<string> current) => Try(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using (var insert = connection.Command("INSERT OR REPLACE INTO entry (kind, key, sum, body) VALUES ($kind, $key, $sum, $body)", ("$kind", kind), ("$key", ""), ("$sum", 0L), ("$body", Array.Empty<byte>())))
        {
            insert.Transaction = transaction;
            foreach (var (key, body) in added)
            {
                (insert.Parameters[1].Value, insert.Parameters[2].Value, insert.Parameters[3].Value) = (key, Sum(body), body);
                insert.ExecuteNonQuery();
            }
        }

        using var prune = connection.Command(
            """
            DELETE FROM entry WHERE kind = $kind AND id <= (SELECT id FROM entry WHERE kind = $kind ORDER BY id DESC LIMIT 1 OFFSET $kept)
              AND key NOT IN (SELECT value FROM json_each($keys))
            """,
            ("$kind", kind), ("$kept", Math.Max(KeptAtLeast, KeptForEach * current.Count)), ("$keys", JsonSerializer.Serialize(current)));
        prune.Transaction = transaction;
        prune.ExecuteNonQuery();
        transaction.Commit();
    });

    private void Try(Action<SqliteConnection> act)
    {
        try
        {
            try
            {
                Perform(act);
            }
            catch (Exception error) when (IsDamage(error))
            {
                notes($"The spec index '{path}' could not be used and is made again: {Reason(error)}.");
                Remove();
                Perform(act);
            }
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            notes($"The spec index '{path}' cannot be kept, so each call reads all specs again: {Reason(error)}.");
        }
    }

    private void Perform(Action<SqliteConnection> act)
    {
        using var connection = SqliteFile.Open(path);

        // What a power cut takes from an index is worked out again.
        connection.Execute("PRAGMA synchronous = NORMAL;");
        if (Number(connection, "PRAGMA user_version") != Format || Number(connection, "PRAGMA application_id") != Mark)
        {
            Make(connection);
        }

        act(connection);
    }

    private static void Make(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var (mark, format) = (Number(connection, "PRAGMA application_id"), Number(connection, "PRAGMA user_version"));
        if (mark == Mark && format == Format)
        {
            // Another process was faster.
            return;
        }

        if (mark != 0 || format != 0 || Number(connection, "SELECT count(*) FROM sqlite_master") > 0)
        {
            throw new InvalidDataException(mark == Mark ? $"it has format {format}, this build reads {Format}" : "it is something else");
        }

        connection.Execute(
            $"""
            CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, sum INTEGER NOT NULL, body BLOB NOT NULL);
            PRAGMA application_id = {Mark};
            PRAGMA user_version = {Format};
            """);
        transaction.Commit();
    }

    // SQLITE_ERROR: a table is missing. SQLITE_CORRUPT, SQLITE_NOTADB: not a database, or no longer one.
    private static bool IsDamage(Exception error) => error is InvalidDataException or SqliteException { SqliteErrorCode: 1 or 11 or 26 } or InvalidCastException;

    private static string Reason(Exception error) => error is SqliteException { SqliteErrorCode: 26 } ? "it is no database" : error.Message.TrimEnd('.');

    private void Remove()
    {
        foreach (var file in (string[])[path, $"{path}-wal", $"{path}-shm", $"{path}-journal"])
        {
            File.Delete(file);
        }
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        return command.ExecuteScalar() is long number ? number : -1;
    }

    // Against a bad disk, not against an enemy: the folder is its owner's alone. A command goes over megabytes here before the runtime would see that it is worth compiling well.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Sum(ReadOnlySpan<byte> body)
    {
        var sum = 14695981039346656037UL ^ (ulong)body.Length;
        for (; body.Length >= 8; body = body[8..])
        {
            sum = System.Numerics.BitOperations.RotateLeft((sum ^ BinaryPrimitives.ReadUInt64LittleEndian(body)) * 1099511628211UL, 23);
        }

        foreach (var part in body)
        {
            sum = (sum ^ part) * 1099511628211UL;
        }

        return (long)sum;
    }
}
