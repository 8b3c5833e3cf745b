using Microsoft.SemanticKernel;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Tests.Plugins;

public class ToolCallsTests
{
    [Fact]
    public async Task Tools_OfAnAssignment_AreThoseOfThePersonaAndTheReport()
    {
        using var desk = await Desk.OpenAsync();

        Assert.Equal(
            ["checks-run", "files-delete", "files-edit", "files-list", "files-move", "files-read", "files-search", "files-write", "report-submit", "specs-covering", "specs-get", "specs-search"], desk.Tools);
        Assert.All(ExpertTools.Names, name => Assert.True(ExpertTools.Allows(["files.*", "specs.*", "checks.run", "report.submit", "review.*"], name)));
        Assert.False(ExpertTools.Allows(["files.*"], "filesystem.write"));
    }

    [Theory]
    [InlineData("files-chmod")]
    [InlineData("shell-run")]
    [InlineData("review-submit")]
    public async Task Invoke_NoSuchTool_NamesThoseThereAre(string tool)
    {
        using var desk = await Desk.OpenAsync();

        var answer = await desk.CallAsync(tool, new { });

        Assert.StartsWith("refused [E_TOOL]", answer, StringComparison.Ordinal);
        Assert.Contains("files-read", answer, StringComparison.Ordinal);
    }

    public static TheoryData<string, object, string> Wrong => new()
    {
        { "files-read", new { }, "the argument 'path' is missing; the tool takes path (text), first (a whole number, optional), last (a whole number, optional)." },
        { "files-read", new { path = (string?)null }, "the argument 'path' is missing" },
        { "files-read", new { path = "src/a.cs", lines = 3 }, "there is no argument 'lines'" },
        { "files-read", new { Path = "src/a.cs" }, "there is no argument 'Path'" },
        { "files-read", new { path = "src/a.cs", first = "the first" }, "'first' must be a whole number, and is text" },
        { "files-read", new { path = "src/a.cs", first = "1" }, "'first' must be a whole number, and is text" },
        { "files-read", new { path = "src/a.cs", first = 1.5 }, "'first' must be a whole number, and is the number 1.5" },
        { "files-read", new { path = "src/a.cs", first = 99999999999 }, "'first' must be a whole number" },
        { "files-read", new { path = "src/a.cs", first = true }, "'first' must be a whole number, and is true" },
        { "files-read", new { path = 42 }, "'path' must be text, and is the number 42" },
        { "files-read", new { path = new[] { "src/a.cs" } }, "'path' must be text, and is a list" },
        { "files-write", new { path = "src/a.cs", content = new { a = 1 }, specs = new[] { "LOG-001" } }, "'content' must be text, and is an object" },
        { "files-write", new { path = "src/a.cs", content = "x", specs = "LOG-001" }, "'specs' must be a list, and is text" },
        { "files-write", new { path = "src/a.cs", content = "x", specs = new { a = 1 } }, "'specs' must be a list, and is an object" },
        { "files-write", new { path = "src/a.cs", content = "x", specs = new object[] { "LOG-001", 2 } }, "'specs'[1] must be text, and is the number 2" },
        { "files-write", new { path = "src/a.cs", specs = new[] { "LOG-001" } }, "the argument 'content' is missing" },
        { "files-edit", new { path = "src/a.cs", old = "a", specs = new[] { "LOG-001" } }, "the argument 'new' is missing" },
        { "files-edit", new { path = "src/a.cs", old = "a", @new = "b", specs = new[] { "LOG-001" }, further = new[] { new { old = "b" } } }, "'further'[0].new is missing" },
        { "files-edit", new { path = "src/a.cs", old = "a", @new = "b", specs = new[] { "LOG-001" }, further = new[] { new { old = "b", @new = "c", all = true } } }, "'further'[0] has no member 'all'" },
        { "checks-run", new { name = "test", cancellationToken = "x" }, "there is no argument 'cancellationToken'" },
        { "files-write", """{"path":"src/a.cs","path":"/etc/x","content":"x","specs":["LOG-001"]}""", "a name stands in it twice" },
        { "files-write", """{"path":"src/a.cs","\u0070ath":"/etc/x","content":"x","specs":["LOG-001"]}""", "a name stands in it twice" },
        { "files-write", """{"path":"src/a.cs","content":"x","specs":["LOG-001"]""", "they are no sound JSON" },
        { "files-write", """["src/a.cs","x"]""", "the arguments are not a JSON object but a list" },
        { "files-write", "null", "the arguments are not a JSON object but null" },
        { "files-write", """{"path":"src/a.cs","content":"\ud83d","specs":["LOG-001"]}""", "half of a character" },
        { "files-write", $$"""{"path":"src/a.cs","content":"{{new string('x', 7 << 20)}}","specs":["LOG-001"]}""", "the arguments are too large" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Invoke_WrongArguments_SaysWhatTheToolTakes(string tool, object arguments, string says)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "a"));

        var answer = await desk.CallAsync(tool, arguments);

        Assert.StartsWith("refused [E_ARGUMENTS]", answer, StringComparison.Ordinal);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        Assert.Equal("a", desk.Text("src/a.cs"));
    }

    [Fact]
    public async Task Invoke_ArgumentsThatAreNoObject_AreRefused()
    {
        using var desk = await Desk.OpenAsync();

        Assert.Equal("E_ARGUMENTS", (await desk.CallRawAsync("files-list", "7")).Outcome);
        Assert.Equal("ok", (await desk.CallRawAsync("files-list", "")).Outcome);
    }

    [Fact]
    public async Task Checks_AnswerWithTheExitCodeAndKnowTheirNames()
    {
        using var desk = await Desk.OpenAsync();

        Assert.Equal("exit code 3\n2 tests failed", await desk.CallAsync("checks-run", new { name = "test" }));
        desk.CheckOutput = "IHistory is missing";
        Assert.StartsWith("not yet: the output names what others write in this wave", await desk.CallAsync("checks-run", new { name = "test" }), StringComparison.Ordinal);
        Assert.Equal("refused [E_CHECK]: there is no check 'rm -rf /'; there are test.", await desk.CallAsync("checks-run", new { name = "rm -rf /" }));
    }

    [Fact]
    public async Task Specs_AreFoundByIdAndByWords()
    {
        using var desk = await Desk.OpenAsync();

        Assert.Equal("### LOG-001: Append only (sdd/specs/011-log.md)\nA log only ever appends.\n\nbehind it: LOG-002: History (sdd/specs/011-log.md)", await desk.CallAsync("specs-get", new { id = "LOG-001" }));
        Assert.Equal("No spec section names 'src/x.cs', and no test ties one to it. Try specs-search.", await desk.CallAsync("specs-covering", new { path = "src/x.cs" }));
        Assert.Equal("LOG-001: Append only (sdd/specs/011-log.md): it stands in this spec", (await desk.CallAsync("specs-covering", new { path = "sdd/specs/011-log.md" })).Split('\n')[0]);
        Assert.Equal("No further section has these words.", await desk.CallAsync("specs-search", new { query = "log", skip = 900 }));
        Assert.StartsWith("refused [E_SPEC]: there is no spec 'LOG-077'", await desk.CallAsync("specs-get", new { id = "LOG-077" }), StringComparison.Ordinal);
        Assert.StartsWith("LOG-002: History", await desk.CallAsync("specs-search", new { query = "read old states" }), StringComparison.Ordinal);
        Assert.Equal("No spec section has these words.", await desk.CallAsync("specs-search", new { query = "xyzzy" }));
    }

    [Theory]
    [InlineData("src/a.cs", "src/a.cs")]
    [InlineData("src/\u001b[31m\n.cs", "src/[31m.cs")]
    public void Subject_IsOneShortLine(string path, string expected) => Assert.Equal(expected, ToolCalls.Subject(Call(path)));

    [Fact]
    public void Subject_OfALongArgument_IsCut() => Assert.Equal(80, ToolCalls.Subject(Call(new string('x', 500))).Length);

    private static FunctionCallContent Call(string path) => new("read", "files", "1", new KernelArguments { ["path"] = path });
}
