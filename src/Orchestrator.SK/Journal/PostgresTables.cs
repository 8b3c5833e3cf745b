using Npgsql;

namespace Orchestrator.SK.Journal;

/// <summary>The tables of the runs in PostgreSQL. Their formats are those of <see cref="JournalTables"/>; 3 was the first here.</summary>
internal static class PostgresTables
{
    /// <exception cref="InvalidDataException">A newer build wrote it.</exception>
    public static async Task PrepareAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);

        // One at a time: several machines may come here together, and IF NOT EXISTS alone lets two of them try.
        await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(3159, 0)", [], cancellationToken).ConfigureAwait(false);
        if (await transaction.NumberAsync("SELECT count(*) FROM pg_namespace WHERE nspname = ANY (current_schemas(false))", [], cancellationToken).ConfigureAwait(false) == 0)
        {
            var schema = new NpgsqlConnectionStringBuilder(connection.ConnectionString).SearchPath!.Split(',')[0].Trim();
            await transaction.ExecuteAsync($"CREATE SCHEMA {new NpgsqlCommandBuilder().QuoteIdentifier(schema)}", [], cancellationToken).ConfigureAwait(false);
        }

        var encoding = await transaction.RowsAsync("SHOW server_encoding", [], reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        if (encoding is not ["UTF8"])
        {
            throw new InvalidDataException($"The journal '{place}' keeps texts as {encoding[0]}, which cannot hold them all. Make a database with 'createdb --encoding=UTF8 --template=template0', and name that in Orchestrator:Journal:ConnectionString.");
        }

        await transaction.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS journal (format integer NOT NULL);
            INSERT INTO journal SELECT {JournalTables.Format} WHERE NOT EXISTS (SELECT 1 FROM journal);
            CREATE TABLE IF NOT EXISTS run (
              id text PRIMARY KEY, repository text NOT NULL, state text NOT NULL, epoch bigint NOT NULL, last_seq bigint NOT NULL, head text NOT NULL, place bigint NOT NULL, seal text NOT NULL);
            CREATE TABLE IF NOT EXISTS run_event (
              run_id text NOT NULL, seq bigint NOT NULL, epoch bigint NOT NULL, at text NOT NULL, body text NOT NULL, link text NOT NULL, PRIMARY KEY (run_id, seq));
            CREATE TABLE IF NOT EXISTS content (hash text PRIMARY KEY, body text NOT NULL);
            CREATE TABLE IF NOT EXISTS run_content (run_id text NOT NULL, hash text NOT NULL, PRIMARY KEY (run_id, hash));
            CREATE INDEX IF NOT EXISTS run_content_hash ON run_content (hash);
            """,
            [],
            cancellationToken).ConfigureAwait(false);
        var format = await transaction.NumberAsync("SELECT max(format) FROM journal", [], cancellationToken).ConfigureAwait(false);
        if (format != JournalTables.Format)
        {
            throw new InvalidDataException($"The journal '{place}' has format {format}; this build reads {JournalTables.Format}. Nothing was changed. Use the build that wrote it, or a newer one.");
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
