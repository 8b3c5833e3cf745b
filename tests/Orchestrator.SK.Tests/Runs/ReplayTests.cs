using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A run is done again from its record: without a model, to the same commit, whatever the timing.</summary>
public class ReplayTests
{
    [Fact]
    public async Task Replay_OfADeliveredRun_AsksNobodyAndComesToTheSameCommit()
    {
        await using var rig = await RunRig.StartAsync(RepairedRun.Script);
        var state = await rig.RunAsync();
        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        var (requests, branches, entries) = (rig.Server.Requests.Count, rig.Branches(), (await rig.RecordAsync()).Count);

        var result = await rig.ReplayAsync(pace: Schedule.Of(1));

        Assert.Equal((state.Delivery!.Commit, entries), (result.Commit, result.Entries));
        Assert.Equal((requests, entries), (rig.Server.Requests.Count, (await rig.RecordAsync()).Count));
        Assert.Equal(branches, rig.Branches());
    }

    [Fact]
    public async Task Replay_OfARunThatWasLeft_EndsWhereItsRecordEnds()
    {
        await using var rig = await RunRig.StartAsync(RepairedRun.Script);
        await DieAsync(rig, new Death(40, true));

        var result = await rig.ReplayAsync();

        Assert.Null(result.Commit);
        Assert.True(result.Decisions > 3, $"only {result.Decisions} decisions");
    }

    [Fact]
    public async Task Replay_OfAChangedToolResult_NamesTheStep()
    {
        await using var rig = await RunRig.StartAsync(new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt"));
        await rig.RunAsync();
        await rig.RestartAsync(services => services.AddSingleton<IRunJournal>(_ => new EditedJournal(Journal(rig), fact =>
            fact is RunEvent.ToolCompleted { Tool: "files-write" } tool ? tool with { Result = "Wrote something else." } : fact)));

        var diverged = await Assert.ThrowsAsync<RunDivergedException>(() => rig.ReplayAsync());

        Assert.Contains("step 5 of conversation a1-store-backend, the record has the result 'ok' of files-write src/log.txt", diverged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_WithADecisionThatThisBuildWouldNotTake_SaysSoBeforeAnythingHappens()
    {
        await using var rig = await RunRig.StartAsync(RepairedRun.Script);
        await DieAsync(rig, new Death(40, true));
        var requests = rig.Server.Requests.Count;
        await rig.RestartAsync(services => services.AddSingleton<IRunJournal>(_ => new EditedJournal(Journal(rig), fact =>
            fact is RunEvent.WaveOpened wave ? wave with { Assignments = ["a2"] } : fact)));

        var diverged = await Assert.ThrowsAsync<RunDivergedException>(() => rig.ResumeAsync());

        Assert.Contains("the record has WaveOpened, and this build decides OpenWave", diverged.Message, StringComparison.Ordinal);
        Assert.Equal(requests, rig.Server.Requests.Count);
    }

    [Fact]
    public async Task Resume_OfARunThatHasEnded_IsRefused_AndOfAnUnknownOneToo()
    {
        await using var rig = await RunRig.StartAsync(new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt"));
        await rig.RunAsync();

        Assert.Contains("has ended: delivered", (await Assert.ThrowsAsync<RunNotResumableException>(() => rig.ResumeAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("There is no run 'run-9'", (await Assert.ThrowsAsync<RunNotResumableException>(() => rig.ResumeAsync("run-9"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_InTheMiddleOfAConversation_HearsWhatWasSaidAtTheSamePlace()
    {
        await using var rig = await RunRig.StartAsync(RepairedRun.Script, latency: TimeSpan.FromMilliseconds(20));
        await DieAsync(rig, new Death(30, true));
        var lease = await Journal(rig, journal => journal.BeginAsync("run-1", rig.Target.Root, CancellationToken.None));
        var last = (await rig.RecordAsync())[^1].Sequence;
        await Journal(rig, async journal =>
        {
            await journal.AppendAsync(lease, new RunEntry("run-1", last + 1, DateTimeOffset.UnixEpoch.AddYears(60), new RunEvent.PersonSaid("Keep it short.")), CancellationToken.None);
            return 0;
        });

        var state = await rig.ResumeAsync();
        var again = await rig.ReplayAsync();

        Assert.Equal(["Keep it short."], state.Inbox);
        Assert.Contains((await rig.RecordAsync()).Select(entry => entry.Event), fact => fact is RunEvent.PersonHeard { Words: 1 });
        Assert.Equal(state.Delivery?.Commit, again.Commit);
    }

    [Theory]
    [InlineData("Orchestrator:Models:default:Id", "another-model")]
    [InlineData("Orchestrator:Models:default:Endpoint", "")]
    public async Task Replay_WithAnotherModelOrNone_IsTheSame_AndSaysThatTodayOthersWouldBeAsked(string key, string value)
    {
        await using var rig = await RunRig.StartAsync(RepairedRun.Script);
        var state = await rig.RunAsync();
        Assert.Equal(0, (await rig.ReplayAsync()).OtherRequests);
        rig.Set(key, value);
        await rig.RestartAsync();

        var result = await rig.ReplayAsync();

        Assert.Equal(state.Delivery!.Commit, result.Commit);
        Assert.Equal(state.ModelCalls, result.OtherRequests);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(70)]
    public async Task Fork_AtAStep_TakesWhatWasBefore_AndGoesOnAsARunOfItsOwn(int step)
    {
        await using var rig = await RunRig.StartAsync(RepairedRun.Script);
        var state = await rig.RunAsync();
        var record = await rig.RecordAsync();
        var (requests, paid) = (rig.Server.Requests.Count, record.Take(step - 1).Count(entry => entry.Event is RunEvent.ModelReplied));
        await Journal(rig, async journal =>
        {
            await journal.ImportAsync("run-2", rig.Target.Root, RunFork.Of(record, step, "run-2"), CancellationToken.None);
            return 0;
        });

        var forked = await rig.ResumeAsync("run-2");

        Assert.Equal(RunOutcome.Delivered, forked.Outcome);
        Assert.NotEqual(state.Delivery!.Branch, forked.Delivery!.Branch);
        Assert.Equal($"run-1:{step}", forked.Request!.ForkedFrom);
        Assert.Equal(rig.Target.Git("rev-parse", $"{state.Delivery.Branch}^{{tree}}"), rig.Target.Git("rev-parse", $"{forked.Delivery.Branch}^{{tree}}"));

        // Only what came after the step was asked for again; a probe of the endpoint comes with each start.
        Assert.InRange(rig.Server.Requests.Count - requests, state.ModelCalls - paid, state.ModelCalls - paid + 1);
        Assert.Equal(record.Take(step - 1).Skip(1).Select(entry => EntryJson.Body(entry.Event)), (await rig.RecordAsync("run-2")).Take(step - 1).Skip(1).Select(entry => EntryJson.Body(entry.Event)));
        Assert.Equal(forked.Delivery.Commit, (await rig.ReplayAsync("run-2")).Commit);
        Assert.Equal(record.Count, (await rig.RecordAsync()).Count);
    }

    [Theory]
    [InlineData(1, "its entries go from 2")]
    [InlineData(9_999, "its entries go from 2")]
    public async Task Fork_WhereNothingIsBeforeOrAfter_SaysWhichStepsThereAre(int step, string says)
    {
        await using var rig = await RunRig.StartAsync(new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt"));
        await rig.RunAsync();
        var record = await rig.RecordAsync();

        Assert.Contains(says, Assert.Throws<RunNotResumableException>(() => RunFork.Of(record, step, "run-2")).Message, StringComparison.Ordinal);
        Assert.Contains("has delivered its branch already", Assert.Throws<RunNotResumableException>(() => RunFork.Of(record, record.Count, "run-2")).Message, StringComparison.Ordinal);
    }

    private static async Task DieAsync(RunRig rig, Death death)
    {
        await rig.RestartAsync(services => services.AddSingleton<IRunJournal>(_ => new MortalJournal(Path.Combine(rig.Target.State, "journal.db"), death)));
        await Assert.ThrowsAnyAsync<Exception>(() => rig.RunAsync());
        await rig.RestartAsync();
    }

    private static SqliteRunJournal Journal(RunRig rig) => new(Path.Combine(rig.Target.State, "journal.db"));

    private static async Task<T> Journal<T>(RunRig rig, Func<SqliteRunJournal, Task<T>> use)
    {
        using var journal = Journal(rig);
        return await use(journal);
    }

    /// <summary>A journal whose entries read otherwise than they were written: what a build sees that does things differently.</summary>
    private sealed class EditedJournal(SqliteRunJournal journal, Func<RunEvent, RunEvent> edit) : IRunJournal, IDisposable
    {
        public async Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken) =>
            [.. (await journal.ReadAsync(runId, after, cancellationToken)).Select(entry => entry with { Event = edit(entry.Event) })];

        public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) => journal.BeginAsync(runId, repository, cancellationToken);

        public Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken) => journal.AppendAsync(lease, entry, cancellationToken);

        public Task InterruptAsync(RunLease lease, CancellationToken cancellationToken) => journal.InterruptAsync(lease, cancellationToken);

        public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) => journal.FindAsync(runId, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken) => journal.ListAsync(repository, take, cancellationToken);

        public void Dispose() => journal.Dispose();
    }
}
