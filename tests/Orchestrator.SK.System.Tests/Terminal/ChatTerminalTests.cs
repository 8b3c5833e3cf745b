using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Tests.Worker;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>The chat as a person sees it: keys sent, screens read.</summary>
public sealed class ChatTerminalTests : IDisposable
{
    /// <summary>Stands in each request of an expert that has used tools already.</summary>
    private const string SecondTurn = "call_a";

    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 20)]
    public async Task Session_FromWelcomeToExit_ShowsWhatWasKept(int width, int height)
    {
        var target = TidemarkTarget.In(_home);
        await using var endpoint = await Holdup.StartAsync(HeardScript.Read(), SecondTurn);
        await using var terminal = await Tmux.StartAsync(_home, target.Root, Endpoints.Of(endpoint.Address), width, height);
        var shown = new List<(string What, string Screen)>();
        async Task ShowsAsync(string what, string text)
        {
            await terminal.UntilAsync(text);
            shown.Add((what, await terminal.LastAsync(height)));
        }


        await terminal.EnterAsync("orchestrator chat");
        await ShowsAsync("the welcome", "/help says what there is");
        await terminal.EnterAsync("/items");
        await ShowsAsync("the items", "BK-006");
        await terminal.EnterAsync("/run BK-004");
        await ShowsAsync("the plan is shown, and it is asked", "start? [y/N]");
        await terminal.EnterAsync("y");
        await terminal.UntilAsync(Endpoints.FourHaveRead, "four experts that have read");
        await ShowsAsync("a row for each expert", "4 working");
        await terminal.TypeAsync("Mind the Windows paths, ");
        await terminal.TypeAsync("please");
        await ShowsAsync("typing while they work", "say> Mind the Windows paths, please");
        await terminal.PressAsync("Enter");
        await ShowsAsync("said, and not yet heard", "queued: Mind the Windows paths, please");
        await terminal.EnterAsync("/status");
        await ShowsAsync("the status", "a4 documentation: works");
        endpoint.Release();
        await terminal.UntilAsync(screen => screen.Contains("Next: git diff", StringComparison.Ordinal) && screen.EndsWith("\n>", StringComparison.Ordinal), "the outcome");
        shown.Add(("the outcome", await terminal.LastAsync(height)));
        var all = await terminal.AllAsync();
        await terminal.EnterAsync("/exit");
        await terminal.UntilAsync("chat --continue\n$");
        shown.Add(("after the exit", await terminal.LastAsync(4)));

        Assert.Matches("heard by [a-z-]+: Mind the Windows paths, please", all.Replace("\n", " ", StringComparison.Ordinal));
        Assert.True(Frames.ShouldBeWhole(terminal.Raw, width, height) > 10);
        Assert.Empty(endpoint.Server.Unmatched);
        Golden.ShouldShow($"chat-{width}x{height}.txt", shown);
    }

    [Fact]
    public async Task Lines_TypedBeforeItStands_AreEntriesLikeAnyOther()
    {
        var target = TidemarkTarget.In(_home);
        await using var terminal = await Tmux.StartAsync(_home, target.Root, Endpoints.Of("http://127.0.0.1:9/v1"), 80, 24);

        await terminal.EnterAsync("orchestrator chat");
        await terminal.EnterAsync("/items");
        await terminal.EnterAsync("/exit");

        await terminal.UntilAsync("chat --continue\n$");
        Assert.Contains("BK-006", await terminal.ScreenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CtrlC_StopsTheRun_AndTwiceAtAnEmptyPromptLeaves()
    {
        var target = TidemarkTarget.In(_home);
        await using var endpoint = await Holdup.StartAsync(HeardScript.Read(), SecondTurn);
        await using var terminal = await Tmux.StartAsync(_home, target.Root, Endpoints.Of(endpoint.Address), 80, 24);
        await terminal.EnterAsync("orchestrator chat");
        await terminal.UntilAsync("/help says");
        await terminal.EnterAsync("/run BK-004");
        await terminal.UntilAsync("start? [y/N]");
        await terminal.EnterAsync("y");
        await endpoint.Held.WaitAsync(TimeSpan.FromMinutes(2));

        await terminal.PressAsync("C-c");
        await terminal.UntilAsync(screen => screen.Contains("cancelled", StringComparison.Ordinal) && screen.EndsWith("\n>", StringComparison.Ordinal), "the prompt again");
        await terminal.PressAsync("C-c");
        await terminal.UntilAsync("Ctrl-C again leaves");
        await terminal.PressAsync("C-c");

        await terminal.UntilAsync("chat --continue\n$");
        Frames.ShouldBeWhole(terminal.Raw, 80, 24);
    }
}
