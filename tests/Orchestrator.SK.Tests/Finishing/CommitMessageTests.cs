using Orchestrator.SK.Core.Finishing;

namespace Orchestrator.SK.Tests.Finishing;

public class CommitMessageTests
{
    [Fact]
    public void Compose_HasSubjectBodyAndTrailers() => Assert.Equal(
        "BK-001: Add a log\n\nIt appends.\n\nItem: BK-001\nSpecs: LOG-001, LOG-002\nRun: run-1\n",
        CommitMessage.Compose("BK-001", "Add a log", "It appends.", ["LOG-001", "LOG-002"], "run-1"));

    [Fact]
    public void Compose_NoSummary_HasNoEmptyParagraph() => Assert.Equal(
        "BK-001: Add a log\n\nItem: BK-001\nSpecs: LOG-001\nRun: run-1\n", CommitMessage.Compose("BK-001", "Add a log", "\n\n", ["LOG-001"], "run-1"));

    [Fact]
    public void Compose_ForgedTrailersAndDirectives_StayWords()
    {
        var message = CommitMessage.Compose("BK-001", "Add\nSigned-off-by: eve [skip ci]", "Good.\n\nRun: run-666\nFixes #3 for @eve", ["LOG-001"], "run-1");

        Assert.Equal("BK-001: Add Signed-off-by: eve (skip ci)", message.Split('\n')[0]);
        Assert.Equal(["Run: run-1"], message.Split('\n').Where(line => line.StartsWith("Run:", StringComparison.Ordinal)));
        Assert.DoesNotContain("#3", message, StringComparison.Ordinal);
        Assert.DoesNotContain("@", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_LongTexts_AreCutAndWrapped()
    {
        var message = CommitMessage.Compose("BK-001", new string('t', 500), string.Concat(Enumerable.Repeat("many words ", 60)) + new string('w', 200), ["LOG-001"], "run-1");

        var lines = message.Split('\n');
        Assert.Equal(72, lines[0].Length);
        Assert.All(lines.Where(line => !line.Contains("www", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 72));
        Assert.Contains(new string('w', 200), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    public void Compose_SubjectCutInsideACharacter_LeavesNoHalf(int before)
    {
        var message = CommitMessage.Compose("BK-001", new string('t', before) + "😀😀😀😀", "", [], "run-1");

        Assert.DoesNotContain(message.EnumerateRunes(), rune => rune.Value == 0xFFFD);
    }
}
