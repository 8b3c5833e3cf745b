using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.System.Tests.Rehearsal;

/// <summary>A whole run against an endpoint that is not ours: the demo's script, played by aimock, with and without the faults that aimock brings along.</summary>
public sealed class AimockRunTests
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "samples", "tidemark.script.json");

    [Fact]
    public async Task Run_AgainstAnotherImplementation_DeliversTheSame()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var ours = await Rehearsals.SampleAsync();
        await using var peer = await AimockServer.StartAsync(Script, limit.Token);

        var expected = await RunAsync(ours.BaseAddress, "ours", limit.Token);
        var actual = await RunAsync(peer.BaseAddress, "peer", limit.Token);

        Assert.Equal((OutcomeKind.Delivered, expected.Tree), (actual.State.Outcome!.Kind, actual.Tree));
    }

    /// <summary>Nothing that was paid for is paid for twice, and nothing of it shows in the result.</summary>
    [Theory]
    [InlineData("--chaos-drop", "0.25")]
    [InlineData("--chaos-malformed", "0.25")]
    [InlineData("--chaos-disconnect", "0.25")]
    [InlineData("--chaos-ratelimit", "0.25")]
    public async Task Run_WithFaults_DeliversTheSame(params string[] chaos)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var ours = await Rehearsals.SampleAsync();
        var expected = await RunAsync(ours.BaseAddress, "ours", limit.Token);

        // The dice throw no fault at all in a quarter of the runs of five calls: such a run shows only that it delivers, and the next one is to show the rest.
        for (var quiet = 0; ; quiet++)
        {
            Assert.True(quiet < 15, "No run met a fault: aimock throws none.");
            await using var peer = await AimockServer.StartAsync(Script, limit.Token, chaos);
            var actual = await RunAsync(peer.BaseAddress, $"peer{quiet}", limit.Token);
            Assert.Equal((OutcomeKind.Delivered, expected.Tree), (actual.State.Outcome!.Kind, actual.Tree));
            if (actual.AskedAgain > 0)
            {
                return;
            }
        }
    }

    private static async Task<(RunState State, string Tree, int AskedAgain)> RunAsync(Uri endpoint, string name, CancellationToken cancellationToken)
    {
        using var home = new ProgramHome();
        var target = TidemarkTarget.In(home);
        await using var services = ProgramServices.Build(
            ConfigurationSources.Build(new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = home.Root }, null, new Dictionary<string, string>
            {
                ["Orchestrator:Models:default:Endpoint"] = endpoint.ToString(),
                ["Orchestrator:Models:default:Id"] = "rehearsal",
                ["Orchestrator:StateDirectory"] = home.State,
                ["Orchestrator:Sandbox:Minimum"] = "none",
            }),
            LogLevel.None);
        var askedAgain = 0;
        void Count(RunEntry entry) => askedAgain += entry.Event is RunEvent.ModelReplied { Attempts: > 1 } ? 1 : 0;
        var state = await ToItsEndAsync(services.GetRequiredService<RunLauncher>(), new LaunchRequest($"run-{name}", target.Root, "BK-005", null), Count, cancellationToken);
        return (state, state.Delivery is { } delivery ? target.Git("rev-parse", $"{delivery.Branch}^{{tree}}") : "", askedAgain);
    }

    // Four attempts a call fail together once in 256: then the run is left, and is gone on with as a person would.
    private static async Task<RunState> ToItsEndAsync(RunLauncher launcher, LaunchRequest request, Action<RunEntry> observer, CancellationToken cancellationToken)
    {
        try
        {
            return await launcher.RunAsync(request, observer, cancellationToken);
        }
        catch (RunLeftException)
        {
            for (var resumed = 1; ; resumed++)
            {
                try
                {
                    return await (await launcher.ResumeAsync(new ResumeRequest(request.RunId), observer, cancellationToken)).Completion;
                }
                catch (RunLeftException) when (resumed < 3)
                {
                }
            }
        }
    }
}
