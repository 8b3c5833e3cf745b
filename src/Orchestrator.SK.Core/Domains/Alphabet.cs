namespace Orchestrator.SK.Core.Domains;

/// <summary>
/// The finite alphabet of a set of globs: the characters that no glob tells apart are one letter. One of them stands for all, so a search over the
/// letters is a search over every path.
/// </summary>
internal static class Alphabet
{
    public static IReadOnlyList<char> Of(IEnumerable<CharSet> sets)
    {
        SortedSet<int> cuts = [0, '/', '/' + 1, char.MaxValue + 1];
        foreach (var (low, high) in sets.SelectMany(set => set.Ranges))
        {
            cuts.Add(low);
            cuts.Add(high + 1);
        }

        return [.. cuts.Zip(cuts.Skip(1)).Select(cut => Readable(cut.First, cut.Second)).OrderByDescending(Rank)];
    }

    /// <summary>A witness is read by a person: letters before digits before the rest.</summary>
    private static char Readable(int from, int to)
    {
        var best = (char)from;
        for (var code = from; code < Math.Min(to, 128); code++)
        {
            best = Rank((char)code) > Rank(best) ? (char)code : best;
        }

        return best;
    }

    private static int Rank(char character) => character switch
    {
        >= 'a' and <= 'z' => 4,
        >= '0' and <= '9' or >= 'A' and <= 'Z' => 3,
        '_' or '-' => 2,
        >= ' ' and <= '~' => 1,
        _ => 0,
    };
}
