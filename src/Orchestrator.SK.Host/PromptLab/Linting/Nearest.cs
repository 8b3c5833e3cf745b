namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>What somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>Returns <c> Did you mean 'x'?</c>, or what there is to choose from.</summary>
    public static string Hint(string name, IEnumerable<string> choices)
    {
        var list = choices.Distinct(StringComparer.Ordinal).ToList();
        var best = list.Select(choice => (Choice: choice, Distance: Distance(name, choice))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return list.Count == 0 ? " There are none."
            : best.Distance <= Math.Max(2, name.Length / 3) ? $" Did you mean '{best.Choice}'?"
            : list.Count <= 12 ? $" There are {string.Join(", ", list)}."
            : "";
    }

    // Levenshtein's distance, case ignored: names are short, so the plain table will do.
    private static int Distance(string one, string two)
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
