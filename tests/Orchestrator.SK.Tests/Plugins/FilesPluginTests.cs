namespace Orchestrator.SK.Tests.Plugins;

public class FilesPluginTests
{
    private static readonly string[] Log = ["LOG-001"];

    [Fact]
    public async Task List_GivesWhatMayBeReadAndMatches()
    {
        using var desk = await Desk.OpenAsync(("src/b.cs", ""), ("src/a.cs", ""), ("docs/a.md", ""), ("secret/key", ""));

        Assert.Equal("docs/a.md\nsrc/a.cs\nsrc/b.cs", await desk.CallAsync("files-list", new { }));
        Assert.Equal("src/a.cs\nsrc/b.cs", await desk.CallAsync("files-list", new { pattern = "src/**" }));
        Assert.Equal("No readable file matches secret/**.", await desk.CallAsync("files-list", new { pattern = "secret/**" }));
        Assert.StartsWith("refused [E_PATTERN]", await desk.CallAsync("files-list", new { pattern = "/src" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_KnowsWhatTheExpertWrote()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", ""));

        await desk.CallAsync("files-write", new { path = "src/new.cs", content = "x", specs = Log });

        Assert.Equal("src/a.cs\nsrc/new.cs", await desk.CallAsync("files-list", new { }));
    }

    [Theory]
    [InlineData(1, 0, "one\ntwo\nthree")]
    [InlineData(2, 0, "two\nthree")]
    [InlineData(2, 2, "two")]
    [InlineData(-5, 2, "one\ntwo")]
    [InlineData(3, 99, "three")]
    public async Task Read_Range_GivesTheseLines(int first, int last, string expected)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "one\ntwo\nthree"));

        Assert.Equal(expected, await desk.CallAsync("files-read", new { path = "src/a.cs", first, last }));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 0)]
    [InlineData(400, 500)]
    public async Task Read_NoSuchRange_SaysHowManyLinesThereAre(int first, int last)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "one\ntwo\nthree"));

        Assert.Contains("the file has 3 lines", await desk.CallAsync("files-read", new { path = "src/a.cs", first, last }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HugeFile_IsCutAndSaysSo()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", new string('x', 100_000)));

        Assert.EndsWith("\n… cut at 65536 characters: read it by lines", await desk.CallAsync("files-read", new { path = "src/a.cs" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret/key", "E_DOMAIN")]
    [InlineData("../../etc/passwd", "E_PATH")]
    [InlineData("/etc/passwd", "E_PATH")]
    [InlineData("src", "E_TYPE")]
    [InlineData("src/none.cs", "E_NOTFOUND")]
    public async Task Read_WhatMayNotOrCannotBeRead_IsRefused(string path, string code)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", ""), ("secret/key", "s3cr3t"));

        Assert.StartsWith($"refused [{code}]", await desk.CallAsync("files-read", new { path }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_GivesPathLineAndText()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "int Add;\r\nvoid Adding()\r\n"), ("docs/a.md", "Add"), ("secret/key", "Add"));

        Assert.Equal("docs/a.md:1: Add\nsrc/a.cs:1: int Add;\nsrc/a.cs:2: void Adding()", await desk.CallAsync("files-search", new { pattern = "Add" }));
        Assert.Equal("src/a.cs:2: void Adding()", await desk.CallAsync("files-search", new { pattern = @"\)$", paths = "src/**" }));
        Assert.Equal("Nothing found.", await desk.CallAsync("files-search", new { pattern = "Subtract" }));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("(?=a)b")]
    [InlineData(@"(a)\1")]
    public async Task Search_PatternThatCannotBeUsed_IsRefused(string pattern)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "a"));

        Assert.StartsWith("refused [E_PATTERN]", await desk.CallAsync("files-search", new { pattern }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa|aaa)*b")]
    [InlineData("((a{1,99}){1,99}){1,99}b")]
    [InlineData("(((a{999}){999}){999}){999}")]
    public async Task Search_HostilePattern_EndsInTime(string pattern)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", new string('a', 20_000) + "!"));

        await Task.Run(() => desk.CallAsync("files-search", new { pattern })).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Write_InTheDomain_IsRecordedFirstWithItsSpecs()
    {
        using var desk = await Desk.OpenAsync();

        Assert.Equal("Wrote src/log.cs (1 lines).", await desk.CallAsync("files-write", new { path = "./src/log.cs", content = "class Log;\n", specs = Log }));

        Assert.Equal("class Log;\n", desk.Text("src/log.cs"));
        Assert.Equal("src/log.cs store-backend a1 LOG-001", desk.State.Writes.Select(write => $"{write.Path} {write.Expert} {write.Assignment} {string.Join(' ', write.Specs)}").Single());
    }

    [Theory]
    [InlineData("docs/a.md", "E_DOMAIN", "documentation", "it belongs to 'documentation': put what has to change there into the handovers of your report")]
    [InlineData("README.md", "E_DOMAIN", "orchestrator", "it belongs to 'orchestrator': put")]
    [InlineData("CHANGELOG.md", "E_PROTECTED", "orchestrator", "hand in a fragment")]
    [InlineData(".git/config", "E_PROTECTED", "", "nobody writes")]
    [InlineData("src/../docs/a.md", "E_PATH", "", "'..'")]
    public async Task Write_Elsewhere_IsRefusedNamesTheOwnerAndIsRecorded(string path, string code, string owner, string says)
    {
        using var desk = await Desk.OpenAsync();

        var answer = await desk.CallAsync("files-write", new { path, content = "x", specs = Log });

        Assert.StartsWith($"refused [{code}]", answer, StringComparison.Ordinal);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        Assert.Empty(desk.Own.Draft.Changes);
        Assert.Equal((path, code, owner), desk.State.RefusedWrites.Select(refused => (refused.Path, refused.Code, refused.Owner)).Single());
    }

    [Fact]
    public async Task Write_Specs_MustExistAndBeReadAndInForce()
    {
        using var desk = await Desk.OpenAsync();

        Assert.StartsWith("refused [E_SPEC]", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "", specs = Array.Empty<string>() }), StringComparison.Ordinal);
        Assert.StartsWith("refused [E_ARGUMENTS]", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "", specs = new string?[] { null } }), StringComparison.Ordinal);
        Assert.StartsWith("refused [E_SPEC]: there is no spec 'LOG-009'", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "", specs = new[] { "LOG-009" } }), StringComparison.Ordinal);
        Assert.StartsWith("refused [E_SPEC_UNREAD]: read LOG-002", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "", specs = new[] { "LOG-001", "LOG-002" } }), StringComparison.Ordinal);
        Assert.Contains("Old states can be read.", await desk.CallAsync("specs-get", new { id = "LOG-002" }), StringComparison.Ordinal);
        Assert.StartsWith("Wrote", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "", specs = new[] { "LOG-002" } }), StringComparison.Ordinal);
        await desk.CallAsync("specs-get", new { id = "LOG-003" });
        Assert.StartsWith("refused [E_SPEC]: LOG-003 is deprecated", await desk.CallAsync("files-write", new { path = "src/a.cs", content = "", specs = new[] { "LOG-003" } }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_OverAnOldFile_KeepsItsLineEndsAndItsMark()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "\uFEFFone\r\ntwo\r\n"));

        await desk.CallAsync("files-write", new { path = "src/a.cs", content = "one\nthree\n", specs = Log });

        Assert.Equal("\uFEFFone\r\nthree\r\n", desk.Text("src/a.cs"));
    }

    [Fact]
    public async Task Write_TheSameAgain_IsNoChange()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "same\r\n"));

        await desk.CallAsync("files-write", new { path = "src/a.cs", content = "same\n", specs = Log });

        Assert.Empty(desk.Own.Draft.Changes);
    }

    [Fact]
    public async Task Edit_ReplacesTheOnePlace_AndKeepsCrlfAndMark()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "\uFEFFone\r\ntwo\r\nthree\r\n"));

        Assert.StartsWith("Wrote", await desk.CallAsync("files-edit", new { path = "src/a.cs", old = "one\ntwo", @new = "1\n2\n2a", specs = Log }), StringComparison.Ordinal);

        Assert.Equal("\uFEFF1\r\n2\r\n2a\r\nthree\r\n", desk.Text("src/a.cs"));
    }

    [Fact]
    public async Task Edit_OneLineByTwo_InACrlfFile_BringsNoBareLineFeed()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "one\r\ntwo\r\n"));

        await desk.CallAsync("files-edit", new { path = "src/a.cs", old = "one\r\n", @new = "1\n1a\n", specs = Log });

        Assert.Equal("1\r\n1a\r\ntwo\r\n", desk.Text("src/a.cs"));
    }

    [Theory]
    [InlineData("zero", "E_NOMATCH", "does not stand in the file")]
    [InlineData("", "E_NOMATCH", "does not stand in the file")]
    [InlineData("aa", "E_NOMATCH", "more than once")]
    [InlineData("x", "E_NOMATCH", "more than once")]
    public async Task Edit_NotExactlyOnce_IsRefusedAndChangesNothing(string old, string code, string says)
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "aaa x\nx"));

        var answer = await desk.CallAsync("files-edit", new { path = "src/a.cs", old, @new = "y", specs = Log });

        Assert.StartsWith($"refused [{code}]", answer, StringComparison.Ordinal);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        Assert.Empty(desk.Own.Draft.Changes);
        Assert.Empty(desk.State.Writes);
    }

    [Fact]
    public async Task Edit_NoSuchFile_PointsToWrite()
    {
        using var desk = await Desk.OpenAsync();

        Assert.Contains("use files-write", await desk.CallAsync("files-edit", new { path = "src/a.cs", old = "a", @new = "b", specs = Log }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_GrowsBeyondTheSize_IsRefused()
    {
        using var desk = await Desk.OpenAsync(("src/a.cs", "a"));

        Assert.StartsWith("refused [E_SIZE]", await desk.CallAsync("files-edit", new { path = "src/a.cs", old = "a", @new = new string('x', 5_000_000), specs = Log }), StringComparison.Ordinal);

        Assert.Equal("a", desk.Text("src/a.cs"));
    }
}
