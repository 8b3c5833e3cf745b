using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class PlainTextTests
{
    [Theory]
    [InlineData("Add a log", "Add a log")]
    [InlineData("  two\n\nlines\tand a tab ", "two lines and a tab")]
    [InlineData("# - * > heading", "heading")]
    [InlineData("a\u001b[31mred\u001b[0m", "a[31mred[0m")]
    [InlineData("hid\u200bden \u202eesrever", "hidden esrever")]
    [InlineData("[skip ci] now", "(skip ci) now")]
    [InlineData("now [CI-Skip]", "now (CI-Skip)")]
    [InlineData("[skip\u200b ci]", "(skip ci)")]
    [InlineData("[no ci][skip actions]", "(no ci)(skip actions)")]
    [InlineData("thanks to @ada and ada@example.org", "thanks to (at)ada and ada@example.org")]
    [InlineData("Fixes #1", "Fixes no. 1")]
    [InlineData("closes: #12", "closes: no. 12")]
    [InlineData("Closes #1, #2 and #3", "Closes no. 1, no. 2 and no. 3")]
    [InlineData("resolves owner/repo#7", "resolves owner/repo no. 7")]
    [InlineData("Fixes GH-4", "Fixes no. 4")]
    [InlineData("fixed https://example.org/o/r/issues/12", "fixed https://example.org/o/r/issues no. 12")]
    [InlineData("Fixes the colour #123456 in #main", "Fixes the colour #123456 in #main")]
    [InlineData("see #12 for the reason", "see #12 for the reason")]
    [InlineData("a comment <!-- hides the rest", "a comment <! -- hides the rest")]
    public void Line_TextOfAModel_IsWordsOnly(string text, string expected) => Assert.Equal(expected, PlainText.Line(text));

    [Fact]
    public void Line_VeryLong_IsCutAtFourHundred()
    {
        var line = PlainText.Line(string.Concat(Enumerable.Repeat("word ", 100_000)));

        Assert.InRange(line.Length, 395, 400);
        Assert.EndsWith("word…", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(397)]
    [InlineData(398)]
    [InlineData(399)]
    public void Line_CutInsideACharacter_LeavesNoHalf(int before)
    {
        var line = PlainText.Line(new string('x', before) + string.Concat(Enumerable.Repeat("😀", 5)));

        Assert.InRange(line.Length, 1, 400);
        Assert.DoesNotContain(line.EnumerateRunes(), rune => rune.Value == 0xFFFD);
    }

    [Fact]
    public void Line_HalfASurrogatePair_IsReplaced() => Assert.Equal("a\uFFFDb", PlainText.Line("a\ud83db"));

    [Fact]
    public void Paragraphs_WhatLooksLikeATrailer_IsIndented()
    {
        var text = PlainText.Paragraphs("Why.\r\n\r\nSigned-off-by: Ada <ada@example.org>\nCo-authored-by:Bob\nNo trailer at all\n\n");

        Assert.Equal("Why.\n\n    Signed-off-by: Ada <ada@example.org>\n    Co-authored-by:Bob\nNo trailer at all", text);
    }

    [Fact]
    public void Paragraphs_DirectiveOverTwoLines_LosesItsForm() => Assert.Equal("Fixes no. 1", PlainText.Paragraphs("Fixes\n#1"));

    [Fact]
    public async Task Paragraphs_HugeNastyText_TakesNoTime()
    {
        var text = string.Concat(Enumerable.Repeat("fixes and https:////////// and ", 20_000));

        await Task.Run(() => PlainText.Paragraphs(text)).WaitAsync(TimeSpan.FromSeconds(60));
    }
}
