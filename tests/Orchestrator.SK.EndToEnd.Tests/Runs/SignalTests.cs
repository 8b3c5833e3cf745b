using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>Whoever stops a run gets the repository back as it was, and an exit code that says who stopped it.</summary>
public sealed class SignalTests : IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(10);
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Signal_DuringASlowModelCall_EndsTheRunAndLeavesTheRepositoryAlone(string signal, int exitCode)
    {
        var target = TidemarkTarget.In(_home);
        var before = FolderPicture.Of(target.Root);
        await using var model = await Rehearsals.SampleAsync(Forever);
        await using var run = RunningProgram.Start(_home, target.Root, Variables.For(model), "run", "BK-005", "--sandbox", "none");
        await run.WaitUntilAsync(() => IsCalled(model), "called the model");

        await run.SignalAsync(signal);
        var result = await run.EndAsync(TimeSpan.FromSeconds(60));

        result.ShouldEndWith(exitCode, "Stopping", "The repository is as it was");
        Assert.Empty(FolderPicture.Of(target.Root).ChangesSince(before));
        Assert.Equal(["main"], target.Branches());

        // What was journaled so far reads and continues the chain.
        Assert.NotEmpty(await Journals.OnlyRunAsync(_home.Journal));
    }

    [Fact]
    public async Task Interrupt_WhileFourExpertsWork_StopsAllOfThem()
    {
        var target = TidemarkTarget.In(_home);
        await using var model = await Rehearsals.SampleAsync(TimeSpan.FromSeconds(2));
        await using var run = RunningProgram.Start(_home, target.Root, Variables.For(model), "run", "BK-004", "--sandbox", "none");
        await run.WaitUntilSaidAsync("wave 1: a1, a2, a3, a4");

        await run.SignalAsync("INT");
        var result = await run.EndAsync(TimeSpan.FromSeconds(60));

        result.ShouldEndWith(130, "The repository is as it was");
        Assert.Equal(["main"], target.Branches());
        var asked = model.Requests.Count;
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.Equal(asked, model.Requests.Count);
    }

    [Fact]
    public async Task SecondInterrupt_WhileTheFirstCannotBeHeard_AbortsAtOnce()
    {
        var target = TidemarkTarget.In(_home);
        await RunningProgram.RunAsync(_home, target.Root, Variables.None, "run", "BK-006");
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_home.State, "repositories"), "*.lock"));
        File.Delete(_home.Journal);

        // Somebody else holds the private repository: a wait that no cancellation reaches.
        await using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await using var run = RunningProgram.Start(_home, target.Root, Variables.None, "run", "BK-005");
        await run.WaitUntilAsync(() => File.Exists(_home.Journal), "opened its journal");
        await run.SignalAsync("INT");
        await run.WaitUntilSaidAsync("Stopping");

        await run.SignalAsync("INT");
        var result = await run.EndAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(130, result.ExitCode);
    }

    private static bool IsCalled(RehearsalServer model) => model.Requests.Any(request => request.Method == "POST");
}
