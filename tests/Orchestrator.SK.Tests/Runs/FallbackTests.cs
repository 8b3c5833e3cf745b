using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Tests.Models;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Runs whose endpoint is asked too much: another model takes over, the record says so, and whoever goes on with it keeps to that.</summary>
public class FallbackTests
{
    private const string Busy = """{"error":{"message":"slow","code":"rate_limit_exceeded"}}""";

    [Fact]
    public async Task Run_WhoseEndpointIsOverloaded_GoesOnWithTheFallback_AndReplaysAlike()
    {
        await using var busy = new RawEndpoint(RawEndpoint.Response(429, Busy, "Retry-After: 7200\r\n"));
        await using var rig = await RigAsync(busy);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        var record = await rig.RecordAsync();
        var switched = record.Select(entry => entry.Event).OfType<RunEvent.ModelSwitched>().ToList();
        Assert.Equal(state.Conversations.Select(conversation => conversation.Id).Order(StringComparer.Ordinal), switched.Select(fact => fact.Conversation).Order(StringComparer.Ordinal));
        Assert.All(switched, fact => Assert.Equal(("busy", "default", FailureKind.RateLimited), (fact.From, fact.To, fact.Why)));
        Assert.All(record.Select(entry => entry.Event).OfType<RunEvent.ModelReplied>(), reply => Assert.Equal("rehearsal", reply.Model));

        // Once a conversation has switched it stays: nobody asks the busy one at every turn.
        Assert.Equal(switched.Count, busy.Requests.Count(request => request.StartsWith("POST ", StringComparison.Ordinal)));
        Assert.Equal(state.Delivery!.Commit, (await rig.ReplayAsync()).Commit);
    }

    [Fact]
    public async Task Resume_AfterASwitch_KeepsToIt_AndAsksNothingAgain()
    {
        await using var busy = new RawEndpoint(RawEndpoint.Response(429, Busy, "Retry-After: 7200\r\n"));
        await using var rig = await RigAsync(busy);
        using var leave = new CancellationTokenSource();
        var running = rig.RunAsync(cancellationToken: leave.Token);
        await rig.UntilAsync(() => rig.Seen.Any(entry => entry.Event is RunEvent.ToolCompleted), running);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await rig.RestartAsync();

        var state = await rig.ResumeAsync();

        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Single((await rig.RecordAsync()).Select(entry => entry.Event).OfType<RunEvent.ModelSwitched>(), fact => fact.Conversation == "a1-store-backend");
    }

    [Fact]
    public async Task Run_WithoutAFallback_IsLeftWithTheEndpointsReason_AndSaysUntilWhen()
    {
        await using var busy = new RawEndpoint(RawEndpoint.Response(429, Busy, "Retry-After: 7200\r\n"));
        await using var rig = await RunRig.StartAsync(new RunScript(), settings: [("Orchestrator:Models:busy:Endpoint", $"{busy.Address}"), ("Orchestrator:Models:busy:Id", "m"), ("Orchestrator:DefaultModel", "busy")]);

        var left = await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());

        Assert.Equal(ExitCodes.Endpoint, ProgramFaults.ExitCode(left));
        Assert.Contains("It asks to wait 7200 s, until ", left.State.Left!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseExpertsAreAllTurnedAwayAtOnce_WaitsInSightOfAll_AndCompletes()
    {
        string[] paths = ["src/log.txt", "src/ext/log.txt", "tests/log.txt", "docs/log.md"];
        string[] experts = ["store-backend", "extension", "testing", "documentation"];
        var script = new RunScript().Plan("simple", [.. experts.Select((expert, index) => Assignment($"a{index + 1}", expert, paths[index]))]);
        foreach (var index in Enumerable.Range(0, 4))
        {
            script.TurnsAway($"a{index + 1}", seconds: 2).Works($"a{index + 1}", paths[index]);
        }

        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(4, (await rig.RecordAsync()).Count(entry => entry.Event is RunEvent.ModelWaiting { Milliseconds: >= 2_000 }));
        var turnedAway = rig.Server.Requests.Where(request => request.Status == 429).Select(request => request.Time).ToList();
        Assert.Equal(4, turnedAway.Count);
        var next = rig.Server.Requests.Where(request => request.Time > turnedAway.Max()).Select(request => request.Time).ToList();
        Assert.All(next, at => Assert.True(at >= turnedAway.Min().AddSeconds(2), $"asked again {at - turnedAway.Min()} after a refusal that asked for 2 s"));
        Assert.Equal(state.Delivery!.Commit, (await rig.ReplayAsync()).Commit);
    }

    private static Task<RunRig> RigAsync(RawEndpoint busy) => RunRig.StartAsync(
        new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt"),
        settings:
        [
            ("Orchestrator:Models:busy:Endpoint", $"{busy.Address}"), ("Orchestrator:Models:busy:Id", "m"), ("Orchestrator:DefaultModel", "busy"),
            ("Orchestrator:Fallbacks:plan", "default"), ("Orchestrator:Fallbacks:expert", "default"), ("Orchestrator:Fallbacks:review", "default"), ("Orchestrator:Fallbacks:summarise", "default"),
        ]);
}
