using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds ids such as <c>STORE-008a</c> or <c>SQL-BLOB-025</c> in prose and writes ranges out.</summary>
public static partial class SpecIds
{
    /// <summary>A range wider than this is a slip of the pen or an attack; only its two ends count.</summary>
    public const int MaxRange = 500;

    /// <summary>Behind this many ids of one text a range gives its last id only: nobody means as many, and each costs memory.</summary>
    internal const int MaxIds = 50_000;

    internal const string Pattern = "[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-[0-9]{2,6}[a-z]?";

    /// <summary>
    /// Returns every id of a text once, in order of appearance. Understands <c>MEM-001..005</c>, <c>BATCH-020 -- BATCH-025</c>,
    /// <c>BE-001–BE-003</c>, <c>NPR-010 through NPR-013</c> and <c>PA-019/020</c>. What merely looks like an id (<c>SHA-256</c>) is returned too:
    /// only an index can tell.
    /// </summary>
    public static IReadOnlyList<string> Expand(string text)
    {
        List<string> ids = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        Match? open = null;
        var openEnd = 0;
        foreach (var match in Ids().EnumerateAll(text))
        {
            var between = text[openEnd..match.Index];
            if (open is not null && RangeWord().IsMatch(between) && Prefix(open.Value) == Prefix(match.Value))
            {
                Add(Between(open.Value, Digits(match.Value), ids.Count));
            }

            Add([match.Value]);
            (open, openEnd) = (match, match.Index + match.Length);
            if (ShortTail().Match(text, openEnd) is { Success: true } tail)
            {
                Add(tail.Groups["end"].Success ? Between(match.Value, tail.Groups["end"].Value, ids.Count) : tail.Groups["next"].Captures.Select(next => Prefix(match.Value) + next.Value));
                (open, openEnd) = (null, tail.Index + tail.Length);
            }
        }

        return ids;

        void Add(IEnumerable<string> found) => ids.AddRange(found.Where(seen.Add));
    }

    /// <summary>Returns the letters before the number, with the hyphen: <c>SQL-BLOB-</c>.</summary>
    internal static string Prefix(string id) => id[..(id.LastIndexOf('-') + 1)];

    internal static int Number(string id) => int.TryParse(Digits(id).TrimEnd([.. "abcdefghijklmnopqrstuvwxyz"]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Digits(string id) => id[(id.LastIndexOf('-') + 1)..];

    private static IEnumerable<string> Between(string first, string end, int soFar)
    {
        var last = Prefix(first) + end;
        var (low, high) = (Number(first), Number(last));
        var width = Digits(first).TakeWhile(char.IsAsciiDigit).Count();
        if (low == high && char.IsAsciiLetterLower(first[^1]) && char.IsAsciiLetterLower(last[^1]))
        {
            return Enumerable.Range(first[^1], Math.Max(0, last[^1] - first[^1] + 1)).Select(letter => first[..^1] + (char)letter);
        }

        return high <= low || high - low > MaxRange || soFar >= MaxIds
            ? [last]
            : Enumerable.Range(low + 1, high - low - 1).Select(number => Prefix(first) + number.ToString("D" + width, CultureInfo.InvariantCulture)).Append(last);
    }

    [GeneratedRegex("(?<![A-Za-z0-9_-])" + Pattern + "(?!-?[A-Za-z0-9_])", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    // Markup may stand around both ends of a range: `BE-001`..`BE-003`.
    [GeneratedRegex(@"^[`*]*\s*(?:\.\.\.?|…|--|–|through|thru)\s*[`*]*$", RegexOptions.CultureInvariant)]
    private static partial Regex RangeWord();

    [GeneratedRegex(@"\G(?:(?:\.\.\.?|…|–)(?<end>[0-9]{1,6}[a-z]?)|(?:/(?<next>[0-9]{2,6}[a-z]?))+)(?![A-Za-z0-9_-])", RegexOptions.CultureInvariant)]
    private static partial Regex ShortTail();

    private static IEnumerable<Match> EnumerateAll(this Regex regex, string text)
    {
        for (var match = regex.Match(text); match.Success; match = match.NextMatch())
        {
            yield return match;
        }
    }
}
