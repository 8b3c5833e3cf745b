using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.Tests.Worker;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>The queue in two terminals: the worker's log in one, a task watched in the other.</summary>
public sealed class WorkerTerminalTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TwoTasksForOneRepositoryAndOneForAnother_AreWorkedOffAsDesigned_AndWatchedLive()
    {
        // The expert of repository two thinks until both tasks of repository one are delivered: the lines come in one order.
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, "Documentation expert of two");
        var variables = Endpoints.Of(endpoint.Address);
        variables["NO_COLOR"] = "1";
        variables["Orchestrator__Repositories__one__Path"] = SmallRepository.Create(_home.Root, "one");
        variables["Orchestrator__TrustedSettings__0"] = SmallRepository.Trusted;
        variables["Orchestrator__Repositories__two__Path"] = SmallRepository.Create(_home.Root, "two");
        await using var log = await Tmux.StartAsync(_home, _home.Root, variables, 100, 24);
        variables.Remove("NO_COLOR");
        await using var desk = await Tmux.StartAsync(_home, _home.Root, variables, 80, 24);
        var shown = new List<(string What, string Screen)>();

        foreach (var task in new[] { "one BK-001", "one BK-002", "two BK-001" })
        {
            await desk.EnterAnewAsync($"orchestrator tasks submit {task}");
            shown.Add(($"submit {task}", await desk.UntilAsync(screen => screen.Contains("follows it.", StringComparison.Ordinal) && screen.EndsWith("\n$", StringComparison.Ordinal), "the task's id")));
        }

        await desk.EnterAnewAsync("orchestrator tasks list");
        shown.Add(("three are queued", await desk.UntilAsync(screen => screen.Contains("BK-002", StringComparison.Ordinal) && screen.EndsWith("\n$", StringComparison.Ordinal), "the list")));
        var two = shown[2].Screen.Split('\n').First(line => line.StartsWith("bk-001-", StringComparison.Ordinal));
        await log.EnterAsync("orchestrator worker --drain");
        await log.UntilAsync(screen => screen.Split("delivered (exit code 0)").Length == 3, "two tasks that are delivered");
        await desk.EnterAnewAsync("orchestrator tasks list");
        shown.Add(("two are delivered, one is running", await desk.UntilAsync(screen => screen.Contains("BK-002", StringComparison.Ordinal) && screen.EndsWith("\n$", StringComparison.Ordinal), "the list")));
        await desk.EnterAnewAsync($"orchestrator tasks watch {two}");
        await desk.UntilAsync("● documentation");
        shown.Add(("watched while it runs", await desk.LastAsync(24)));
        endpoint.Release();
        await desk.UntilAsync(screen => screen.Contains("Next: git diff", StringComparison.Ordinal) && screen.EndsWith("\n$", StringComparison.Ordinal), "the report");
        shown.Add(("watched to its end", await desk.LastAsync(20)));
        await log.UntilAsync(screen => screen.EndsWith("\n$", StringComparison.Ordinal), "the end of the worker");

        Assert.True(Frames.ShouldBeWhole(desk.Raw, 80, 24) > 1);
        Golden.ShouldShow("tasks-80x24.txt", shown);
        Golden.ShouldShow("worker.txt", ("the log", InOneOrder(await log.AllAsync())));
    }

    // Two tasks that are free at the same moment begin in either order.
    private static string InOneOrder(string log)
    {
        var lines = log.Split('\n').ToList();
        var first = lines.FindIndex(line => line.Contains("Worker[2003]", StringComparison.Ordinal));
        if (first >= 0 && lines[first].Contains(" in two,", StringComparison.Ordinal))
        {
            (lines[first], lines[first + 1]) = (lines[first + 1], lines[first]);
        }

        return string.Join('\n', lines);
    }
}
