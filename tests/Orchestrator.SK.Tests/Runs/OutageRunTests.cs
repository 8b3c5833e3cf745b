using System.Text;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>An endpoint that goes away in the middle of a run: the others' work goes on, what there is is kept, and the run goes on where it was left.</summary>
public class OutageRunTests
{
    private const string Kept = "BK-001-add-a-log-unverified";

    private static readonly object[] LogAndTests = [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt")];

    [Fact]
    public async Task Run_WhoseAccountRunsDry_KeepsWhatIsThere_AndGoesOnWithoutAskingAnythingAgain()
    {
        var script = new RunScript().Plan("simple", LogAndTests).RunsDry("a1", 1).Works("a1", "src/log.txt").Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        var left = await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());

        Assert.Contains("You exceeded your quota", left.Message, StringComparison.Ordinal);
        Assert.Contains("orchestrator runs resume run-1", left.Message, StringComparison.Ordinal);
        Assert.Equal(Kept, left.State.Left!.Branch);
        Assert.Equal("line", rig.Show(Kept, "src/log.txt"));
        Assert.Equal("interrupted", await rig.StandingAsync());

        await rig.RestartAsync();
        var state = await rig.ResumeAsync();

        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal("line", rig.Show(state.Delivery!.Branch, "tests/log.txt"));
        AssertAskedOnce(rig, but: 1);
        Assert.Equal(state.Delivery.Commit, (await rig.ReplayAsync()).Commit);
        Assert.Equal([Kept, state.Delivery.Branch], RunBranches.Of(await rig.RecordAsync()).Select(made => made.Branch));
    }

    [Fact]
    public async Task Run_OneEndpointIsGone_TheOtherExpertWorksToItsEnd()
    {
        var script = new RunScript().Plan("simple", LogAndTests).Fails("a1", 401).Turn("a2", 0, Write("tests/log.txt")).Turn("a2", 1, Write("tests/more.txt")).Turn("a2", 2, Done());
        await using var rig = await RunRig.StartAsync(script, settings: [("Orchestrator:Experts:store-backend", "other"), ("Orchestrator:Models:other:Id", "other"), ("Orchestrator:Models:other:ApiKey", "another-key-of-the-test")]);
        rig.Set("Orchestrator:Models:other:Endpoint", rig.Server.BaseAddress.ToString());
        await rig.RestartAsync();

        var left = await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());

        Assert.Equal("a2", left.State.Reports.Single().Assignment.Id);
        Assert.Equal("line", rig.Show(Kept, "tests/more.txt"));
    }

    [Fact]
    public async Task Run_WithoutAPlanYet_IsLeftWithoutABranch_AndPlansWhenItGoesOn()
    {
        var script = new RunScript().Dry(new { systemMessage = "You plan the delivery", sequenceIndex = 0 }).Plan("simple", [LogAndTests[0]]).Works("a1", "src/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        var left = await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());
        Assert.Null(left.State.Left!.Branch);
        await rig.RestartAsync();

        Assert.Equal(OutcomeKind.Delivered, (await rig.ResumeAsync()).Outcome!.Kind);
        Assert.Equal(["BK-001-add-a-log", "main"], rig.Branches());
    }

    [Fact]
    public async Task Run_LeftInItsReview_ReviewsWhenItGoesOn()
    {
        var script = new RunScript().Plan("standard", [LogAndTests[0]]).Works("a1", "src/log.txt")
            .Dry(new { userMessage = "Review round 1 for", turnIndex = 0, sequenceIndex = 0 }).Reviews("Store & Backend", 1);
        await using var rig = await RunRig.StartAsync(script);

        var left = await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());
        Assert.True(left.State.Review!.IsOpen);
        await rig.RestartAsync();

        Assert.Equal(OutcomeKind.Delivered, (await rig.ResumeAsync()).Outcome!.Kind);
        AssertAskedOnce(rig, but: 1);
    }

    [Fact]
    public async Task Run_LeftTwice_GoesOnTwice()
    {
        var script = new RunScript().Plan("simple", [LogAndTests[0]]).RunsDry("a1", 0).RunsDry("a1", 1).Works("a1", "src/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());
        await rig.RestartAsync();
        await Assert.ThrowsAsync<RunLeftException>(() => rig.ResumeAsync());
        await rig.RestartAsync();

        Assert.Equal(OutcomeKind.Delivered, (await rig.ResumeAsync()).Outcome!.Kind);
        AssertAskedOnce(rig, but: 2);
    }

    [Fact]
    public async Task Run_CancelledWhileOneWaitsForItsEndpoint_EndsAsCancelled()
    {
        var script = new RunScript().Plan("simple", LogAndTests).RunsDry("a1", 0).Turn("a2", 0, Write("tests/log.txt"))
            .Always("Assignment a2 for", new { toolCalls = new[] { new { name = "files-list", arguments = new { } } } });
        await using var rig = await RunRig.StartAsync(script, settings: [("Orchestrator:Experts:store-backend", "other"), ("Orchestrator:Models:other:Id", "other"), ("Orchestrator:Models:other:ApiKey", "another-key-of-the-test")], latency: TimeSpan.FromMilliseconds(400));
        rig.Set("Orchestrator:Models:other:Endpoint", rig.Server.BaseAddress.ToString());
        await rig.RestartAsync();
        var run = await rig.StartRunAsync();
        await rig.UntilAsync(() => rig.Seen.Exists(entry => entry.Event is RunEvent.FileWritten), run.Completion);

        await run.StopAsync("a person", CancellationToken.None);

        Assert.Equal(OutcomeKind.Cancelled, (await run.Completion).Outcome!.Kind);
    }

    private static void AssertAskedOnce(RunRig rig, int but)
    {
        var asked = rig.Server.Requests.Where(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)).Select(request => Encoding.UTF8.GetString(request.Body.Span)).ToList();
        Assert.Equal(but, asked.Count - asked.Distinct(StringComparer.Ordinal).Count());
        rig.AssertSound();
    }
}
