using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Host.Worker;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Worker;

public sealed class TaskRowsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private readonly string _home = Directory.CreateTempSubdirectory("tasks-").FullName;
    private readonly SqliteTasks _tasks;
    private readonly SqliteTasks _others;

    public TaskRowsTests()
    {
        _tasks = new SqliteTasks(Path.Combine(_home, "journal.db"));
        _others = new SqliteTasks(Path.Combine(_home, "journal.db"));
    }

    [Fact]
    public async Task Begin_FromTwoSides_OnlyOneGetsIt()
    {
        await SubmitAsync("t1");

        var begun = await Task.WhenAll(BeginAsync(_tasks, "t1"), BeginAsync(_others, "t1"));

        var task = Assert.Single(begun, row => row is not null)!;
        Assert.Equal((TaskState.Running, 1L, "t1"), (task.State, task.Epoch, task.RunId));
    }

    [Fact]
    public async Task End_ByAnEpochThatWasTakenOver_IsNotKept()
    {
        await SubmitAsync("t1");
        var first = (await BeginAsync(_tasks, "t1"))!;
        await _tasks.HandBackAsync(first, crashed: true, CancellationToken.None);
        var second = (await BeginAsync(_others, "t1"))!;

        var late = await _tasks.EndAsync(first, new TaskEnd(TaskState.Delivered, 0, "late"), Noon, CancellationToken.None);
        var ended = await _others.EndAsync(second, new TaskEnd(TaskState.NotVerified, 3, "red", "b"), Noon, CancellationToken.None);

        Assert.Null(late);
        Assert.Equal((2L, 1, "t1-2", new TaskEnd(TaskState.NotVerified, 3, "red", "b")), (ended!.Epoch, ended.Crashes, ended.RunId, ended.End));
    }

    [Fact]
    public async Task Cancel_QueuedAtOnce_RunningByAnOrder_EndedNotAtAll()
    {
        await SubmitAsync("queued");
        await SubmitAsync("running");
        var running = (await BeginAsync(_tasks, "running"))!;

        var atOnce = await CancelAsync("queued");
        var ordered = await CancelAsync("running");

        Assert.Equal((TaskState.Cancelled, TaskEnd.CancelledBy("rob")), (atOnce!.State, atOnce.End));
        Assert.Equal((TaskState.Running, "rob"), (ordered!.State, ordered.CancelledBy));
        Assert.Equal("running", Assert.Single(await _others.CancelledWhileRunningAsync(CancellationToken.None)).Id);
        await _tasks.EndAsync(running, TaskEnd.CancelledBy("rob"), Noon, CancellationToken.None);
        Assert.Null(await CancelAsync("running"));
        Assert.Null(await BeginAsync(_tasks, "queued"));
    }

    [Fact]
    public async Task HostileText_IsData()
    {
        const string Item = "BK-1'; DROP TABLE task; --\e[2J$(touch canary)\r\n\u202E";
        await SubmitAsync("t1", item: Item);

        var row = Assert.Single(await _others.ListAsync(CancellationToken.None));

        Assert.Equal(Item, row.Item);
        Assert.Equal("BK-1'; DROP TABLE task; --\uFFFD[2J$(touch canary)\uFFFD \uFFFD", TaskText.Line(row.Item));
        Assert.Empty(await _others.FindAsync("%", CancellationToken.None));
        Assert.Empty(await _others.FindAsync("_1", CancellationToken.None));
    }

    [Fact]
    public async Task Find_BeginningOfAnId_FindsAllThatItMeans()
    {
        await SubmitAsync("bk-1");
        await SubmitAsync("bk-12");

        Assert.Equal(["bk-1", "bk-12"], (await _tasks.FindAsync("bk", CancellationToken.None)).Select(task => task.Id));
        Assert.Equal("bk-1", Assert.Single(await _tasks.FindAsync("bk-1", CancellationToken.None)).Id);
    }

    [Fact]
    public void DueAt_PriorityOutweighsAnHourAStep_ThenFirstComeFirstServed()
    {
        List<TaskRow> tasks = [Row("old", Noon.AddHours(-3), 0), Row("first", Noon, 1), Row("second", Noon.AddTicks(1), 1), Row("urgent", Noon.AddHours(1), 9), Row("idle", Noon, -1)];

        Assert.Equal(["urgent", "old", "first", "second", "idle"], tasks.OrderBy(WakeUps.DueAt).Select(task => task.Id));
    }

    [Fact]
    public void Recovery_BrokenOffRun_RunsAgainUntilTheLimit()
    {
        var state = RunState.Empty;

        Assert.Null(Recovery.End(Row("t", Noon, 0) with { Crashes = 1 }, state, maxCrashes: 3));
        var end = Recovery.End(Row("t", Noon, 0) with { Crashes = 2, RunId = "t-3" }, state, maxCrashes: 3);
        Assert.Equal((TaskState.Failed, ExitCodes.Bug), (end!.State, end.ExitCode));
        Assert.Contains("died 3 times over this task (Orchestrator:Worker:MaxCrashes is 3)", end.Reason, StringComparison.Ordinal);
        Assert.Equal(TaskEnd.CancelledBy("rob"), Recovery.End(Row("t", Noon, 0) with { CancelledBy = "rob" }, state, maxCrashes: 3));
    }

    [Fact]
    public void Recovery_RunThatHadDelivered_IsEndedByItsRecordAndNotRunAgain()
    {
        var request = new RunRequest("t", "BK-001", "one", "b0", Noon);
        RunEvent[] events =
        [
            new RunEvent.Accepted(request, new()),
            new RunEvent.StopAsked("rob"),
            new RunEvent.WaveUnited(1, "c1", ["guides/page.md"]),
            new RunEvent.BranchDelivered("BK-001-unverified", "c2", Complete: false),
        ];
        var state = RunState.Replay(events.Select((fact, index) => new RunEntry("t", index + 1, Noon, fact)));

        var end = Recovery.End(Row("t", Noon, 0), state, maxCrashes: 3);

        Assert.Equal(new TaskEnd(TaskState.Cancelled, 0, "cancelled by rob", "BK-001-unverified"), end);
    }

    [Theory]
    [InlineData(OutcomeKind.Delivered, OutcomeCause.None, "delivered", 0)]
    [InlineData(OutcomeKind.NotVerified, OutcomeCause.None, "not_verified", 3)]
    [InlineData(OutcomeKind.NeedsInput, OutcomeCause.None, "needs_input", 4)]
    [InlineData(OutcomeKind.Stopped, OutcomeCause.Limit, "stopped", 5)]
    [InlineData(OutcomeKind.Stopped, OutcomeCause.Endpoint, "parked", 6)]
    [InlineData(OutcomeKind.Refused, OutcomeCause.Repository, "refused", 7)]
    [InlineData(OutcomeKind.Refused, OutcomeCause.Sandbox, "refused", 8)]
    [InlineData(OutcomeKind.Failed, OutcomeCause.None, "failed", 1)]
    [InlineData(OutcomeKind.Cancelled, OutcomeCause.None, "cancelled", 0)]
    public void End_OfAnOutcome_HasTheStateAndCodeOfTheTable(OutcomeKind kind, OutcomeCause cause, string state, int code)
    {
        var end = TaskEnd.Of(RunState.Empty with { Outcome = new(kind, cause, "why") });

        Assert.Equal((state, code, TaskStates.Parse(state)), (end.State.Stored(), end.ExitCode, end.State));
    }

    [Theory]
    [InlineData("2", "docs: Which size?")]
    [InlineData("colour", "docs: Which colour?")]
    [InlineData("docs: Which size?", "docs: Which size?")]
    public void Answer_NumberOrTextOrPart_MeansOneQuestion(string asked, string expected) =>
        Assert.Equal(expected, Answers.Choose(Row("t", Noon, 0), ["docs: Which colour?", "docs: Which size?"], asked));

    [Theory]
    [InlineData("which")]
    [InlineData("3")]
    [InlineData("0")]
    [InlineData("")]
    public void Answer_NoneOrSeveral_ListsTheOpenQuestions(string asked)
    {
        var fault = Assert.Throws<UsageException>(() => Answers.Choose(Row("t", Noon, 0), ["docs: Which colour?", "docs: Which size?"], asked));
        Assert.Contains("  2  docs: Which size?", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", "relative/path", "set an absolute path")]
    [InlineData("../one", "/srv/one", "is no name for a repository")]
    [InlineData("one", "", "'Orchestrator:Repositories:one:Path' is ''")]
    public void Options_WrongRepository_IsRefusedByKey(string name, string path, string says)
    {
        var options = new OrchestratorOptions { Repositories = { [name] = new RepositoryOptions { Path = path } } };
        Assert.Contains(new OrchestratorOptionsValidator().Validate(null, options).Failures!, failure => failure.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_OneFolderUnderTwoNamesOrAWidthOfNone_IsRefused()
    {
        var options = new OrchestratorOptions
        {
            Repositories = { ["a"] = new RepositoryOptions { Path = "/srv/one" }, ["b"] = new RepositoryOptions { Path = "/srv/one/" } },
            Worker = new WorkerOptions { Width = 0 },
        };
        var failures = new OrchestratorOptionsValidator().Validate(null, options).Failures!.ToList();
        Assert.Contains(failures, failure => failure.Contains("under 2 names (a, b)", StringComparison.Ordinal));
        Assert.Contains(failures, failure => failure.Contains("'Orchestrator:Worker:Width' is '0'", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _tasks.Dispose();
        _others.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private static TaskRow Row(string id, DateTimeOffset at, int priority) => new(id, "one", "BK-001", priority, at, "tester");

    private static Task<TaskRow?> BeginAsync(SqliteTasks tasks, string id) => Task.Run(() => tasks.BeginAsync(id, "w", Noon, null, CancellationToken.None));

    private Task<TaskRow?> CancelAsync(string id) => _others.CancelAsync(id, "rob", Noon, CancellationToken.None);

    private Task SubmitAsync(string id, string item = "BK-001") => _tasks.SubmitAsync(Row(id, Noon, 0) with { Item = item }, CancellationToken.None);
}
