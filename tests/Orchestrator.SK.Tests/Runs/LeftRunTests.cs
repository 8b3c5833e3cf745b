using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Runs that were left at their very beginning, and runs that somebody is at work on.</summary>
public sealed class LeftRunTests
{
    private static RunScript Script => new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt");

    [Fact]
    public async Task Run_RefusedForItsRemote_LeavesNoRow()
    {
        await using var rig = await RunRig.StartAsync(Script, settings: [("Orchestrator:Push:Remote", "nosuch")]);

        await Assert.ThrowsAsync<RepositoryRefusedException>(() => rig.RunAsync());

        Assert.Null(await rig.StandingAsync());
    }

    [Fact]
    public async Task Resume_NothingWasRecorded_SaysHowToBeRidOfIt()
    {
        await using var rig = await RunRig.StartAsync(Script);
        using (var journal = new SqliteRunJournal(Path.Combine(rig.Target.State, "journal.db")))
        {
            await journal.BeginAsync("run-1", rig.Target.Root, CancellationToken.None);
        }

        var refusal = await Assert.ThrowsAsync<RunNotResumableException>(() => rig.ResumeAsync());

        Assert.Contains("before anything was recorded: 'orchestrator runs prune run-1' takes it away", refusal.Message, StringComparison.Ordinal);
        var text = string.Join('\n', RunsText.Show(new RunRow("run-1", rig.Target.Root, "running", 1, 0), RunState.Empty, _ => false));
        Assert.Contains("'orchestrator runs prune run-1' takes it away", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Next:", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_SomebodyIsAtWorkOnIt_IsRefusedAndTheRunGoesOn()
    {
        await using var rig = await RunRig.StartAsync(Script, latency: TimeSpan.FromMilliseconds(200));
        var run = await rig.StartRunAsync();
        var held = Path.Combine(rig.Target.State, "heads", "run-1.lock");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(held));

        var refusal = await Assert.ThrowsAsync<RunBusyException>(() => rig.ResumeAsync());

        Assert.Contains("'orchestrator runs resume run-1 --take-over'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Delivered, (await run.Completion.WaitAsync(TimeSpan.FromMinutes(1))).Outcome);
        Assert.False(File.Exists(held));
    }

    [Fact]
    public async Task Resume_TakingItOver_GoesOnAndTheOtherStops()
    {
        await using var rig = await RunRig.StartAsync(Script, latency: TimeSpan.FromMilliseconds(200));
        var first = await rig.StartRunAsync();

        var second = await rig.ResumeAsync(takeOver: true);

        Assert.Equal(RunOutcome.Delivered, second.Outcome);
        await Assert.ThrowsAsync<LeaseLostException>(() => first.Completion.WaitAsync(TimeSpan.FromMinutes(1)));
    }
}
