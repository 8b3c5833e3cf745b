namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 7: one idea a file, one screen a method.</summary>
public sealed class SizeTests
{
    private const int MaxFile = 300;
    private const int MaxTestFile = 500;
    private const int MaxMethod = 50;
    private const int MaxMedian = 90;

    private static readonly Rule Rule = new(
        7,
        "no file over 300 lines (tests 500), no method over 50, the median file of src under 90.",
        "find the second idea in it and give it a file, or a method, with a name of its own.");

    [Fact]
    public void Files_AreShort()
    {
        var files = SourceTree.Files("src").Select(file => (file, Max: MaxFile)).Concat(SourceTree.Files("tests").Select(file => (file, Max: MaxTestFile))).ToList();

        Rule.Check(files.Count, 150, files.Where(entry => entry.file.Lines > entry.Max).Select(entry => $"{entry.file.Path} has {entry.file.Lines} lines of at most {entry.Max}"));
    }

    [Fact]
    public void Methods_FitOnAScreen()
    {
        var members = SourceTree.Files("src").Concat(SourceTree.Files("tests")).SelectMany(file => Members.Of(file).Select(member => (file.Path, Member: member))).ToList();

        Rule.Check(members.Count, 700, members.Where(entry => entry.Member.Lines > MaxMethod)
            .Select(entry => $"{entry.Path}:{entry.Member.Line} {entry.Member.Name} has {entry.Member.Lines} lines of at most {MaxMethod}"));
    }

    [Fact]
    public void MedianFile_OfTheSources_IsSmall()
    {
        var lines = SourceTree.Files("src").Select(file => file.Lines).Order().ToList();
        var median = lines[lines.Count / 2];

        Rule.Check(lines.Count, 100, median < MaxMedian ? [] : [$"the median file of src has {median} lines, which is not under {MaxMedian}"]);
    }
}
