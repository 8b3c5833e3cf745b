namespace Orchestrator.SK.Core.Lookup;

/// <summary>What somebody probably meant who gave an id that no section has.</summary>
public static class NearIds
{
    // An id is short; whatever is longer is none, and comparing it would only cost time.
    private const int MaxLength = 64;

    // Two letters may be wrong before the first number.
    private const int MaxDistance = 2;

    /// <summary>Returns the ids whose letters are nearest, and among those the ones whose numbers are; none where nothing is near.</summary>
    public static IReadOnlyList<string> Of(string id, IEnumerable<string> ids, int take)
    {
        var (letters, number) = Split(id.Trim());
        return id.Length > MaxLength || letters.Length == 0 ? [] :
        [
            .. ids.Distinct(StringComparer.Ordinal).Select(other => (Id: other, Parts: Split(other)))
                .Select(other => (other.Id, Letters: Distance(letters, other.Parts.Letters), Number: Math.Abs(number - other.Parts.Number)))
                .Where(other => other.Letters <= Math.Min(MaxDistance, letters.Length / 2))
                .OrderBy(other => other.Letters).ThenBy(other => other.Number).ThenBy(other => other.Id, StringComparer.Ordinal)
                .Take(take).Select(other => other.Id),
        ];
    }

    // STORE-008a is STORE and 8.
    private static (string Letters, long Number) Split(string id)
    {
        var end = id.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz").Length;
        var digits = end;
        while (digits > 0 && char.IsAsciiDigit(id[digits - 1]))
        {
            digits--;
        }

        return digits == end ? (id.ToUpperInvariant(), 0)
            : (id[..digits].TrimEnd('-', '_', ' ').ToUpperInvariant(), long.TryParse(id.AsSpan(digits, end - digits), out var number) ? number : long.MaxValue / 2);
    }

    // Levenshtein's distance: what is compared is short, so the plain table will do.
    private static int Distance(string one, string two)
    {
        if (one == two || Math.Abs(one.Length - two.Length) > MaxDistance)
        {
            return one == two ? 0 : MaxDistance + 1;
        }

        var row = Enumerable.Range(0, two.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= two.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == two[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
