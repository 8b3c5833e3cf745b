using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Tests.Worker;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary><c>run</c> and <c>demo</c> in a terminal: what happened scrolls by, the rows stand below, and nothing of them stays.</summary>
public sealed class RunTerminalTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 20)]
    public async Task Run_ShowsARowForEachExpert_AndLeavesTheReport(int width, int height)
    {
        var target = TidemarkTarget.In(_home);
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark.script.json"));
        await using var endpoint = await Holdup.StartAsync(script, "call_a");
        await using var terminal = await Tmux.StartAsync(_home, target.Root, Endpoints.Of(endpoint.Address), width, height);

        await terminal.EnterAsync("orchestrator run BK-004");
        await terminal.UntilAsync(Endpoints.FourHaveRead, "four experts that have read");
        var working = await terminal.LastAsync(height);
        endpoint.Release();
        await terminal.UntilAsync(screen => screen.EndsWith("\n$", StringComparison.Ordinal), "the shell again");

        Assert.DoesNotContain("Ctrl-C stops", await terminal.AllAsync(), StringComparison.Ordinal);
        Assert.True(Frames.ShouldBeWhole(terminal.Raw, width, height) > 5);
        Golden.ShouldShow($"run-{width}x{height}.txt", ("a row for each expert", working), ("the report", await terminal.LastAsync(height)));
    }

    [Fact]
    public async Task Run_WithItsResultInAFile_StillShowsItsRows()
    {
        var target = TidemarkTarget.In(_home);
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark.script.json"));
        await using var endpoint = await Holdup.StartAsync(script, "call_a");
        await using var terminal = await Tmux.StartAsync(_home, target.Root, Endpoints.Of(endpoint.Address), 80, 24);

        await terminal.EnterAsync("orchestrator run BK-004 > ../report.txt");
        await terminal.UntilAsync(Endpoints.FourHaveRead, "four experts that have read");
        endpoint.Release();
        await terminal.UntilAsync(screen => screen.EndsWith("\n$", StringComparison.Ordinal), "the shell again");

        Frames.ShouldBeWhole(terminal.Raw, 80, 24);
        Assert.Contains("Next: git diff", await File.ReadAllTextAsync(Path.Combine(target.Root, "..", "report.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_FromItsBannerToItsEnd_LeavesNoRowBehind()
    {
        await using var terminal = await Tmux.StartAsync(_home, _home.Root, new Dictionary<string, string>(), 80, 24);

        await terminal.EnterAsync("orchestrator demo --keep kept");
        await terminal.UntilAsync(screen => screen.Contains("Your own repository", StringComparison.Ordinal) && screen.EndsWith("\n$", StringComparison.Ordinal), "the end of the demo");

        var all = await terminal.AllAsync();
        Assert.StartsWith("$ orchestrator demo --keep kept\nDEMO · ", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Ctrl-C stops", all, StringComparison.Ordinal);
        Assert.DoesNotContain("● ", all, StringComparison.Ordinal);
        Assert.True(Frames.ShouldBeWhole(terminal.Raw, 80, 24) > 5);
        Golden.ShouldShow("demo.txt", ("the end", await terminal.LastAsync(20)));
    }
}
