using System.Text;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Plugins;

/// <summary>What a formatter changed passes the gate of the expert that ran it, change by change, and is recorded like a write.</summary>
public class FormatterWritesTests
{
    [Fact]
    public async Task Formatter_OfTheExpertsFiles_ChangesItsDraft()
    {
        using Desk desk = await Desk.OpenAsync(("src/a.cs", "a\n"), ("src/b.cs", "b\n"));
        await desk.CallAsync("files-write", new { path = "src/a.cs", content = "mine\n", specs = new[] { "LOG-001" } });
        desk.Formatted = [Now("src/a.cs", "formatted\n"), Now("src/b.cs", "b\n"), Now("src/n.cs", "new\r\n")];

        string answer = await desk.CallAsync("checks-run", new { name = "test" });

        Assert.Equal("exit code 3\n2 tests failed\nIt changed files of yours, and your draft has the changes: src/a.cs, src/n.cs. Read one again before you edit it.", answer);
        Assert.Equal(("formatted\n", "b\n", "new\r\n"), (desk.Text("src/a.cs"), desk.Text("src/b.cs"), desk.Text("src/n.cs")));
        Assert.Equal(desk.Own.Draft.Changes.Select(change => (change.Path, Encoding.UTF8.GetString(change.Content!))), desk.Replayed().Changes.Select(change => (change.Path, Encoding.UTF8.GetString(change.Content!))));
        Assert.All(desk.Events.OfType<RunEvent.FileWritten>().Skip(1), written => Assert.Equal(("test", "LOG-001"), (written.Check, Assert.Single(written.Specs))));
    }

    [Fact]
    public async Task Expert_ThatEditsWhatWasFormatted_HasToReadItAgain()
    {
        using Desk desk = await Desk.OpenAsync(("src/a.cs", "a\n"));
        await desk.CallAsync("files-read", new { path = "src/a.cs" });
        desk.Formatted = [Now("src/a.cs", "formatted\n")];
        await desk.CallAsync("checks-run", new { name = "test" });

        Assert.Contains("E_CONFLICT", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "x\n", specs = new[] { "LOG-001" } }), StringComparison.Ordinal);
        await desk.CallAsync("files-read", new { path = "src/a.cs" });
        Assert.StartsWith("Wrote", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "x\n", specs = new[] { "LOG-001" } }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs/d.md", "x", "E_DOMAIN")]
    [InlineData("README.md", "x", "E_DOMAIN")]
    [InlineData("CHANGELOG.md", "x", "E_PROTECTED")]
    [InlineData("orchestrator.json", "{}", "E_PROTECTED")]
    [InlineData("src/.gitattributes", "* filter=x", "E_PROTECTED")]
    [InlineData("src/.git/config", "x", "E_PROTECTED")]
    [InlineData("src/a:b", "x", "E_PATH")]
    [InlineData("src/e\u0301.cs", "x", "E_PATH")]
    [InlineData("src/A.cs", "x", "E_CONFLICT")]
    [InlineData("src/l/x", "x", "E_LINK")]
    [InlineData("src/sub/x", "x", "E_PROTECTED")]
    [InlineData("src/a.cs/x", "x", "E_TYPE")]
    [InlineData("src/a.cs", "a\0b", "E_ENCODING")]
    [InlineData("src/bin", "text now", "E_ENCODING")]
    [InlineData("src/k.cs", "key = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD'", "E_SECRET")]
    public async Task Change_ThatTheExpertMayNotMake_DoesNotComeBack(string path, string content, string code)
    {
        using Desk desk = await OpenAsync();
        desk.Formatted = [Now(path, content)];

        string answer = await desk.CallAsync("checks-run", new { name = "test" });

        Assert.Contains($"did not come back [{code}]", answer, StringComparison.Ordinal);
        Assert.Empty(desk.Own.Draft.Changes);
        RunEvent.WriteRefused refused = Assert.IsType<RunEvent.WriteRefused>(desk.Events[^1]);
        Assert.Equal((code, "test"), (refused.Code, refused.Check));
    }

    [Fact]
    public async Task Change_ThatIsNoText_DoesNotComeBack()
    {
        using Desk desk = await OpenAsync();
        desk.Formatted = [new TreeChange("src/a.cs", true, [(byte)'c', 0xE9])];

        Assert.Contains("[E_ENCODING]: 'src/a.cs': it is not UTF-8.", await desk.CallAsync("checks-run", new { name = "test" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_OfAFormatterThatRunsOverEverything_AreCountedBeyondTwenty()
    {
        using Desk desk = await OpenAsync();
        desk.Formatted = [.. Enumerable.Range(1, 50).Select(i => Now($"docs/{i:00}.md", "x"))];

        string answer = await desk.CallAsync("checks-run", new { name = "test" });

        Assert.EndsWith("and 30 more changes did not come back.", answer, StringComparison.Ordinal);
        Assert.Equal(20, desk.State.RefusedWrites.Count);
    }

    [Fact]
    public async Task Formatter_BeyondTheLimitOfWrites_ChangesNoMore()
    {
        using Desk desk = await Desk.OpenAsync(Trees.Of(("src/a.cs", "a\n")), _ => true, new RunLimits { MaxWrites = 2 });
        desk.Formatted = [Now("src/1.cs", "1"), Now("src/2.cs", "2"), Now("src/3.cs", "3")];

        Assert.Contains("did not come back [E_LIMIT]: 'src/3.cs'", await desk.CallAsync("checks-run", new { name = "test" }), StringComparison.Ordinal);
        Assert.Equal(["src/1.cs", "src/2.cs"], desk.Own.Draft.Changes.Select(change => change.Path));
    }

    [Fact]
    public async Task Names_ThatDifferByLetterCaseAlone_ComeBackOnce()
    {
        using Desk desk = await OpenAsync();
        desk.Formatted = [Now("src/New.cs", "1"), Now("src/new.cs", "2")];

        Assert.Contains("did not come back [E_CONFLICT]: 'src/new.cs'", await desk.CallAsync("checks-run", new { name = "test" }), StringComparison.Ordinal);
        Assert.Equal(["src/New.cs"], desk.Own.Draft.Changes.Select(change => change.Path));
    }

    private static TreeChange Now(string path, string content) => new(path, true, Encoding.UTF8.GetBytes(content));

    private static Task<Desk> OpenAsync() => Desk.OpenAsync(
        Trees.Of(
            ("src/a.cs", TreeMode.File, "a\n"u8.ToArray()), ("src/l", TreeMode.Link, "/etc"u8.ToArray()), ("src/sub", TreeMode.Submodule, []), ("src/bin", TreeMode.File, [0, 1]), ("docs/d.md", TreeMode.File, "d"u8.ToArray())),
        _ => true);
}
