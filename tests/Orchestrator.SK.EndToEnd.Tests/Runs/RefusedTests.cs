using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>What cannot be worked on is refused before anything is spent: it is said what is missing, and nothing is changed.</summary>
public sealed class RefusedTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("BK-999", "BK-999 is not in sdd/BACKLOG.md", "Add it there as '- [ ] **BK-999 — Title**' with a 'spec:' line")]
    [InlineData("BK-003", "BK-003 is done already", "Add a new item for further work.")]
    [InlineData("BK-006", "No spec covers BK-006", "Write the spec first")]
    [InlineData("--, ;\t\u202e", "is not in sdd/BACKLOG.md", "open items BUG-001, BK-004, BK-005")]
    public async Task Item_ThatMayNotStart_IsRefusedWithWhatIsMissing(string id, string reason, string remedy)
    {
        var target = TidemarkTarget.In(_home);
        await using var model = await Rehearsals.SampleAsync();
        var before = FolderPicture.Of(target.Root);

        var result = await RunAsync(target.Root, model.BaseAddress, "run", "--sandbox", "none", "--", id);

        result.ShouldEndWith(7, reason, remedy);
        Assert.Empty(result.Output);
        Assert.Empty(model.Requests);
        Assert.Empty(FolderPicture.Of(target.Root).ChangesSince(before));
    }

    [Fact]
    public async Task Refusal_AsJson_HasTheReasonAndTheCode()
    {
        var target = TidemarkTarget.In(_home);

        var result = await RunAsync(target.Root, null, "run", "BK-006", "-o", "json");

        result.ShouldEndWith(7);
        using var json = System.Text.Json.JsonDocument.Parse(result.Output);
        Assert.Equal(("Refused", 7), (json.RootElement.GetProperty("outcome").GetString(), json.RootElement.GetProperty("exitCode").GetInt32()));
        Assert.Contains("No spec covers BK-006", json.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_ThatIsNoRepository_IsRefused() =>
        (await RunAsync(_home.Temporary, null, "run", "BK-004")).ShouldEndWith(7, "is not in a git repository", "git init");

    [Fact]
    public async Task Folder_ThatIsNotThere_IsRefused() =>
        (await RunAsync(_home.Temporary, null, "run", "BK-004", "-C", "no-such-folder")).ShouldEndWith(7, "is not a folder");

    [Fact]
    public async Task Repository_WithoutACommit_IsRefused()
    {
        TidemarkTarget.GitIn(_home.Temporary, "init", "-q");
        (await RunAsync(_home.Temporary, null, "run", "BK-004")).ShouldEndWith(7, "has no commits", "git commit");
    }

    [Fact]
    public async Task Clone_WithoutItsHistory_IsRefused()
    {
        var target = TidemarkTarget.In(_home).Write("new.txt", "x").Commit("Second");
        var shallow = Path.Combine(_home.Root, "shallow");
        TidemarkTarget.GitIn(_home.Root, "clone", "-q", "--depth", "1", new Uri(target.Root).AbsoluteUri, shallow);
        var before = FolderPicture.Of(shallow);

        var result = await RunAsync(shallow, null, "run", "BK-004");

        result.ShouldEndWith(7, "is a shallow clone", "git fetch --unshallow");
        Assert.Empty(FolderPicture.Of(shallow).ChangesSince(before));
    }

    [Fact]
    public async Task Base_ThatIsNoCommit_IsRefused()
    {
        var target = TidemarkTarget.In(_home);
        (await RunAsync(target.Root, null, "run", "BK-004", "--base", "no-such-branch")).ShouldEndWith(7, "no branch, tag or commit 'no-such-branch'");
    }

    [Fact]
    public async Task Sandbox_BelowTheRequiredLevel_Refuses()
    {
        var target = TidemarkTarget.In(_home);
        await using var model = await Rehearsals.SampleAsync();
        await RunAsync(target.Root, null, "run", "BK-005");
        PretendThatNothingCanBeShutIn();

        var result = await RunAsync(target.Root, model.BaseAddress, "run", "BK-005");

        result.ShouldEndWith(8, "level 'none', and 'full' is required", "--sandbox none");
        Assert.Empty(model.Requests);
    }

    // The probe looks at fixed places, so that a PATH cannot fool it; what it found is kept for this boot. Where bubblewrap is missing there is nothing to pretend.
    private void PretendThatNothingCanBeShutIn()
    {
        foreach (var kept in Directory.GetFiles(_home.State, "sandbox-*.json"))
        {
            File.WriteAllText(kept, """{"Level":0,"Leaks":["a leak"],"Bubblewrap":null,"Shape":null}""");
        }
    }

    private Task<ProgramResult> RunAsync(string folder, Uri? endpoint, params string[] arguments) =>
        RunningProgram.RunAsync(_home, folder, endpoint is null ? Variables.None : Variables.For(endpoint), arguments);
}
