using System.Globalization;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Journal;

/// <summary>What every journal keeps to, whatever database it is in.</summary>
public abstract class JournalConformance : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly List<IDisposable> _opened = [];

    /// <summary>Opens the journal as another process does: each call is one.</summary>
    private protected abstract SqlRunJournal OpenOne();

    /// <summary>Changes the database behind the journal's back.</summary>
    private protected abstract void Tamper(string sql);

    /// <summary>A process makes these changes in a transaction and is gone before it ends.</summary>
    private protected abstract void DieInTheMiddle(string sql);

    /// <summary>The disk takes no more until the answer is disposed of.</summary>
    private protected abstract IDisposable FillDisk(SqlRunJournal journal);

    private protected SqlRunJournal Open()
    {
        var journal = OpenOne();
        lock (_opened)
        {
            _opened.Add(journal);
        }

        return journal;
    }

    public virtual void Dispose()
    {
        _opened.ForEach(journal => journal.Dispose());
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Append_ThenRead_GivesTheEntriesBack()
    {
        var journal = Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        RunEntry[] entries =
        [
            Entry(1, new RunEvent.Accepted(new RunRequest("run-1", "BK-001", "target", "c0", DateTimeOffset.UnixEpoch), new RunLimits(MaxTurns: 7))),
            Entry(2, new RunEvent.ReportReceived("a1", ExpertReport.Failed(FailureKind.Turns, "é 😀 \u0001 \0 <&>"))),
            Entry(3, new RunEvent.FileWritten("a1-testing", "a1", "tests/a.cs", ["LOG-001"], null, null)),
            Entry(4, Said(Long("é 😀 \u0001 \0 <&> \" \\"))),
        ];

        foreach (var entry in entries)
        {
            await journal.AppendAsync(lease, entry, None);
        }

        var read = await Open().ReadAsync("run-1", 0, None);
        Assert.Equal(entries.Select(EntryJson.Line), read.Select(EntryJson.Line));
        Assert.Equal(entries.Select(entry => entry.At), read.Select(entry => entry.At));
        Assert.Equal(entries.Skip(2).Select(EntryJson.Line), (await Open().ReadAsync("run-1", 2, None)).Select(EntryJson.Line));
        Assert.Equal(new RunRow("run-1", "/target", "running", 1, 4), await Open().FindAsync("run-1", None));
    }

    [Fact]
    public async Task Read_UnknownRun_IsEmpty()
    {
        Assert.Empty(await Open().ReadAsync("run-9", 0, None));
        Assert.Null(await Open().FindAsync("run-9", None));
    }

    [Fact]
    public async Task List_NamesTheRunsOfARepository_TheNewestFirst()
    {
        var journal = Open();
        foreach (var (run, repository) in new[] { ("run-1", "/target"), ("run-2", "/other"), ("run-3", "/target"), ("a", "/target") })
        {
            await journal.BeginAsync(run, repository, None);
        }

        await journal.BeginAsync("run-1", "/target", None);
        Assert.Equal(["a", "run-3", "run-1"], await Open().ListAsync("/target", 10, None));
        Assert.Equal(["a"], await Open().ListAsync("/target", 1, None));
        Assert.Equal(["a", "run-3", "run-2"], await Open().ListAsync(null, 3, None));
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
    [InlineData("DELETE FROM run_event; DELETE FROM run", 3)]
    [InlineData("DELETE FROM content", 3)]
    [InlineData("DELETE FROM run_content", 3)]
    [InlineData("UPDATE content SET body = replace(body, 'three', 'tree')", 3)]
    public async Task Read_ChangedFromOutside_IsNoticed(string sql, long at)
    {
        await WriteThreeAsync(Open());
        Tamper(sql);

        var damage = await Assert.ThrowsAsync<JournalDamagedException>(() => Open().ReadAsync("run-1", 0, None));

        Assert.Contains($"run run-1 is damaged at entry {at}:", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begin_Again_FencesTheFirstWriter()
    {
        var (mine, other) = (Open(), Open());
        var first = await mine.BeginAsync("run-1", "/target", None);
        await mine.AppendAsync(first, Entry(1, Said("one")), None);

        var second = await other.BeginAsync("run-1", "/target", None);

        Assert.True(second.Epoch > first.Epoch);
        await Assert.ThrowsAsync<LeaseLostException>(() => mine.AppendAsync(first, Entry(2, Said("two")), None));
        await other.AppendAsync(second, Entry(2, Said("two")), None);
        Assert.Equal(2, (await mine.ReadAsync("run-1", 0, None)).Count);
    }

    [Fact]
    public async Task Interrupt_FencesTheWriter_AndLeavesWhatHasEnded()
    {
        var journal = Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        await Open().InterruptAsync(lease, None);
        Assert.Equal("interrupted", (await journal.FindAsync("run-1", None))!.State);
        await Assert.ThrowsAsync<LeaseLostException>(() => journal.AppendAsync(lease, Entry(1, Said("one")), None));

        lease = await journal.BeginAsync("run-1", "/target", None);
        await journal.AppendAsync(lease, Entry(1, new RunEvent.Ended(RunOutcome.Delivered)), None);
        await Open().InterruptAsync(lease, None);
        Assert.Equal("ended", (await journal.FindAsync("run-1", None))!.State);
    }

    [Fact]
    public async Task Interrupt_ByWhoWasTakenOver_LeavesTheSuccessorAtWork()
    {
        var (mine, other) = (Open(), Open());
        var first = await mine.BeginAsync("run-1", "/target", None);
        var second = await other.BeginAsync("run-1", "/target", None);

        await mine.InterruptAsync(first, None);

        await other.AppendAsync(second, Entry(1, Said("one")), None);
        Assert.Equal("running", (await mine.FindAsync("run-1", None))!.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Append_OutOfSequence_IsRefusedAndChangesNothing(long sequence)
    {
        var journal = Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        await journal.AppendAsync(lease, Entry(1, Said("one")), None);
        await journal.AppendAsync(lease, Entry(2, Said("two")), None);

        await Assert.ThrowsAsync<LeaseLostException>(() => journal.AppendAsync(lease, Entry(sequence, Said(Long("x"))), None));

        Assert.Equal(2, (await journal.ReadAsync("run-1", 0, None)).Count);
    }

    [Fact]
    public async Task Append_AfterTheEnd_IsRefused()
    {
        var journal = Open();
        var lease = await journal.BeginAsync("run-1", "/target", None);
        await journal.AppendAsync(lease, Entry(1, new RunEvent.Ended(RunOutcome.Delivered)), None);

        await Assert.ThrowsAsync<LeaseLostException>(() => journal.AppendAsync(lease, Entry(2, Said("more")), None));
        await Assert.ThrowsAsync<LeaseLostException>(() => journal.BeginAsync("run-1", "/target", None));
        Assert.Single(await journal.ReadAsync("run-1", 0, None));
    }

    [Fact]
    public async Task Append_SeveralRunsAtOnce_KeepsEachChain()
    {
        SqlRunJournal[] processes = [Open(), Open()];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(run => Task.Run(async () =>
        {
            var journal = processes[run % 2];
            var lease = await journal.BeginAsync($"run-{run}", "/target", None);
            for (var sequence = 1; sequence <= 10; sequence++)
            {
                // The same contents in all of them: they wait for each other, and never for ever.
                await journal.AppendAsync(lease, Entry(sequence, new RunEvent.ConversationOpened($"{run}", $"{sequence}", "p", "h", Long("told"), Long($"{(run + sequence) % 3}")), $"run-{run}"), None);
            }
        }))).WaitAsync(TimeSpan.FromMinutes(1));

        foreach (var run in Enumerable.Range(0, 4))
        {
            var opened = (await processes[0].ReadAsync($"run-{run}", 0, None)).Select(entry => (RunEvent.ConversationOpened)entry.Event).ToList();
            Assert.Equal(Enumerable.Range(1, 10).Select(sequence => $"{sequence}"), opened.Select(conversation => conversation.Expert));
            Assert.All(opened, conversation => Assert.Equal(Long("told"), conversation.Instructions));
        }
    }

    [Fact]
    public async Task Append_TwoWritersOfOneRun_LeaveOneSoundChainOfOneOfThem()
    {
        var writers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var journal = Open();
            var lease = await journal.BeginAsync("run-1", "/target", None);
            var written = 0;
            try
            {
                for (var sequence = (await journal.ReadAsync("run-1", 0, None)).Count + 1; sequence < 100; sequence++)
                {
                    await journal.AppendAsync(lease, Entry(sequence, Said($"{lease.Epoch}")), None);
                    written++;
                }
            }
            catch (LeaseLostException)
            {
                // Somebody came later.
            }

            return (lease.Epoch, Written: written);
        })));

        var epochs = (await Open().ReadAsync("run-1", 0, None)).Select(entry => long.Parse(((RunEvent.PersonSaid)entry.Event).Text, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, 6).Select(epoch => (long)epoch), writers.Select(writer => writer.Epoch).Order());
        Assert.Equal(epochs.Order(), epochs);

        // Every append that was acknowledged is there, and none besides.
        Assert.All(writers, writer => Assert.Equal(writer.Written, epochs.Count(epoch => epoch == writer.Epoch)));
    }

    [Fact]
    public async Task Append_AnotherDiedInTheMiddle_FindsNothingOfIt()
    {
        await WriteThreeAsync(Open());
        DieInTheMiddle("INSERT INTO run_event (run_id, seq, epoch, at, body, link) VALUES ('run-1', 4, 1, 'x', 'x', 'x'); UPDATE run SET last_seq = 4 WHERE id = 'run-1'");

        var journal = Open();
        await journal.AppendAsync(new RunLease("run-1", 1), Entry(4, Said("four")), None).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(4, (await journal.ReadAsync("run-1", 0, None)).Count);
    }

    [Fact]
    public async Task Append_DiskIsFull_StopsWithTheWayOut_AndGoesOnWhenThereIsRoom()
    {
        var journal = Open();
        await WriteThreeAsync(journal);
        using (FillDisk(journal))
        {
            var full = await Assert.ThrowsAsync<JournalUnwritableException>(() => journal.AppendAsync(new RunLease("run-1", 1), Entry(4, Said(Long(new string('x', 200_000)))), None));
            Assert.Contains("Free some space", full.Message, StringComparison.Ordinal);
            Assert.Contains("runs resume --last", full.Message, StringComparison.Ordinal);
            Assert.Equal(3, (await journal.ReadAsync("run-1", 0, None)).Count);
        }

        await journal.AppendAsync(new RunLease("run-1", 1), Entry(4, Said("four")), None);
        Assert.Equal(4, (await Open().ReadAsync("run-1", 0, None)).Count);
    }

    [Fact]
    public async Task Open_SeveralAtOnce_MakesOneJournal()
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, 4).Select(run => Task.Run(() => Open().BeginAsync($"run-{run}", "/target", None))));

        Assert.All(leases, lease => Assert.Equal(1, lease.Epoch));
        Assert.Equal(4, (await Open().ListAsync("/target", 10, None)).Count);
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefusedAndUntouched()
    {
        await WriteThreeAsync(Open());
        Tamper("UPDATE journal SET format = 99");

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(async () => await Open().ReadAsync("run-1", 0, None));

        Assert.Contains("has format 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_TakesTheRecordAndWhatNobodyElseHolds()
    {
        var journal = Open();
        foreach (var run in new[] { "run-1", "run-2" })
        {
            var lease = await journal.BeginAsync(run, "/target", None);
            await journal.AppendAsync(lease, Entry(1, new RunEvent.ConversationOpened("c", "e", "p", "h", Long("shared"), Long(run)), run), None);
        }

        var sizes = await Open().SizesAsync("/target", None);
        Assert.Equal(["run-2", "run-1"], sizes.Select(size => size.Row.RunId));
        Assert.All(sizes, size => Assert.True(size is { Characters: > 4_000, LastAt: not null }, $"{size}"));

        Assert.False(await journal.RemoveAsync(sizes[1].Row with { Entries = 0 }, None));
        Assert.True(await journal.RemoveAsync(sizes[1].Row, None));
        Assert.False(await journal.RemoveAsync(sizes[1].Row, None));
        await journal.CompactAsync(None);

        foreach (var process in new[] { journal, Open() })
        {
            Assert.Equal(["run-2"], await process.ListAsync("/target", 10, None));
            Assert.Equal((null, 0), (await process.FindAsync("run-1", None), (await process.ReadAsync("run-1", 0, None)).Count));
            Assert.Equal(Long("shared"), ((RunEvent.ConversationOpened)Assert.Single(await process.ReadAsync("run-2", 0, None)).Event).Instructions);
            await Assert.ThrowsAsync<LeaseLostException>(() => process.BeginAsync("run-1", "/target", None));
        }
    }

    [Theory]
    [InlineData("UPDATE run SET epoch = 9 WHERE id = 'run-1'")]
    [InlineData("DELETE FROM run WHERE id = 'run-1'")]
    [InlineData("DELETE FROM run_event")]
    public async Task RemoveDamaged_TakesWhatIsLeftOffTheList(string sql)
    {
        await WriteThreeAsync(Open());
        Tamper(sql);
        var journal = Open();
        await Assert.ThrowsAsync<JournalDamagedException>(() => journal.ReadAsync("run-1", 0, None));

        Assert.True(await journal.RemoveDamagedAsync("run-1", None));

        Assert.Empty(await journal.ListAsync(null, 10, None));
        Assert.Null(await journal.FindAsync("run-1", None));
    }

    [Fact]
    public async Task Import_MakesARunOfAWholeRecord_OnceAndForOneToTakeUp()
    {
        var journal = Open();
        RunEntry[] entries = [.. Enumerable.Range(1, 5).Select(sequence => Entry(sequence, Said(Long($"{sequence % 2}")), "fork"))];

        await journal.ImportAsync("fork", "/target", entries, None);

        Assert.Equal(new RunRow("fork", "/target", "interrupted", 1, 5), await Open().FindAsync("fork", None));
        Assert.Equal(entries.Select(EntryJson.Line), (await Open().ReadAsync("fork", 0, None)).Select(EntryJson.Line));
        await Assert.ThrowsAsync<LeaseLostException>(() => journal.ImportAsync("fork", "/target", entries, None));
        await journal.AppendAsync(await Open().BeginAsync("fork", "/target", None), Entry(6, Said("six"), "fork"), None);
    }

    private protected static RunEntry Entry(long sequence, RunEvent fact, string run = "run-1") => JournalFile.Entry(sequence, fact, run);

    private protected static RunEvent Said(string text) => JournalFile.Said(text);

    private static string Long(string text) => text + new string('~', 2_000);

    private protected static async Task WriteThreeAsync(SqlRunJournal journal)
    {
        var lease = await journal.BeginAsync("run-1", "/target", None);
        foreach (var (index, text) in new[] { "one", "two", Long("three") }.Index())
        {
            await journal.AppendAsync(lease, Entry(index + 1, Said(text)), None);
        }
    }
}
