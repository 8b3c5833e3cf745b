using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>The program pushes what it delivered: at once, later, and never twice.</summary>
public sealed class PushProgramTests : IDisposable
{
    private const string Branch = "BK-005-explain-atomic-writes-in-the-guides";

    private readonly ProgramHome _home = new();

    [Fact]
    public async Task Run_WithPush_SendsTheVerifiedBranch_AndRunsPushFindsItThere()
    {
        var target = TidemarkTarget.In(_home);
        var remote = Remote();
        target.Git("remote", "add", "origin", remote);
        await using var server = await Rehearsals.SampleAsync();
        var variables = Variables.For(server);
        variables["Orchestrator__Sandbox__Minimum"] = "none";
        Task<ProgramResult> Program(params string[] arguments) => RunningProgram.RunAsync(_home, target.Root, variables, arguments);

        (await Program("run", "BK-005", "--push", "nowhere", "--no-input")).ShouldEndWith(7, "The repository has no remote 'nowhere' to push to.");
        (await Program("run", "BK-005", "--pull-request", "gh", "--no-input")).ShouldEndWith(2, "say where to with --push REMOTE");
        (await Program("run", "BK-005", "--pull-request", Path.Combine(target.Root, "orchestrator.json"), "--no-input")).ShouldEndWith(2, "cannot be written into");
        var request = Path.Combine(_home.Root, "request");
        var run = await Program("run", "BK-005", "--push", "origin", "--no-input", "--pull-request", request);

        run.ShouldEndWith(0, $"Pushed to {remote}.");
        run.ShouldEndWith(0, $"Pull request: {request}");
        Assert.Equal(["delivery.patch", "pull-request.json", "pull-request.md"], Directory.GetFiles(request).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((await Program("runs", "pull-request", "--last")).Output, await File.ReadAllTextAsync(Path.Combine(request, "pull-request.md")));
        Assert.Equal(target.Git("rev-parse", Branch), TidemarkTarget.GitIn(remote, "rev-parse", Branch));
        (await Program("runs", "push", "--last")).ShouldEndWith(0, $"stands at {remote}");
        var other = Remote("other.git");
        (await Program("runs", "push", "--last", "--to", other)).ShouldEndWith(0, $"stands at {other}");
        target.Git("push", "-q", "-f", other, $"main:refs/heads/{Branch}");
        (await Program("runs", "push", "--last", "--to", other)).ShouldEndWith(7, "which this run did not push");
    }

    public void Dispose() => _home.Dispose();

    private string Remote(string name = "remote.git")
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home.Root, name)).FullName;
        TidemarkTarget.GitIn(folder, "init", "-q", "--bare");
        return folder;
    }
}
