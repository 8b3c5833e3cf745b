namespace Orchestrator.SK.Core.Documents;

/// <summary>Which ids somebody may have meant who typed one that is not there.</summary>
public static class NearIds
{
    /// <summary>A longer id is no slip of the pen.</summary>
    private const int Longest = 40;

    /// <summary>Returns the nearest ids, best first: the same but for hyphen, case, leading zeros or letter suffix; if there is none, those a typing error away or with another prefix.</summary>
    /// <param name="id">What was asked for.</param>
    /// <param name="ids">What there is; the order decides between equals.</param>
    /// <param name="most">How many to return at most.</param>
    public static IReadOnlyList<string> Of(string id, IEnumerable<string> ids, int most = 3)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(ids);
        if (id.Length is 0 or > Longest)
        {
            return [];
        }

        var asked = Plain(id);
        var near = ids.Where(other => other.Length <= Longest).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(other => (Id: other, Distance: Distance(asked, Plain(other))))
            .Where(other => other.Distance <= 2)
            .OrderBy(other => other.Distance)
            .Take(most).ToList();
        return [.. near.Where(other => other.Distance == 0 || near[0].Distance > 0).Select(other => other.Id)];
    }

    /// <summary>0 for the same number of the same prefix, 1 for a typing error, 2 for two in a long id and for the right number under another prefix; else 3.</summary>
    private static int Distance((string Letters, string Digits, string Letter) asked, (string Letters, string Digits, string Letter) other)
    {
        if (asked.Digits == other.Digits && (asked.Letters == other.Letters || asked.Digits.Length > 1))
        {
            return asked.Letters == other.Letters ? 0 : 2;
        }

        var (from, to) = (asked.Letters + asked.Digits + asked.Letter, other.Letters + other.Digits + other.Letter);
        return Typing(from, to) is var errors && errors <= (from.Length > 6 ? 2 : 1) ? errors : 3;
    }

    private static (string Letters, string Digits, string Letter) Plain(string id)
    {
        var text = string.Concat(id.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        var letter = text.Length > 1 && char.IsAsciiLetter(text[^1]) && char.IsAsciiDigit(text[^2]) ? text[^1..] : "";
        var body = text[..^letter.Length];
        var letters = body.TrimEnd([.. "0123456789"]);
        return (letters, body[letters.Length..].TrimStart('0'), letter);
    }

    /// <summary>How many letters are to be changed, added, left out or swapped with their neighbour.</summary>
    private static int Typing(string from, string to)
    {
        var distances = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                distances[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1, distances[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[from.Length, to.Length];
    }
}
