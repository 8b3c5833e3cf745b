using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Lookup;

namespace Orchestrator.SK.Tests.Lookup;

public sealed class SpecCorpusTests
{
    private const string Store = """
        # Store

        ### STORE-002: Paths
        Every path is validated before it reaches a backend.

        ### STORE-014: Listing
        `list_files(path)` lists files. `ListFiles` is its other name.

        ### STORE-015: Native paths
        A native path is never shown.

        ### SAW-001 (was WR-014): Safe writes
        A write is atomic. See STORE-002 and STORE-999.

        ### SAW-002: Unsafe writes [DEPRECATED]
        A write is atomic, atomic, atomic.
        """;

    private static readonly string[] Vocabulary = ["write", "Read_all", "S3PyArrow", "store", "key", "paths", "error", "the", "of", "Über", "log", "写", "atomic", "raises", "v2"];

    [Theory]
    [InlineData("validated paths", "STORE-002")]
    [InlineData("NATIVE path", "STORE-015")]
    [InlineData("atomic write", "SAW-001")]
    [InlineData("what does STORE-014 say", "STORE-014")]
    [InlineData("store-014 atomic write", "STORE-014")]
    [InlineData("listFiles", "STORE-014")]
    [InlineData("list_files", "STORE-014")]
    [InlineData("valid", "STORE-002")]
    [InlineData("\"atomic\" AND (write* NEAR", "SAW-001")]
    public void Search_PutsTheBestSectionFirst(string query, string expected) => Assert.Equal(expected, Of(("s.md", Store)).Search(query, 3)[0].Section.Id);

    [Theory]
    [InlineData("zebra")]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("\u0001")]
    [InlineData("'; DROP TABLE entry; --")]
    public void Search_WordsThatNobodyUses_FindsNothing(string query) => Assert.Empty(Of(("s.md", Store)).Search(query, 5));

    [Fact]
    public void Find_KnowsSpellingsAndOldIds()
    {
        var corpus = Of(("s.md", Store), ("t.md", "### STORE-002: Again [DEPRECATED]\n"));

        Assert.Equal(["s.md", "t.md"], corpus.FindAll("store-002").Select(section => section.Path));
        Assert.Equal("SAW-001", Assert.Single(corpus.Renamed("WR-014")).Id);
        Assert.Empty(corpus.FindAll("WR-014"));
        Assert.Equal(("STORE-014", "SAW-001"), (corpus.Neighbours(corpus.FindAll("STORE-015")[0]).Before!.Id, corpus.Neighbours(corpus.FindAll("STORE-015")[0]).Behind!.Id));
    }

    [Fact]
    public void Tables_ThatSumUpOtherFiles_DeclareNothing()
    {
        var corpus = Of(("s.md", Store), ("index.md", "| ID | What |\n|---|---|\n| STORE-002 | zebra |\n| NEW-001 | zebra |\n"));

        Assert.Equal("s.md", Assert.Single(corpus.FindAll("STORE-002")).Path);
        Assert.Equal(["NEW-001"], corpus.Search("zebra", 9).Select(hit => hit.Section.Id));
    }

    [Fact]
    public void Search_OfAnything_NeverThrows_AndKeepsItsBounds()
    {
        var random = new Random(5);
        var corpus = Of(("s.md", Store), ("empty.md", ""), ("binary.md", "### \0\uD800-001: x\n"));
        for (var turn = 0; turn < 3_000; turn++)
        {
            var query = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(4) == 0 ? Vocabulary[random.Next(Vocabulary.Length)] : $"{(char)random.Next(0x10000)}"));

            Assert.InRange(corpus.Search(query, turn % 4).Count, 0, turn % 4);
        }
    }

    [Fact]
    public void Search_RanksAsTheFormulaDoes()
    {
        var random = new Random(11);
        for (var turn = 0; turn < 60; turn++)
        {
            var files = Enumerable.Range(0, random.Next(1, 6)).Select(file => ($"{file}.md", RandomFile(random, file))).ToArray();
            var corpus = Of(files);
            var query = string.Join(' ', Enumerable.Range(0, 3).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]));

            var expected = Bm25.Rank(files.SelectMany(file => SpecParser.Parse(file.Item1, file.Item2).Sections), query);

            Assert.Equal(expected, corpus.Search(query, int.MaxValue).Select(hit => (hit.Section.Id, Math.Round(hit.Score!.Value, 4))).OrderByDescending(hit => hit.Item2).ThenBy(hit => hit.Id, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Segments_ReadBack_AreTheSame()
    {
        var random = new Random(3);
        for (var turn = 0; turn < 30; turn++)
        {
            var segment = SpecSegment.Of("a.md", RandomFile(random, turn));

            var copy = SpecSegment.FromBytes("a.md", segment.ToBytes());

            Assert.Equal(segment.Sections, copy.Sections);
            Assert.Equal(segment.ToBytes(), copy.ToBytes());
        }
    }

    internal static string RandomFile(Random random, int file) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(section =>
        $"### F{file}-{section + 1:000}: {Words(random, 2)}\n{Words(random, random.Next(30))}\n\n"));

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]));

    private static SpecCorpus Of(params (string Path, string Text)[] files) => new(files.Select(file => SpecSegment.Of(file.Path, file.Text)));

    /// <summary>The textbook's formula over whole texts, with no index at all.</summary>
    private static class Bm25
    {
        public static IEnumerable<(string Id, double Score)> Rank(IEnumerable<SpecSection> sections, string query)
        {
            var texts = sections.Select(section => (section.Id, Words: SpecWords.Of($"{section.Id}\n{section.Title}\n{section.Title}\n{section.Text}"))).ToList();
            var mean = texts.Count == 0 ? 1 : Math.Max(1, texts.Average(text => text.Words.Count));
            var sums = texts.Select(text => (text.Id, Score: SpecWords.Asked(query).Sum(word => Weight(texts, text.Words, word, mean)))).Where(text => text.Score > 0);
            return [.. sums.Select(text => (text.Id, Math.Round(text.Score, 4))).OrderByDescending(text => text.Item2).ThenBy(text => text.Id, StringComparer.Ordinal)];
        }

        private static double Weight(List<(string Id, IReadOnlyList<string> Words)> texts, IReadOnlyList<string> words, string asked, double mean)
        {
            // A word that nobody has stands for those that begin with it.
            Func<string, bool> means = texts.Exists(text => text.Words.Contains(asked)) || asked.Length < 3 ? word => word == asked : word => word.StartsWith(asked, StringComparison.Ordinal);
            double holders = texts.Count(text => text.Words.Any(means));
            double count = words.Count(means);
            return count == 0 ? 0 : Math.Log(1 + ((texts.Count - holders + 0.5) / (holders + 0.5))) * count * 2.2 / (count + (1.2 * (0.25 + (0.75 * words.Count / mean))));
        }
    }
}
