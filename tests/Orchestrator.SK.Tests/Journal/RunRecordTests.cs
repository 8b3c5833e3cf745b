using Microsoft.Extensions.Time.Testing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Journal;

public class RunRecordTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Append_FromManyConversations_GivesEverybodyOneOrder()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        var seen = new List<RunEntry>();
        using var record = new RunRecord(journal, await journal.BeginAsync("run-1", "/target", None), TimeProvider.System) { Observer = seen.Add };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(conversation => Task.Run(async () =>
        {
            for (var turn = 0; turn < 10; turn++)
            {
                await record.AppendAsync(JournalFile.Said($"{conversation}.{turn}"), None);
            }
        })));

        var stored = await journal.ReadAsync("run-1", 0, None);
        Assert.Equal(Enumerable.Range(1, 80).Select(sequence => (long)sequence), seen.Select(entry => entry.Sequence));
        Assert.Equal(stored.Select(EntryJson.Line), seen.Select(EntryJson.Line));
        Assert.Equal(record.State.Inbox, RunState.Replay(stored).Inbox);
        foreach (var conversation in Enumerable.Range(0, 8))
        {
            var own = record.State.Inbox.Where(text => text.StartsWith($"{conversation}.", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, 10).Select(turn => $"{conversation}.{turn}"), own);
        }
    }

    [Fact]
    public async Task Append_IsOnTheDiskBeforeAnybodyKnows()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        var reader = file.Open();
        var counts = new List<int>();
        using var record = new RunRecord(journal, await journal.BeginAsync("run-1", "/target", None), TimeProvider.System)
        {
            Observer = _ => counts.Add(reader.ReadAsync("run-1", 0, None).GetAwaiter().GetResult().Count),
        };

        await record.AppendAsync(JournalFile.Said("one"), None);
        await record.AppendAsync(JournalFile.Said("two"), None);

        Assert.Equal([1, 2], counts);
    }

    [Fact]
    public async Task Append_TakesTheTimeOnceAndTheStateKnowsIt()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        using var record = new RunRecord(journal, await journal.BeginAsync("run-1", "/target", None), time);

        await record.AppendAsync(JournalFile.Said("one"), None);

        Assert.Equal((await journal.ReadAsync("run-1", 0, None)).Single().At, record.State.Now);
    }

    [Fact]
    public async Task Append_LeaseLost_LeavesTheStateAsItWas()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        using var record = new RunRecord(journal, await journal.BeginAsync("run-1", "/target", None), TimeProvider.System);
        await record.AppendAsync(JournalFile.Said("one"), None);
        await journal.BeginAsync("run-1", "/target", None);

        await Assert.ThrowsAsync<LeaseLostException>(() => record.AppendAsync(JournalFile.Said("two"), None));

        Assert.Equal(["one"], record.State.Inbox);
    }

    [Fact]
    public async Task Append_Cancelled_WritesNothing()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        using var record = new RunRecord(journal, await journal.BeginAsync("run-1", "/target", None), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => record.AppendAsync(JournalFile.Said("one"), new CancellationToken(canceled: true)));

        Assert.Empty(await journal.ReadAsync("run-1", 0, None));
    }

    [Fact]
    public async Task Append_AfterOneFailed_IsRefusedWithTheSameFault()
    {
        using var file = new JournalFile();
        var journal = file.Open();
        var full = new JournalUnwritableException("journal.db", new IOException("No space left on device"), JournalUnwritableException.FreeSpace);
        var once = new FullOnce(journal, 2, full);
        using var record = new RunRecord(once, await journal.BeginAsync("run-1", "/target", None), TimeProvider.System);
        await record.AppendAsync(JournalFile.Said("one"), None);

        Assert.Same(full, await Assert.ThrowsAsync<JournalUnwritableException>(() => record.AppendAsync(JournalFile.Said("two"), None)));
        Assert.Same(full, await Assert.ThrowsAsync<JournalUnwritableException>(() => record.AppendAsync(JournalFile.Said("three"), None)));
        Assert.Same(full, await Assert.ThrowsAsync<JournalUnwritableException>(() => record.TryAppendAsync(JournalFile.Said("four"), None)));

        Assert.Single(await journal.ReadAsync("run-1", 0, None));
    }

    [Theory]
    [InlineData(28, JournalUnwritableException.FreeSpace)]
    [InlineData(122, JournalUnwritableException.FreeSpace)]
    [InlineData(13, "Make the folder and its files this user's")]
    public void Fault_OfAFile_SaysWhetherTheDiskIsFull(int error, string wayOut) =>
        Assert.Contains(wayOut, JournalUnwritableException.Folder("/state", new IOException("no", error)).Message, StringComparison.Ordinal);

    /// <summary>A disk that is full at one append, and takes the next.</summary>
    private sealed class FullOnce(IRunJournal journal, int at, Exception fault) : IRunJournal
    {
        private int _appends;

        public Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken) =>
            ++_appends == at ? Task.FromException(fault) : journal.AppendAsync(lease, entry, cancellationToken);

        public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task InterruptAsync(RunLease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
