using System.Data.Common;

namespace Orchestrator.SK.Journal;

/// <summary>The rows of runs and of the contents they share, in any database.</summary>
internal static class JournalRows
{
    /// <summary>Columns of a run's row, in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = "id, repository, state, epoch, last_seq, head, place, seal";

    /// <exception cref="JournalDamagedException">The row is not what was written.</exception>
    public static RunHead Read(DbDataReader reader)
    {
        var row = ReadUnsealed(reader);
        return reader.GetString(7) == row.Seal ? row : throw new JournalDamagedException(row.RunId, row.Entries, "its row was changed from outside");
    }

    public static RunHead ReadUnsealed(DbDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetString(5), reader.GetInt64(6));

    /// <summary>Keeps a content, unless it is there, and that the run refers to it.</summary>
    public static async Task KeepAsync(DbTransaction transaction, string runId, string hash, string content, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync("INSERT INTO content (hash, body) VALUES (@hash, @body) ON CONFLICT (hash) DO NOTHING", [("hash", hash), ("body", content)], cancellationToken).ConfigureAwait(false);
        await transaction.ExecuteAsync("INSERT INTO run_content (run_id, hash) VALUES (@run, @hash) ON CONFLICT (run_id, hash) DO NOTHING", [("run", runId), ("hash", hash)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The contents that a record refers to after an entry, by hash. What is missing is noticed by the entry that holds it.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ContentsAsync(DbTransaction transaction, string runId, long after, CancellationToken cancellationToken)
    {
        if (after == 0)
        {
            return (await transaction.RowsAsync(
                "SELECT content.hash, content.body FROM content JOIN run_content ON run_content.hash = content.hash WHERE run_content.run_id = @run", [("run", runId)], Content, cancellationToken).ConfigureAwait(false))
                .ToDictionary(StringComparer.Ordinal);
        }

        // Whoever follows a run reads a few entries at a time.
        var bodies = await transaction.RowsAsync("SELECT body FROM run_event WHERE run_id = @run AND seq > @after", [("run", runId), ("after", after)], reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var hash in bodies.SelectMany(StoredBody.HashesOf).Distinct(StringComparer.Ordinal))
        {
            foreach (var (key, content) in await transaction.RowsAsync("SELECT hash, body FROM content WHERE hash = @hash", [("hash", hash)], Content, cancellationToken).ConfigureAwait(false))
            {
                contents[key] = content;
            }
        }

        return contents;
    }

    private static KeyValuePair<string, string> Content(DbDataReader reader) => new(reader.GetString(0), reader.GetString(1));
}
