namespace Orchestrator.SK.Core.Documents;

/// <summary>What somebody probably meant by a name that is not there.</summary>
public static class NearWords
{
    /// <summary>Longer names are not compared: they come from somewhere else than a keyboard.</summary>
    private const int MaxLength = 64;

    /// <summary>Returns the names that are few keystrokes away, nearest first, letter case aside.</summary>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> choices, int take = 3) => name.Length > MaxLength ? [] :
    [
        .. choices.Where(choice => choice.Length <= MaxLength).Distinct(StringComparer.Ordinal).Select(choice => (Choice: choice, Distance: Distance(name, choice)))
            .Where(pair => pair.Distance <= Math.Max(1, name.Length / 3)).OrderBy(pair => pair.Distance).ThenBy(pair => pair.Choice, StringComparer.Ordinal).Take(take).Select(pair => pair.Choice),
    ];

    /// <summary>Returns <c> Did you mean 'x'?</c>, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> choices) => To(name, choices, 1) is [var nearest] ? $" Did you mean '{nearest}'?" : "";

    /// <summary>Returns Levenshtein's distance, letter case aside; the plain table will do, for names are short.</summary>
    public static int Distance(string one, string two)
    {
        var row = Enumerable.Range(0, two.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= two.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(two[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
