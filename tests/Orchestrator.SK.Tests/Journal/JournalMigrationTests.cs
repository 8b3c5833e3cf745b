using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Journal;

/// <summary>Databases of older builds, filled with the stored journals, are taken over with every entry, and their chains hold.</summary>
public sealed partial class JournalMigrationTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly JournalFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Open_OlderFormat_KeepsEveryRecord_AndLongContentsOnce(int format)
    {
        var stored = SourceTree.Paths("tests/Orchestrator.SK.Tests/Journals", "*.jsonl").Select((path, index) => (Run: $"{index}-{Path.GetFileNameWithoutExtension(path)}", Events: Events(path))).ToList();
        Assert.True(stored.Count > 15);
        Fill(format, stored);

        foreach (var journal in new[] { _file.Open(), _file.Open() })
        {
            Assert.Equal(stored.Select(run => run.Run).Reverse(), await journal.ListAsync("/target", 100, None));
            foreach (var (run, events) in stored)
            {
                Assert.Equal(events, (await journal.ReadAsync(run, 0, None)).Select(entry => entry.Recorded ?? EntryJson.Body(entry.Event)));
            }
        }

        Assert.Equal(0, Count("SELECT count(*) FROM run_event WHERE instr(body, char(1)) = 0 AND length(body) > 20000"));
        Assert.True(Count("SELECT count(*) FROM content") > 20);
        Assert.True(Count("SELECT count(*) FROM run_content") > Count("SELECT count(*) FROM content"), "no content is shared");
        _file.Tamper("UPDATE content SET body = body || ' ' WHERE hash = (SELECT hash FROM run_content WHERE run_id = (SELECT min(run_id) FROM run_content) LIMIT 1)");
        await Assert.ThrowsAsync<JournalDamagedException>(async () =>
        {
            foreach (var (run, _) in stored)
            {
                await _file.Open().ReadAsync(run, 0, None);
            }
        });
    }

    private void Fill(int format, List<(string Run, List<string> Events)> stored)
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        _file.Tamper(
            $"""
            CREATE TABLE journal (format INTEGER NOT NULL);
            INSERT INTO journal VALUES ({format.ToString(CultureInfo.InvariantCulture)});
            CREATE TABLE run (id TEXT PRIMARY KEY, repository TEXT NOT NULL, state TEXT NOT NULL, epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL, head TEXT NOT NULL
              {(format == 1 ? "" : ", place INTEGER NOT NULL DEFAULT 0, seal TEXT NOT NULL DEFAULT ''")});
            CREATE TABLE run_event (
              run_id TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL, PRIMARY KEY (run_id, seq)) WITHOUT ROWID;
            """);
        using var connection = SqliteFile.Open(_file.Path);
        using var transaction = connection.BeginTransaction(deferred: false);
        var heads = new RunHeads(Path.Combine(Path.GetDirectoryName(_file.Path)!, "heads"));
        foreach (var (index, (run, events)) in stored.Index())
        {
            var link = "";
            foreach (var (place, body) in events.Index())
            {
                var at = JournalFile.Entry(place + 1, JournalFile.Said("")).At.ToString("O", CultureInfo.InvariantCulture);
                link = EntryJson.Link(link, run, place + 1, at, body);
                Execute(transaction, "INSERT INTO run_event VALUES (@run, @seq, 1, @at, @body, @link)", ("run", run), ("seq", place + 1), ("at", at), ("body", body), ("link", link));
            }

            var head = new RunHead(run, "/target", "ended", 1, events.Count, link, index + 1);
            Execute(transaction, "INSERT INTO run (id, repository, state, epoch, last_seq, head) VALUES (@run, '/target', 'ended', 1, @seq, @link)", ("run", run), ("seq", events.Count), ("link", link));
            if (format > 1)
            {
                Execute(transaction, "UPDATE run SET place = @place, seal = @seal WHERE id = @run", ("run", run), ("place", head.Place), ("seal", head.Seal));
                heads.Write(head);
            }
        }

        transaction.Commit();
    }

    private long Count(string sql)
    {
        using var connection = SqliteFile.Open(_file.Path);
        using var command = connection.Command(sql);
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = transaction.Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private static List<string> Events(string path) => [.. SourceTree.Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Own().Replace(line, "{"))];

    // What a line has besides the event.
    [GeneratedRegex(@"^\{""seq"":\d+,""at"":""[^""]*"",""run"":""[^""]*"",")]
    private static partial Regex Own();
}
