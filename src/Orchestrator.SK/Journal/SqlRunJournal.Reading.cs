using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <content>Reading, and what is known before a record is read.</content>
internal abstract partial class SqlRunJournal
{
    public Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken)
    {
        var head = heads.Read(runId);
        return SnapshotAsync(transaction => EntriesAsync(transaction, runId, after, head, cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken)
    {
        // What the database lost is still a run: it is listed, and says so when it is read.
        var all = heads.All().ToDictionary(head => head.RunId, head => (head.Repository, head.Place));
        try
        {
            foreach (var (run, of, at, state) in await SnapshotAsync(
                transaction => transaction.RowsAsync("SELECT id, repository, place, state FROM run", [], row => (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3)), cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                if (state == RunHead.Pruned)
                {
                    all.Remove(run);
                }
                else
                {
                    all.TryAdd(run, (of, at));
                }
            }
        }
        catch (JournalDamagedException) when (all.Count > 0)
        {
            // Each of them says so when it is read.
        }

        return [.. all.Where(run => repository is null || run.Value.Repository == repository).OrderByDescending(run => run.Value.Place).Take(take).Select(run => run.Key)];
    }

    // One snapshot: an entry that is appended between two of these statements would look like a break in the chain.
    private async Task<IReadOnlyList<RunEntry>> EntriesAsync(DbTransaction transaction, string runId, long after, RunHead? head, CancellationToken cancellationToken)
    {
        var row = Checked(runId, await RowAsync(transaction, runId, "", cancellationToken).ConfigureAwait(false), head);
        if (row is { State: RunHead.Pruned })
        {
            return [];
        }

        var contents = await JournalRows.ContentsAsync(transaction, runId, after, cancellationToken).ConfigureAwait(false);
        var link = (await transaction.RowsAsync("SELECT link FROM run_event WHERE run_id = @run AND seq = @after", [("run", runId), ("after", after)], reader => reader.GetString(0), cancellationToken).ConfigureAwait(false)) is [var before] ? before : "";
        var count = 0;
        var entries = await transaction.RowsAsync(
            "SELECT seq, at, body, link FROM run_event WHERE run_id = @run AND seq > @after ORDER BY seq",
            [("run", runId), ("after", after)],
            reader =>
            {
                var (sequence, at) = (reader.GetInt64(0), reader.GetString(1));
                var body = StoredBody.Whole(reader.GetString(2), contents) ?? throw new JournalDamagedException(runId, sequence, "a content that it holds is missing");
                link = EntryJson.Link(link, runId, sequence, at, body);
                return sequence != after + ++count || link != reader.GetString(3) || (sequence == head?.Entries && link != head.Link)
                    ? throw new JournalDamagedException(runId, sequence, "its hash does not continue the chain")
                    : Entry(runId, sequence, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), body);
            },
            cancellationToken).ConfigureAwait(false);

        return (row?.Link ?? "", row?.Entries ?? after) != (link, after + entries.Count)
            ? throw new JournalDamagedException(runId, after + entries.Count, "entries at the end are missing")
            : entries;
    }

    // What an older build wrote is kept word for word: hashes of lines are in pull requests.
    private static RunEntry Entry(string runId, long sequence, DateTimeOffset at, string body)
    {
        try
        {
            var fact = EntryJson.Event(body);
            return new RunEntry(runId, sequence, at, fact) { Recorded = EntryJson.Body(fact) == body ? null : body };
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new JournalDamagedException(runId, sequence, error.Message);
        }
    }
}
