using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>A repository whose commands nobody has looked at: the program says what they are and how to trust them, and runs nothing.</summary>
public sealed class TrustProgramTests : IDisposable
{
    private readonly ProgramHome _home = new();

    [Fact]
    public async Task Run_OfAnUntrustedRepository_EndsWith4_AndGoesOnOnceItIsTrusted()
    {
        var target = TidemarkTarget.In(_home, trusted: false);
        await using var server = await Rehearsals.SampleAsync();
        var variables = Variables.For(server);
        variables["Orchestrator__Sandbox__Minimum"] = "none";
        Task<ProgramResult> Program(params string[] arguments) => RunningProgram.RunAsync(_home, target.Root, variables, arguments);

        var refused = await Program("run", "BK-005", "--no-input");

        refused.ShouldEndWith(4, "wants to run, in the sandbox:\n  checks.docs: sh eng/check-docs.sh\n  verify: sh eng/check-docs.sh\n", $"orchestrator config trust -C '{target.Root}'");
        Assert.Empty(server.Requests);
        (await Program("config", "trust", "--show")).ShouldEndWith(4, "verify: sh eng/check-docs.sh", "It is not trusted");
        (await Program("config", "trust")).ShouldEndWith(0, "It is trusted from now on");
        (await Program("config", "trust", "-o", "json")).ShouldEndWith(0, "\"trusted\":true", "\"commands\":[\"checks.docs: sh eng/check-docs.sh\"");
        (await Program("run", "BK-005", "--no-input")).ShouldEndWith(0);

        // Another content is another question; what a branch brings along is not trusted because its neighbour is.
        target.Git("switch", "-q", "-c", "other");
        target.Edit("orchestrator.json", "eng/check-docs.sh\"]\n  }", "eng/other.sh\"]\n  }").Commit("Run something else");
        (await Program("run", "BK-004", "--no-input", "--base", "other")).ShouldEndWith(4, "checks.docs: sh eng/other.sh", "--base other");
    }

    [Fact]
    public async Task Worker_WithAnUntrustedRepository_ParksTheTask()
    {
        var target = TidemarkTarget.In(_home, trusted: false);
        await using var server = await Rehearsals.SampleAsync();
        var variables = Variables.For(server);
        variables["Orchestrator__Sandbox__Minimum"] = "none";
        variables["Orchestrator__Repositories__tidemark__Path"] = target.Root;
        Task<ProgramResult> Program(params string[] arguments) => RunningProgram.RunAsync(_home, _home.Root, variables, arguments);

        var submitted = await Program("tasks", "submit", "tidemark", "BK-005");
        submitted.ShouldEndWith(0);
        (await Program("worker", "--drain")).ShouldEndWith(0, "orchestrator config trust");
        (await Program("tasks", "list")).ShouldEndWith(0, "parked");
        (await Program("config", "trust", "-C", target.Root)).ShouldEndWith(0);
        (await Program("tasks", "retry", submitted.Output.Trim())).ShouldEndWith(0);
        (await Program("worker", "--drain")).ShouldEndWith(0);
        Assert.Contains("BK-005-explain-atomic-writes-in-the-guides", target.Branches());
    }

    [Fact]
    public async Task Init_ByAPerson_TrustsWhatItHasShownThem()
    {
        var target = TidemarkTarget.In(_home, trusted: false);
        target.Git("rm", "-q", "orchestrator.json");
        target.Git("commit", "-q", "-m", "Remove the settings");

        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "init", "--yes")).ShouldEndWith(0);

        target.Git("add", "orchestrator.json");
        target.Git("commit", "-q", "-m", "Add the settings");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "config", "trust", "--show")).ShouldEndWith(0, "It is trusted.");
    }

    public void Dispose() => _home.Dispose();
}
