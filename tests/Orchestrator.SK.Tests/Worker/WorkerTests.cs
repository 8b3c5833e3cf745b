using System.Diagnostics;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Worker;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Worker;

public sealed class WorkerTests
{
    [Fact]
    public async Task Worker_TwoTasksForOneRepositoryAndOneForAnother_GoesByPriorityOneAtATimeInEach()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script, latency: TimeSpan.FromMilliseconds(300));
        var low = await yard.SubmitAsync("one", "BK-001");
        var high = await yard.SubmitAsync("one", "BK-002", priority: 5);
        var other = await yard.SubmitAsync("two", "BK-001");

        await yard.WorkAsync();

        Assert.All([await yard.RowAsync(low), await yard.RowAsync(high), await yard.RowAsync(other)], row => Assert.Equal((TaskState.Delivered, 0, 1L), (row.State, row.End!.ExitCode, row.Epoch)));
        Assert.Equal(["BK-001-write-the-first-page", "BK-002-write-the-second-page"], SmallRepository.Delivered(yard.One).Keys.Order());
        Assert.Equal(["BK-001-write-the-first-page"], SmallRepository.Delivered(yard.Two).Keys);

        // The later but more wanted task goes first, the other one waits for its end; the other repository does not wait.
        Assert.True(Place(yard, 2003, high) < Place(yard, 2004, high));
        Assert.True(Place(yard, 2004, high) < Place(yard, 2003, low));
        Assert.True(Place(yard, 2003, other) < Place(yard, 2004, high));
        Assert.Equal((2011, "Worker drained: no task is queued or running."), yard.Lines.Last());
    }

    [Fact]
    public async Task Worker_WidthOne_RunsNothingAtTheSameTime()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script);
        var first = await yard.SubmitAsync("one", "BK-001");
        var second = await yard.SubmitAsync("two", "BK-001");

        await yard.WorkAsync(width: 1);

        Assert.True(Place(yard, 2004, first) < Place(yard, 2003, second));
        Assert.Equal(TaskState.Delivered, (await yard.RowAsync(second)).State);
    }

    [Theory]
    [InlineData("You plan the delivery")]
    [InlineData("You are the Documentation expert")]
    public async Task Cancel_WhileAModelThinks_HangsUpWithinASecond(string slow)
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script, hold: slow);
        var id = await yard.SubmitAsync("one", "BK-001");
        var next = await yard.SubmitAsync("one", "BK-002");
        var worker = yard.WorkAsync();
        await yard.Endpoint.Held.WaitAsync(TimeSpan.FromMinutes(1));

        var watch = Stopwatch.StartNew();
        var asked = await yard.Tasks.CancelAsync(id, "rob", DateTimeOffset.UtcNow, CancellationToken.None);
        await yard.Endpoint.Aborted.WaitAsync(TimeSpan.FromSeconds(30));
        var took = watch.Elapsed;
        yard.Endpoint.Release();
        await worker;

        Assert.Equal(TaskState.Running, asked!.State);
        Assert.True(took < TimeSpan.FromSeconds(AnyLoad ? 5 : 1), $"the endpoint saw it after {took}");
        var row = await yard.RowAsync(id);
        Assert.Equal((TaskState.Cancelled, 0, "cancelled by rob"), (row.State, row.End!.ExitCode, row.End.Reason));
        var run = await yard.RunAsync(id);
        Assert.Equal((OutcomeKind.Cancelled, "rob"), (run.Outcome!.Kind, run.StopAskedBy));
        Assert.Equal(TaskState.Delivered, (await yard.RowAsync(next)).State);
    }

    [Fact]
    public async Task Question_WithNobodyThere_ParksItsTaskAndTheOthersGoOn()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.AskingScript);
        var asking = await yard.SubmitAsync("one", "BK-001");
        var other = await yard.SubmitAsync("one", "BK-002");

        await yard.WorkAsync();

        var parked = await yard.RowAsync(asking);
        Assert.Equal((TaskState.NeedsInput, ExitCodes.NeedsInput), (parked.State, parked.End!.ExitCode));
        Assert.Equal(TaskState.Delivered, (await yard.RowAsync(other)).State);
        var questions = TaskText.Open(parked, await yard.RunAsync(asking));
        Assert.Equal(["documentation: Which colour?"], questions);
        Assert.Contains(yard.Lines, line => line.Id == 2005 && line.Text.EndsWith($"Go on with: orchestrator tasks answer {asking} 1 \"…\"", StringComparison.Ordinal));

        await yard.Tasks.AnswerAsync(parked, new Dictionary<string, string> { [questions[0]] = "teal" }, complete: true, CancellationToken.None);
        await yard.WorkAsync();

        var delivered = await yard.RowAsync(asking);
        Assert.Equal((TaskState.Delivered, 2L, $"{asking}-2"), (delivered.State, delivered.Epoch, delivered.RunId));
        Assert.Equal("# Teal\n", SmallRepository.Delivered(yard.One)["BK-001-write-the-first-page"]);
        Assert.Equal("teal", (await yard.RunAsync(asking)).Answers[questions[0]]);
    }

    [Fact]
    public async Task Worker_TaskOfARepositoryThatNobodyConfigured_IsRefusedByName()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script);
        var id = await yard.SubmitAsync("../../etc", "BK-001");

        await yard.WorkAsync();

        var row = await yard.RowAsync(id);
        Assert.Equal((TaskState.Refused, ExitCodes.Repository), (row.State, row.End!.ExitCode));
        Assert.StartsWith("'../../etc' is no repository of this worker. The repositories are one, two.", row.End.Reason, StringComparison.Ordinal);
        Assert.Empty(yard.Endpoint.Server.Requests);
    }

    [Fact]
    public async Task Worker_EndpointIsAway_ParksTheTaskAndSaysHowToGoOn()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script);
        var id = await yard.SubmitAsync("one", "BK-001");
        await yard.Endpoint.DisposeAsync();

        await yard.WorkAsync();

        var row = await yard.RowAsync(id);
        Assert.Equal((TaskState.Parked, ExitCodes.Endpoint), (row.State, row.End!.ExitCode));
        Assert.Equal($"orchestrator tasks retry {id}", TaskText.GoOn(row));
    }

    [Fact]
    public async Task Worker_ToldToEnd_HandsBackAndKeepsThePlace()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script, hold: "You are the Documentation expert");
        var id = await yard.SubmitAsync("one", "BK-001");
        using var stop = new CancellationTokenSource();
        var worker = yard.WorkAsync(drain: false, cancellationToken: stop.Token);
        await yard.Endpoint.Held.WaitAsync(TimeSpan.FromMinutes(1));

        await stop.CancelAsync();
        await worker;

        var row = await yard.RowAsync(id);
        Assert.Equal((TaskState.Queued, 1L, 0), (row.State, row.Epoch, row.Crashes));
        Assert.Contains(yard.Lines, line => line.Id == 2007);
        Assert.Empty(SmallRepository.Delivered(yard.One));
        await Assert.ThrowsAsync<LeaseLostException>(() => yard.Journal.AppendAsync(
            new RunLease(id, 1), new RunEntry(id, 99, DateTimeOffset.UtcNow, new RunEvent.PersonSaid("late")), CancellationToken.None));
    }

    [Fact]
    public async Task Worker_PersonTakesTheRunOver_LeavesItToThemAndGoesOnWithItLater()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script, hold: "You are the Documentation expert");
        var id = await yard.SubmitAsync("one", "BK-001");
        var worker = yard.WorkAsync();
        await yard.Endpoint.Held.WaitAsync(TimeSpan.FromMinutes(1));
        var theirs = await yard.Journal.BeginAsync(id, yard.One, CancellationToken.None);

        yard.Endpoint.Release();
        await worker;

        var row = await yard.RowAsync(id);
        Assert.Equal((TaskState.Parked, $"orchestrator tasks retry {id}"), (row.State, TaskText.GoOn(row)));
        Assert.Equal(new RunRow(id, yard.One, "running", theirs.Epoch, (await yard.Journal.FindAsync(id, CancellationToken.None))!.Entries), await yard.Journal.FindAsync(id, CancellationToken.None));
        await yard.Tasks.RetryAsync(id, CancellationToken.None);
        await yard.WorkAsync();
        row = await yard.RowAsync(id);
        Assert.Equal((TaskState.Delivered, id), (row.State, row.RunId));
    }

    [Fact]
    public async Task Worker_RunIsInOtherHands_IsParkedUntilItsEndIsKnown()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script);
        var id = await yard.SubmitAsync("one", "BK-001");
        await yard.Tasks.BeginAsync(id, "dead", DateTimeOffset.UnixEpoch, null, CancellationToken.None);
        var lease = await yard.Journal.BeginAsync(id, yard.One, CancellationToken.None);
        await yard.Journal.AppendAsync(lease, new RunEntry(id, 1, DateTimeOffset.UnixEpoch, new RunEvent.PersonSaid("mine")), CancellationToken.None);
        using (new RunLocks(Path.Combine(yard.State, "heads")).Take(id, takeOver: false))
        {
            await yard.WorkAsync();
        }

        Assert.Equal(TaskState.Parked, (await yard.RowAsync(id)).State);
        await yard.Journal.AppendAsync(lease, new RunEntry(id, 2, DateTimeOffset.UnixEpoch, new RunEvent.Ended(RunOutcome.Delivered)), CancellationToken.None);
    }

    [Fact]
    public async Task Worker_RecordsOfTwoTasksAreDamaged_FailsOneBeginsTheOtherAnewAndGoesOn()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script);
        var (running, queued, sound) = (await yard.SubmitAsync("one", "BK-001"), await yard.SubmitAsync("two", "BK-001"), await yard.SubmitAsync("one", "BK-002"));
        foreach (var id in new[] { running, queued })
        {
            var task = await yard.Tasks.BeginAsync(id, "dead", DateTimeOffset.UnixEpoch, null, CancellationToken.None);
            var lease = await yard.Journal.BeginAsync(id, yard.One, CancellationToken.None);
            await yard.Journal.AppendAsync(lease, new RunEntry(id, 1, DateTimeOffset.UnixEpoch, new RunEvent.PersonSaid("word")), CancellationToken.None);
            File.Delete(Path.Combine(yard.State, "heads", $"{id}.head"));
            if (id == queued)
            {
                await yard.Tasks.HandBackAsync(task!, crashed: false, CancellationToken.None);
            }
        }

        await yard.WorkAsync();

        var failed = await yard.RowAsync(running);
        Assert.Equal((TaskState.Failed, ExitCodes.Configuration), (failed.State, failed.End!.ExitCode));
        Assert.Contains($"'orchestrator runs prune {running}' takes it off the list", failed.End.Reason, StringComparison.Ordinal);
        var anew = await yard.RowAsync(queued);
        Assert.Equal((TaskState.Delivered, $"{queued}-2"), (anew.State, anew.RunId));
        Assert.Contains(yard.Lines, line => line.Id == 2017 && line.Text.StartsWith($"Task {queued} begins anew", StringComparison.Ordinal));
        Assert.Equal(TaskState.Delivered, (await yard.RowAsync(sound)).State);
    }

    [Fact]
    public async Task Worker_SecondOneOnTheSameFile_IsRefusedWithTheReason()
    {
        await using var yard = await WorkerYard.OpenAsync(SmallRepository.Script);
        using var held = QueueLock.Take(Path.Combine(yard.State, "queue.db"), "harbour:17", TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<QueueTakenException>(() => yard.WorkAsync());

        Assert.Contains("harbour:17 since", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:StateDirectory", refusal.Message, StringComparison.Ordinal);
    }

    // A machine that is busy with other builds cannot keep a promise about one second.
    private static bool AnyLoad => File.Exists("/proc/loadavg") && double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > Environment.ProcessorCount;

    private static int Place(WorkerYard yard, int id, string task) => yard.Lines.ToList().FindIndex(line => line.Id == id && line.Text.StartsWith($"Task {task} ", StringComparison.Ordinal));
}
