using System.Text.Json;
using System.Text;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Plugins;

/// <summary>What changes more than one piece of a file: several edits, deletions, moves; and what stops a change that would destroy something.</summary>
public class FileChangesTests
{
    private static readonly string[] Log = ["LOG-001"];

    [Fact]
    public async Task Edit_WithFurtherReplacements_DoesAllInTheirOrder()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "one two three"));

        await desk.CallAsync("files-edit", new { path = "src/a.cs", old = "one", @new = "1", specs = Log, further = new object[] { new { old = "1 two", @new = "1 2" }, new { old = "three", @new = "3" } } });

        Assert.Equal("1 2 3", desk.Text("src/a.cs"));
        Assert.Single(desk.State.Writes);
    }

    [Theory]
    [InlineData("""[{"old":"none","new":"x"}]""", "E_NOMATCH", "replacement 2 of 2")]
    [InlineData("""[{"old":"two","new":"x"},{"old":"t","new":"x"},{"old":"two","new":"x"}]""", "E_NOMATCH", "replacement 4 of 4")]
    [InlineData("""[{"old":"two"}]""", "E_ARGUMENTS", "'further'[0].new is missing")]
    [InlineData("[null]", "E_ARGUMENTS", "'further'[0] must be an object, and is null")]
    [InlineData("""["two"]""", "E_ARGUMENTS", "'further'[0] must be an object, and is text")]
    [InlineData("7", "E_ARGUMENTS", "'further' must be a list, and is the number 7")]
    public async Task Edit_WithOneReplacementThatFails_ChangesNothing(string further, string code, string says)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "one two three"));

        var result = await desk.CallAsync("files-edit", new() { ["path"] = "src/a.cs", ["old"] = "one", ["new"] = "1", ["specs"] = Log, ["further"] = JsonSerializer.Deserialize<JsonElement>(further) });

        Assert.Equal(code, result.Outcome);
        Assert.Contains(says, result.ForModel, StringComparison.Ordinal);
        Assert.Empty(desk.Own.Draft.Changes);
    }

    [Theory]
    [InlineData("a\nb\r\nc\n", "a\nb", "x\ny", "x\ny\r\nc\n")]
    [InlineData("a\nb\r\nc\n", "b\nc", "x\ny", "a\nx\r\ny\n")]
    [InlineData("a\r\nb\nc\n", "b", "x\ny", "a\r\nx\ny\nc\n")]
    [InlineData("a\nb\r\nc\n", "b", "x\ny", "a\nx\r\ny\r\nc\n")]
    [InlineData("a\r\nb", "b", "x\ny", "a\r\nx\r\ny")]
    [InlineData("a", "a", "x\ny", "x\ny")]
    [InlineData("a\n", "\n", "", "a")]
    [InlineData("a\rb", "a\rb", "x", "x")]
    [InlineData("\uFEFFa\n", "a", "b", "\uFEFFb\n")]
    public async Task Edit_KeepsTheLineEndsAroundIt(string text, string old, string @new, string expected)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", text));

        await desk.CallAsync("files-edit", new { path = "src/a.cs", old, @new, specs = Log });

        Assert.Equal(expected, desk.Text("src/a.cs"));
    }

    [Theory]
    [InlineData("a\r\nb\r\n", "x\ny\n", "x\r\ny\r\n")]
    [InlineData("a\r\nb\nc\n", "x\ny\n", "x\ny\n")]
    [InlineData("a\r\nb\r\nc\n", "x\n", "x\r\n")]
    [InlineData("a\r\n", "x\r\ny\n", "x\r\ny\n")]
    [InlineData("a\n", "x", "x")]
    public async Task Write_OverAFile_SpeaksItsLineEnds(string text, string content, string expected)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", text));

        await desk.CallAsync("files-write", new { path = "src/a.cs", content, specs = Log });

        Assert.Equal(expected, desk.Text("src/a.cs"));
    }

    [Fact]
    public async Task Delete_TakesAFileAway_WhateverItHolds()
    {
        using var desk = await Desk.OpenAsync(Trees.Of(("src/a.bin", TreeMode.File, [0, 255]), ("src/b.cs", TreeMode.File, "b"u8.ToArray())), _ => true);

        Assert.Equal("Deleted src/a.bin.", await desk.CallAsync("files-delete", new { path = "src/a.bin", specs = Log }));
        Assert.StartsWith("refused [E_NOTFOUND]", await desk.CallAsync("files-delete", new { path = "src/a.bin", specs = Log }), StringComparison.Ordinal);

        Assert.Equal("src/b.cs", await desk.CallAsync("files-list", new { }));
        var written = Assert.Single(desk.Events.OfType<RunEvent.FileWritten>());
        Assert.Equal((null, null, 64), (written.Content, written.MovedFrom, written.BeforeHash?.Length));
        Assert.Equal(["src/a.bin"], desk.State.Writes.Select(write => write.Path));
    }

    [Fact]
    public async Task Move_KeepsBytesAndMode_AndTracesBothPaths()
    {
        using var desk = await Desk.OpenAsync(Trees.Of(("src/run.sh", TreeMode.Executable, [0, 255, (byte)'\r'])), _ => true);

        Assert.Equal("Moved src/run.sh to src/tools/start.sh.", await desk.CallAsync("files-move", new { from = "src/run.sh", to = "src/tools/start.sh", specs = Log }));

        Assert.Equal([0, 255, (byte)'\r'], desk.Own.Draft.ReadBytes("src/tools/start.sh"));
        Assert.Equal(TreeMode.Executable, desk.Own.Draft.ModeOf("src/tools/start.sh"));
        Assert.False(desk.Own.Draft.Exists("src/run.sh"));
        Assert.Equal(["src/run.sh", "src/tools/start.sh"], desk.State.Writes.Select(write => write.Path));
        Assert.Equal(desk.Own.Draft.Changes.Select(Describe), desk.Replayed().Changes.Select(Describe));
    }

    [Theory]
    [InlineData("src/a.cs", "docs/a.cs", "E_DOMAIN", "'docs/a.cs': it belongs to 'documentation'")]
    [InlineData("docs/a.md", "src/a.md", "E_DOMAIN", "'docs/a.md': it belongs to 'documentation'")]
    [InlineData("src/a.cs", "src/b.cs", "E_CONFLICT", "a file stands there already")]
    [InlineData("src/a.cs", "src/../x", "E_PATH", "no '..' part")]
    [InlineData("src", "src2", "E_DOMAIN", "it belongs to 'orchestrator'")]
    [InlineData("src/dir", "src/dir2", "E_TYPE", "it is a folder")]
    [InlineData("src/none", "src/other", "E_NOTFOUND", "there is no such file")]
    [InlineData("src/a.cs", "src/.gitattributes", "E_PROTECTED", "nobody writes git's own files")]
    public async Task Move_WhereEitherEndIsNotFree_IsRefused(string from, string to, string code, string says)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "a"), ("src/b.cs", "b"), ("src/dir/c.cs", "c"), ("docs/a.md", "d"));

        var answer = await desk.CallAsync("files-move", new { from, to, specs = Log });

        Assert.StartsWith($"refused [{code}]", answer, StringComparison.Ordinal);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        Assert.Empty(desk.Own.Draft.Changes);
        Assert.Single(desk.State.RefusedWrites);
    }

    [Theory]
    [InlineData("files-delete")]
    [InlineData("files-move")]
    public async Task DeleteAndMove_NameTheirSpecsToo(string tool)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "a"));

        var result = await desk.CallAsync(tool, new() { [tool == "files-move" ? "from" : "path"] = "src/a.cs", [tool == "files-move" ? "to" : "specs"] = tool == "files-move" ? "[]" : Array.Empty<string>(), ["specs"] = Array.Empty<string>() });

        Assert.Contains(result.Outcome, new[] { "E_SPEC", "E_DOMAIN" });
        Assert.Empty(desk.Own.Draft.Changes);
    }

    [Theory]
    [InlineData("files-write", """{"path":"src/a.cs","content":"mine","specs":["LOG-001"]}""")]
    [InlineData("files-edit", """{"path":"src/a.cs","old":"formatted","new":"mine","specs":["LOG-001"]}""")]
    [InlineData("files-delete", """{"path":"src/a.cs","specs":["LOG-001"]}""")]
    [InlineData("files-move", """{"from":"src/a.cs","to":"src/b.cs","specs":["LOG-001"]}""")]
    public async Task Change_OfAFileThatChangedSinceItWasRead_IsAConflict_UntilItIsReadAgain(string tool, string arguments)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "a"));
        await desk.CallAsync("files-read", new { path = "src/a.cs" });
        desk.Own.Draft.Write("src/a.cs", "formatted");
        var call = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, object>>(arguments)!;

        Assert.Equal("refused [E_CONFLICT]: 'src/a.cs': it changed since you read it: read it again.", await desk.CallAsync(tool, call));

        Assert.Equal("formatted", desk.Text("src/a.cs"));
        await desk.CallAsync("files-read", new { path = "src/a.cs" });
        Assert.DoesNotContain("refused", await desk.CallAsync(tool, call), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_OfWhatTheExpertItselfWroteDeletedAndMoved_IsNoConflict()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "a"));
        await desk.CallAsync("files-read", new { path = "src/a.cs" });

        foreach (var (tool, arguments) in new (string, object)[]
        {
            ("files-write", new { path = "src/a.cs", content = "b", specs = Log }), ("files-edit", new { path = "src/a.cs", old = "b", @new = "c", specs = Log }),
            ("files-move", new { from = "src/a.cs", to = "src/b.cs", specs = Log }), ("files-write", new { path = "src/a.cs", content = "d", specs = Log }),
            ("files-delete", new { path = "src/b.cs", specs = Log }), ("files-write", new { path = "src/b.cs", content = "e", specs = Log }),
        })
        {
            Assert.DoesNotContain("refused", await desk.CallAsync(tool, arguments), StringComparison.Ordinal);
        }

        Assert.Equal(("d", "e"), (desk.Text("src/a.cs"), desk.Text("src/b.cs")));
    }

    [Fact]
    public async Task Change_BeyondTheWritesOfTheRun_IsRefusedWithTheOption()
    {
        using var desk = await Desk.OpenAsync(Trees.Of(("src/a.cs", "a")), _ => true, new RunLimits(MaxWrites: 2));
        await desk.CallAsync("files-write", new { path = "src/b.cs", content = "b", specs = Log });
        await desk.CallAsync("files-delete", new { path = "src/a.cs", specs = Log });

        foreach (var (tool, arguments) in new (string, object)[]
        {
            ("files-write", new { path = "src/c.cs", content = "b", specs = Log }), ("files-edit", new { path = "src/b.cs", old = "b", @new = "c", specs = Log }),
            ("files-move", new { from = "src/b.cs", to = "src/c.cs", specs = Log }), ("files-delete", new { path = "src/b.cs", specs = Log }),
        })
        {
            Assert.StartsWith("refused [E_LIMIT]: the 2 writes of this run are used up (Orchestrator:Limits:MaxWrites)", await desk.CallAsync(tool, arguments), StringComparison.Ordinal);
        }

        Assert.Equal(["src/a.cs", "src/b.cs"], desk.Own.Draft.Changes.Select(change => change.Path));
    }

    [Fact]
    public async Task Search_SaysWhatItDidNotSearch()
    {
        using var desk = await Desk.OpenAsync(
            Trees.Of(("src/a.bin", TreeMode.File, [0]), ("src/b.txt", TreeMode.File, Encoding.Latin1.GetBytes("café")), ("src/c.cs", TreeMode.File, "find me"u8.ToArray())), _ => true);

        Assert.Equal(
            "src/c.cs:1: find me\n… 2 files that are binary, not UTF-8 or too large not searched", await desk.CallAsync("files-search", new { pattern = "me" }));
    }

    [Fact]
    public async Task Search_InALineThatIsTooLong_CutsNoPairInTwo()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", new string('x', 299) + "😀😀"));

        Assert.EndsWith("xx…", await desk.CallAsync("files-search", new { pattern = "x" }), StringComparison.Ordinal);
    }

    private static string Describe(DraftChange change) => $"{change.Path} {change.Mode} {Convert.ToHexString(change.Content ?? [])}";
}
