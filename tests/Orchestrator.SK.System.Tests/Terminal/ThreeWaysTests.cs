using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>The three uses deliver the same: who asked for an item, and where, is nowhere in what is delivered.</summary>
public sealed class ThreeWaysTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Item_ByRunByChatAndByWorker_IsTheSameTreeAndTheSameMessage()
    {
        var target = TidemarkTarget.In(_home);
        await using var model = await Rehearsals.SampleAsync();
        var variables = Endpoints.Of(model.BaseAddress.ToString());
        variables["Orchestrator__Repositories__tidemark__Path"] = target.Root;
        await using var terminal = await Tmux.StartAsync(_home, target.Root, variables, 80, 24);

        await terminal.EnterAsync("orchestrator run BK-004");
        await terminal.UntilAsync(Ended("$"), "the end of the run");
        await terminal.EnterAnewAsync("orchestrator chat");
        await terminal.UntilAsync("/help says");
        await terminal.EnterAsync("do BK-004");
        await terminal.UntilAsync("start? [y/N]");
        await terminal.EnterAsync("y");
        await terminal.UntilAsync(Ended(">"), "the outcome in the chat");
        await terminal.EnterAsync("/exit");
        await terminal.UntilAsync("chat --continue\n$");
        await terminal.EnterAnewAsync("orchestrator tasks submit tidemark BK-004 && orchestrator worker --drain");
        await terminal.UntilAsync("Worker drained");

        const string Branch = "BK-004-log-backend-with-a-snapshot-extension";
        var branches = target.Branches().Where(branch => branch != "main").Order(StringComparer.Ordinal).ToList();
        Assert.Equal([Branch, $"{Branch}-2", $"{Branch}-3"], branches);
        Assert.Single(branches.Select(branch => Delivered(target, branch)).Distinct());
        model.ShouldHavePlayedCleanly();
    }

    // The message names the run that it came from, and that alone differs.
    private static string Delivered(TidemarkTarget target, string branch)
    {
        var lines = target.Git("log", "-1", "--format=%T %P%n%an %ae%n%B", branch).Split('\n').ToList();
        Assert.Single(lines, line => line.StartsWith("Run: ", StringComparison.Ordinal));
        return string.Join('\n', lines.Where(line => !line.StartsWith("Run: ", StringComparison.Ordinal)));
    }

    private static Func<string, bool> Ended(string prompt) =>
        screen => screen.Contains("Next: git diff", StringComparison.Ordinal) && screen.EndsWith($"\n{prompt}", StringComparison.Ordinal);
}
