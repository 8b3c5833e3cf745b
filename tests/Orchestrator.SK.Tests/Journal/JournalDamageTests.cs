using System.Globalization;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using static Orchestrator.SK.Tests.Journal.JournalFile;

namespace Orchestrator.SK.Tests.Journal;

public sealed class JournalDamageTests : IDisposable
{
    private const string Long = "ORCHESTRATOR_TEST_BIT_FLIPS";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("damage-");
    private readonly JournalFile _file = new();
    private int _copies;

    private string State => Path.GetDirectoryName(_file.Path)!;

    private string Wal => $"{_file.Path}-wal";

    public void Dispose()
    {
        _file.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <remarks>The variable says how many flips in each file: 400 takes some seconds more.</remarks>
    [Fact]
    public async Task Read_OneBitFlipped_IsNoticedOrChangesNothing()
    {
        await WriteAsync();
        var whole = await ReadAllAsync(State);
        var flips = Environment.GetEnvironmentVariable(Long) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : 40;
        var chance = new Random(7);
        var (noticed, harmless) = (0, 0);
        foreach (var name in new[] { "journal.db", "journal.db-wal", "heads/run-1.head" })
        {
            for (var flip = 0; flip < flips; flip++)
            {
                var copy = Copy();
                var path = Path.Combine(copy, name);
                var bytes = await File.ReadAllBytesAsync(path);
                var bit = chance.NextInt64(bytes.LongLength * 8);
                bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
                await File.WriteAllBytesAsync(path, bytes);

                if (await ReadOrNullAsync(copy) is not { } read)
                {
                    noticed++;
                    continue;
                }

                Assert.True(whole == read, $"Bit {bit} of {name} was flipped, and what is read differs without a word:\n{read}");
                harmless++;
            }
        }

        Assert.Equal(3 * flips, noticed + harmless);
        Assert.True(noticed > flips, $"Only {noticed} of {3 * flips} were noticed.");
    }

    public static TheoryData<string, string> Ends => new()
    {
        { "the database is empty", "does not know the run" },
        { "the database is gone", "does not know the run" },
        { "the database is cut off", "" },
        { "the database is no database", "is damaged" },
        { "the log is gone", "" },
        { "the log is cut off", "lost its end" },
        { "the log is another's", "" },
        { "the database is an older copy", "lost its end" },
        { "the head is gone", "is missing" },
        { "the head is empty", "is missing" },
        { "the head is another run's", "is not what was written" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Read_FilesTornOrExchanged_SaysWhatIsWrong(string what, string says)
    {
        await WriteAsync();
        var copy = Copy();
        await DamageAsync(what, copy);

        var damage = await Assert.ThrowsAsync<JournalDamagedException>(() => ReadAllAsync(copy));

        Assert.Contains(says, damage.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the state folder from a backup", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AnotherRunIsDamaged_IsNotConcerned()
    {
        await WriteAsync();
        _file.Tamper("UPDATE run_event SET body = body || ' ' WHERE run_id = 'run-1'; DELETE FROM run WHERE id = 'run-2'");
        var journal = _file.Open();

        Assert.Equal(["run-3", "run-2", "run-1"], await journal.ListAsync("/target", 10, None));
        await Assert.ThrowsAsync<JournalDamagedException>(() => journal.ReadAsync("run-1", 0, None));
        await Assert.ThrowsAsync<JournalDamagedException>(() => journal.FindAsync("run-2", None));
        Assert.Equal(3, (await journal.ReadAsync("run-3", 0, None)).Count);
    }

    [Theory]
    [InlineData("UPDATE run SET state = 'ended' WHERE id = 'run-1'")]
    [InlineData("UPDATE run SET epoch = epoch + 2 WHERE id = 'run-1'")]
    [InlineData("UPDATE run SET repository = '/elsewhere' WHERE id = 'run-1'")]
    public async Task Find_RowChangedFromOutside_IsNoticedBeforeAnythingIsWritten(string sql)
    {
        await WriteAsync();
        _file.Tamper(sql);
        var journal = _file.Open();

        await Assert.ThrowsAsync<JournalDamagedException>(() => journal.FindAsync("run-1", None));
        await Assert.ThrowsAsync<JournalDamagedException>(() => journal.BeginAsync("run-1", "/target", None));
    }

    [Fact]
    public async Task Begin_KilledBetweenMakingTheHeadAndWritingIt_GoesOn()
    {
        var journal = _file.Open();
        await journal.BeginAsync("run-1", "/target", None);
        Cut(Path.Combine(State, "heads", "run-1.head"), 0);

        Assert.Equal(0, (await journal.FindAsync("run-1", None))!.Entries);
        Assert.Equal(["run-1"], await journal.ListAsync("/target", 10, None));
        await journal.AppendAsync(await journal.BeginAsync("run-1", "/target", None), Entry(1, Said("one")), None);
        Assert.Single(await _file.Open().ReadAsync("run-1", 0, None));
    }

    [Fact]
    public async Task Import_KilledBeforeTheHeadIsWritten_IsARunToTakeUp()
    {
        var journal = _file.Open();
        var head = Path.Combine(State, "heads", "fork.head");
        byte[]? before = null;
        IEnumerable<RunEntry> Entries()
        {
            before = File.Exists(head) ? File.ReadAllBytes(head) : null;
            for (var sequence = 1; sequence <= 3; sequence++)
            {
                yield return Entry(sequence, Said("a word"), "fork");
            }
        }

        await journal.ImportAsync("fork", "/target", Entries(), None);

        // As a process leaves it that is killed after the commit.
        Assert.NotNull(before);
        await File.WriteAllBytesAsync(head, before);
        Assert.Equal(3, (await _file.Open().ReadAsync("fork", 0, None)).Count);
        Assert.Equal(2, (await journal.BeginAsync("fork", "/target", None)).Epoch);
    }

    [Fact]
    public async Task Read_HeadOneStepBehind_IsWhatAKillLeaves()
    {
        var journal = _file.Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        await journal.AppendAsync(lease, Entry(1, Said("one")), None);
        var head = await File.ReadAllBytesAsync(Path.Combine(State, "heads", "run-1.head"));
        await journal.AppendAsync(lease, Entry(2, Said("two")), None);
        await File.WriteAllBytesAsync(Path.Combine(State, "heads", "run-1.head"), head);

        Assert.Equal(2, (await journal.ReadAsync("run-1", 0, None)).Count);
        Assert.Equal(2, (await journal.BeginAsync("run-1", "/target", None)).Epoch);
    }

    [Fact]
    public async Task Read_ClockWentBack_KeepsTheOrderOfTheSteps()
    {
        var journal = _file.Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        await journal.AppendAsync(lease, Entry(1, Said("one")), None);
        await journal.AppendAsync(lease, Entry(2, Said("two")) with { At = DateTimeOffset.UnixEpoch }, None);

        Assert.Equal(["one", "two"], (await journal.ReadAsync("run-1", 0, None)).Select(entry => ((RunEvent.PersonSaid)entry.Event).Text));
    }

    [Fact]
    public async Task Open_FormatOne_IsTakenOverWithItsRuns()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        PrivateFiles.CreateDirectory(State);
        var (at, body) = ("2026-11-25T09:00:00.0000000+01:00", EntryJson.Body(Said("one")));
        var link = EntryJson.Link("", "run-1", 1, at, body);
        _file.Tamper(
            $"""
            CREATE TABLE journal (format INTEGER NOT NULL);
            INSERT INTO journal VALUES (1);
            CREATE TABLE run (id TEXT PRIMARY KEY, repository TEXT NOT NULL, state TEXT NOT NULL, epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL, head TEXT NOT NULL);
            CREATE TABLE run_event (
              run_id TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL, PRIMARY KEY (run_id, seq)) WITHOUT ROWID;
            INSERT INTO run VALUES ('run-1', '/target', 'running', 1, 1, '{link}');
            INSERT INTO run_event VALUES ('run-1', 1, 1, '{at}', '{body}', '{link}');
            """);

        foreach (var journal in new[] { _file.Open(), _file.Open() })
        {
            Assert.Equal("one", ((RunEvent.PersonSaid)Assert.Single(await journal.ReadAsync("run-1", 0, None)).Event).Text);
        }

        await _file.Open().AppendAsync(new RunLease("run-1", 1), Entry(2, Said("two")), None);
        _file.Tamper("DELETE FROM run_event WHERE seq = 2");
        await Assert.ThrowsAsync<JournalDamagedException>(() => _file.Open().ReadAsync("run-1", 0, None));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(State, "heads", "run-1.head")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(State, "heads")));
    }

    private async Task WriteAsync()
    {
        var journal = _file.Open();
        for (var run = 1; run <= 3; run++)
        {
            var lease = await journal.BeginAsync($"run-{run}", "/target", None);
            for (var sequence = 1; sequence <= 3; sequence++)
            {
                await journal.AppendAsync(lease, Entry(sequence, Said($"one {new string((char)('a' + sequence), 1_500)}"), $"run-{run}"), None);
            }

            // The first run is in the database, the others in the log alone.
            if (run == 1)
            {
                _file.Tamper("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }

    // What a power cut would find: the journal is still open, so its log is not yet part of the database.
    private string Copy()
    {
        var copy = Path.Combine(_folder.FullName, $"{_copies++}");
        Directory.CreateDirectory(Path.Combine(copy, "heads"));
        foreach (var path in new[] { _file.Path, Wal }.Concat(Directory.GetFiles(Path.Combine(State, "heads"))))
        {
            using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var to = File.Create(Path.Combine(copy, Path.GetRelativePath(State, path)));
            from.CopyTo(to);
        }

        return copy;
    }

    private static async Task DamageAsync(string what, string copy)
    {
        var (database, log, head) = (Path.Combine(copy, "journal.db"), Path.Combine(copy, "journal.db-wal"), Path.Combine(copy, "heads", "run-3.head"));
        switch (what)
        {
            case "the database is empty":
                File.Delete(log);
                Cut(database, 0);
                break;
            case "the database is gone":
                File.Delete(log);
                File.Delete(database);
                break;
            case "the database is cut off":
                File.Delete(log);
                Cut(database, new FileInfo(database).Length / 2);
                break;
            case "the database is no database":
                await File.WriteAllTextAsync(database, string.Concat(Enumerable.Repeat("no database\n", 2000)));
                break;
            case "the log is gone":
                File.Delete(log);
                break;
            case "the log is cut off":
                Cut(log, new FileInfo(log).Length - 2000);
                break;
            case "the log is another's":
                await LayForeignLogAsync(log);
                break;
            case "the database is an older copy":
                await ReadAllAsync(copy);
                var older = await File.ReadAllBytesAsync(database);
                using (var journal = new SqliteRunJournal(database))
                {
                    await journal.AppendAsync(new RunLease("run-3", 1), Entry(4, Said("four"), "run-3"), None);
                }

                await File.WriteAllBytesAsync(database, older);
                break;
            case "the head is gone":
                File.Delete(head);
                break;
            case "the head is empty":
                Cut(head, 0);
                break;
            default:
                File.Copy(Path.Combine(copy, "heads", "run-1.head"), head, overwrite: true);
                break;
        }
    }

    private static async Task LayForeignLogAsync(string log)
    {
        using var other = new JournalFile();
        await other.Open().BeginAsync("other", "/other", None);
        using var from = new FileStream($"{other.Path}-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var to = File.Create(log);
        await from.CopyToAsync(to);
    }

    private static void Cut(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static async Task<string?> ReadOrNullAsync(string state)
    {
        try
        {
            return await ReadAllAsync(state);
        }
        catch (Exception error) when (error is JournalDamagedException or JournalUnwritableException or InvalidDataException)
        {
            return null;
        }
    }

    private static async Task<string> ReadAllAsync(string state)
    {
        using var journal = new SqliteRunJournal(Path.Combine(state, "journal.db"));
        var all = new List<string>();
        foreach (var run in await journal.ListAsync("/target", 100, None))
        {
            all.Add($"{await journal.FindAsync(run, None)}");
            all.AddRange((await journal.ReadAsync(run, 0, None)).Select(EntryJson.Line));
        }

        return string.Join('\n', all);
    }
}
