using System.Globalization;
using System.Text;

namespace Orchestrator.SK.Benchmarks;

/// <summary>Spec files as repositories have them, made up: twenty sections in a file, some eighty words in a section, words as unevenly frequent as in prose.</summary>
internal sealed class SpecText
{
    public const int SectionsInFile = 20;

    private const int Vocabulary = 20_000;
    private const int WordsInSection = 80;
    private readonly Random _random = new(17);
    private readonly string[] _words;
    private readonly double[] _shares = new double[Vocabulary];

    public SpecText()
    {
        _words = [.. Enumerable.Range(0, Vocabulary).Select(_ => Word())];
        var sum = 0.0;
        for (var rank = 0; rank < Vocabulary; rank++)
        {
            _shares[rank] = sum += 1.0 / (rank + 2);
        }
    }

    public static string Path(int file) => string.Create(CultureInfo.InvariantCulture, $"sdd/specs/{file:0000}-part.md");

    public static string Id(int section) => string.Create(CultureInfo.InvariantCulture, $"P{section / SectionsInFile:0000}-{(section % SectionsInFile) + 1:000}");

    /// <summary>Returns as many words as a person would ask for, one of them seldom.</summary>
    public string Query() => $"{Pick()} {Pick()} {Pick()} {_words[_random.Next(Vocabulary)]}";

    public string File(int file)
    {
        var text = new StringBuilder($"# Part {file}\n\n**Applies to:** `src/part{file}/`\n");
        for (var section = 0; section < SectionsInFile; section++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {Id((file * SectionsInFile) + section)}: {Pick()} {Pick()} {Pick()}\n\n**Invariant:** `Part{file}.{Pick()}()` ");
            for (var word = 0; word < WordsInSection; word++)
            {
                text.Append(Pick()).Append(word % 13 == 12 ? ".\n" : " ");
            }
        }

        return text.ToString();
    }

    private string Pick()
    {
        var at = Array.BinarySearch(_shares, _random.NextDouble() * _shares[^1]);
        return _words[at < 0 ? ~at : at];
    }

    private string Word() => string.Concat(Enumerable.Range(0, _random.Next(2, 5)).Select(_ => $"{"bcdfglmnprstv"[_random.Next(13)]}{"aeiou"[_random.Next(5)]}"));
}
