using System.Reflection;
using System.Text.Json.Serialization;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using static Orchestrator.SK.Tests.Journal.JournalFile;

namespace Orchestrator.SK.Tests.Journal;

public class SqliteRunJournalTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Append_ThenRead_GivesTheEntriesBack()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        RunEntry[] entries =
        [
            Entry(1, new RunEvent.Accepted(new RunRequest("run-1", "BK-001", "target", "c0", DateTimeOffset.UnixEpoch), new RunLimits(MaxTurns: 7))),
            Entry(2, new RunEvent.ReportReceived("a1", ExpertReport.Failed(FailureKind.Turns, "é 😀 \u0001 <&>"))),
            Entry(3, new RunEvent.FileWritten("a1-testing", "a1", "tests/a.cs", ["LOG-001"], null, null)),
        ];

        foreach (var entry in entries)
        {
            await journal.AppendAsync(lease, entry, None);
        }

        var read = await file.Open().ReadAsync("run-1", 0, None);
        Assert.Equal(entries.Select(EntryJson.Line), read.Select(EntryJson.Line));
        Assert.Equal(entries.Select(entry => entry.At), read.Select(entry => entry.At));
    }

    [Fact]
    public async Task Read_UnknownRun_IsEmpty()
    {
        using var file = new JournalFile();

        Assert.Empty(await file.Open().ReadAsync("run-9", 0, None));
    }

    [Theory]
    [InlineData("UPDATE run_event SET body = replace(body, 'two', 'twO') WHERE seq = 2", 2)]
    [InlineData("UPDATE run_event SET at = replace(at, '2026', '2025') WHERE seq = 1", 1)]
    [InlineData("UPDATE run_event SET link = replace(link, substr(link, 1, 1), 'x') WHERE seq = 3", 3)]
    [InlineData("DELETE FROM run_event WHERE seq = 3", 2)]
    [InlineData("DELETE FROM run_event WHERE seq = 2", 3)]
    [InlineData("DELETE FROM run_event WHERE seq = 1", 2)]
    [InlineData("DELETE FROM run_event", 0)]
    [InlineData("DELETE FROM run", 3)]
    public async Task Read_ChangedFromOutside_IsNoticed(string sql, long at)
    {
        using var file = new JournalFile();
        await WriteThreeAsync(file.Open());
        file.Tamper(sql);

        var damage = await Assert.ThrowsAsync<JournalDamagedException>(() => file.Open().ReadAsync("run-1", 0, None));

        Assert.Contains($"run run-1 is damaged at entry {at}:", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begin_Again_FencesTheFirstWriter()
    {
        using var file = new JournalFile();
        var (mine, other) = (file.Open(), file.Open());
        var first = await mine.BeginAsync("run-1", "/target", None);
        await mine.AppendAsync(first, Entry(1, Said("one")), None);

        var second = await other.BeginAsync("run-1", "/target", None);

        Assert.True(second.Epoch > first.Epoch);
        await Assert.ThrowsAsync<LeaseLostException>(() => mine.AppendAsync(first, Entry(2, Said("two")), None));
        await other.AppendAsync(second, Entry(2, Said("two")), None);
        Assert.Equal(2, (await mine.ReadAsync("run-1", 0, None)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Append_OutOfSequence_IsRefusedAndChangesNothing(long sequence)
    {
        using var file = new JournalFile();
        var journal = file.Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        await journal.AppendAsync(lease, Entry(1, Said("one")), None);
        await journal.AppendAsync(lease, Entry(2, Said("two")), None);

        await Assert.ThrowsAsync<LeaseLostException>(() => journal.AppendAsync(lease, Entry(sequence, Said("x")), None));

        Assert.Equal(2, (await journal.ReadAsync("run-1", 0, None)).Count);
    }

    [Fact]
    public async Task Append_AfterTheEnd_IsRefused()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        await journal.AppendAsync(lease, Entry(1, new RunEvent.Ended(RunOutcome.Delivered)), None);

        await Assert.ThrowsAsync<LeaseLostException>(() => journal.AppendAsync(lease, Entry(2, Said("more")), None));
        await Assert.ThrowsAsync<LeaseLostException>(() => journal.BeginAsync("run-1", "/target", None));
        Assert.Single(await journal.ReadAsync("run-1", 0, None));
    }

    [Fact]
    public async Task Append_SeveralRunsAtOnce_KeepsEachChain()
    {
        using var file = new JournalFile();
        SqliteRunJournal[] processes = [file.Open(), file.Open()];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(run => Task.Run(async () =>
        {
            var journal = processes[run % 2];
            var lease = await journal.BeginAsync($"run-{run}", "/target", None);
            for (var sequence = 1; sequence <= 10; sequence++)
            {
                await journal.AppendAsync(lease, Entry(sequence, Said($"{run} {sequence}"), $"run-{run}"), None);
            }
        })));

        foreach (var run in Enumerable.Range(0, 4))
        {
            var texts = (await processes[0].ReadAsync($"run-{run}", 0, None)).Select(entry => ((RunEvent.PersonSaid)entry.Event).Text);
            Assert.Equal(Enumerable.Range(1, 10).Select(sequence => $"{run} {sequence}"), texts);
        }
    }

    [Fact]
    public async Task Open_SeveralAtOnce_MakesOneJournal()
    {
        using var file = new JournalFile();
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);

        var journals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new SqliteRunJournal(file.Path))));

        Assert.Equal(4, journals.Length);
        Array.ForEach(journals, journal => journal.Dispose());
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefusedAndUntouched()
    {
        using var file = new JournalFile();
        await WriteThreeAsync(file.Open());
        file.Tamper("UPDATE journal SET format = 99");

        var refusal = Assert.Throws<InvalidDataException>(() => new SqliteRunJournal(file.Path));

        Assert.Contains("has format 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FilesAreTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var file = new JournalFile();
        await WriteThreeAsync(file.Open());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file.Path)!));
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(file.Path)!))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void EveryKindOfEvent_HasAStoredName()
    {
        var kinds = typeof(RunEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(RunEvent))).ToHashSet();
        var stored = typeof(RunEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();

        Assert.True(kinds.Count > 20);
        Assert.Equal(kinds, stored.Select(attribute => attribute.DerivedType).ToHashSet());
        Assert.Equal(stored.Count, stored.Select(attribute => attribute.TypeDiscriminator).Distinct().Count());
    }

    private static async Task WriteThreeAsync(SqliteRunJournal journal)
    {
        var lease = await journal.BeginAsync("run-1", "/target", None);
        foreach (var (index, text) in new[] { "one", "two", "three" }.Index())
        {
            await journal.AppendAsync(lease, Entry(index + 1, Said(text)), None);
        }
    }
}
