using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Ranks texts by the words of a query with BM25, in memory: a repository has hundreds of spec sections, not millions.</summary>
internal sealed partial class WordIndex
{
    // The usual constants: how soon a repeated word stops counting, and how much a long text is held back.
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;

    private readonly Dictionary<string, List<(int Document, int Count)>> postings = new(StringComparer.Ordinal);
    private readonly int[] lengths;
    private readonly double meanLength;

    public WordIndex(IReadOnlyList<string> texts)
    {
        lengths = new int[texts.Count];
        for (var document = 0; document < texts.Count; document++)
        {
            foreach (var word in Words(texts[document]).CountBy(word => word, StringComparer.Ordinal))
            {
                lengths[document] += word.Value;
                if (!postings.TryGetValue(word.Key, out var list))
                {
                    postings[word.Key] = list = [];
                }

                list.Add((document, word.Value));
            }
        }

        meanLength = lengths.Length == 0 ? 1 : Math.Max(1, lengths.Average());
    }

    /// <summary>Returns the texts that share at least one word with the query.</summary>
    public IEnumerable<(int Document, double Score)> Score(string query)
    {
        Dictionary<int, double> scores = [];
        foreach (var word in Words(query).Distinct(StringComparer.Ordinal))
        {
            if (!postings.TryGetValue(word, out var list))
            {
                continue;
            }

            var rarity = Math.Log(1 + ((lengths.Length - list.Count + 0.5) / (list.Count + 0.5)));
            foreach (var (document, count) in list)
            {
                var weight = count * (Saturation + 1) / (count + (Saturation * (1 - LengthWeight + (LengthWeight * lengths[document] / meanLength))));
                scores[document] = scores.GetValueOrDefault(document) + (rarity * weight);
            }
        }

        return scores.Select(pair => (pair.Key, pair.Value));
    }

    /// <summary>Cuts <c>get_fileInfo()</c> into get, file, info; a plural counts as its singular.</summary>
    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(match => match.Value.ToLowerInvariant())
        .Select(word => word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word);

    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|[0-9]+|\p{Lo}+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
