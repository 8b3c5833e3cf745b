using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds ids such as <c>STORE-008a</c> or <c>SQL-BLOB-025</c> in prose and writes ranges out.</summary>
public static partial class SpecIds
{
    /// <summary>A range wider than this is a slip of the pen or an attack; only its two ends count.</summary>
    public const int MaxRange = 500;

    /// <summary>Behind this many ids of one text, counted as often as they are written out, a range gives its last id only: nobody means as many, and each costs.</summary>
    internal const int MaxIds = 50_000;

    internal const string Pattern = "[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-[0-9]{2,6}[a-z]?";

    /// <summary>
    /// Returns every id of a text once, in order of appearance. Understands <c>MEM-001..005</c>, <c>BATCH-020 -- BATCH-025</c>, <c>BE-001–BE-003</c>,
    /// <c>NPR-010 through 013</c>, <c>PA-019/020</c>, <c>STORE-008a/b</c> and lists of these, with markup around them. What merely looks like an id
    /// (<c>SHA-256</c>) is returned too: only an index can tell.
    /// </summary>
    public static IReadOnlyList<string> Expand(string text)
    {
        List<string> ids = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        var (open, openEnd, written) = ("", 0, 0);
        foreach (var match in Ids().EnumerateAll(text))
        {
            var (first, last) = (match.Groups["first"].Value, match.Groups["last"]);
            if (open.Length > 0 && Prefix(open) == Prefix(first) && match.Index - openEnd <= MaxGap && RangeWord().IsMatch(text[openEnd..match.Index]))
            {
                Add(Between(open, Digits(first), written));
            }

            Add([first]);
            (open, openEnd) = (first, match.Index + match.Length);
            if (last.Success)
            {
                Add(Prefix(first) == Prefix(last.Value) ? Between(first, Digits(last.Value), written) : [last.Value]);
                open = last.Value;
            }

            for (var tail = ShortTail().Match(text, openEnd); tail.Success && Short(open, tail, written) is { } more; tail = ShortTail().Match(text, openEnd))
            {
                Add(more);
                (open, openEnd) = (more[^1], tail.Index + tail.Length);
            }
        }

        return ids;

        void Add(IEnumerable<string> found)
        {
            foreach (var id in found)
            {
                written++;
                if (seen.Add(id))
                {
                    ids.Add(id);
                }
            }
        }
    }

    /// <summary>Whether the text is one id and nothing else.</summary>
    internal static bool IsId(string text) => Whole().IsMatch(text);

    /// <summary>Returns the letters before the number, with the hyphen: <c>SQL-BLOB-</c>.</summary>
    internal static string Prefix(string id) => id[..(id.LastIndexOf('-') + 1)];

    internal static int Number(string id) => int.TryParse(Digits(id).TrimEnd([.. "abcdefghijklmnopqrstuvwxyz"]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Digits(string id) => id[(id.LastIndexOf('-') + 1)..];

    /// <summary>Markup and a link's target may stand between the ends of a range; more than this is prose.</summary>
    private const int MaxGap = 300;

    /// <summary>The ids that a number without a prefix adds to the one before it; null if it is some other number.</summary>
    private static IReadOnlyList<string>? Short(string first, Match tail, int soFar)
    {
        var end = tail.Groups["end"].Value;
        var sign = tail.Groups["sign"].Value.Trim();
        var isRange = sign.Length > 0 && sign[0] is not ('/' or ',' or 'a' or '&');
        if (char.IsAsciiLetter(end[0]))
        {
            var letter = first[^1];
            return !char.IsAsciiLetterLower(letter) || end[0] <= letter || tail.Groups["sign"].Value.AsSpan().ContainsAny(" \t\r\n") || sign[0] is ',' ? null
                : isRange ? [.. Between(first, Digits(first)[..^1] + end, soFar)] : [first[..^1] + end];
        }

        // "PA-019/020" and "MEM-001..5" can mean nothing else; "AZ-010, 404" and "AZ-010 to 20" can.
        var isTight = !tail.Groups["sign"].Value.AsSpan().ContainsAny(" \t\r\n,") && sign is not "-";
        var next = Padded(first, end);
        var sameWidth = next.Length == Prefix(first).Length + end.Length && Width(next) == Width(first);
        return (isTight && (isRange || end.Length > 1)) || (sameWidth && (end[0] == '0' || (isRange && Number(next) - Number(first) is > 0 and <= NearRange)))
            ? isRange ? [.. Between(first, end, soFar)] : [next]
            : null;
    }

    private const int NearRange = 50;

    private static int Width(string id) => Digits(id).TakeWhile(char.IsAsciiDigit).Count();

    /// <summary>The id with another number, as wide as the first one's: <c>MEM-001..5</c> ends in <c>MEM-005</c>.</summary>
    private static string Padded(string first, string end) => Prefix(first) + end.PadLeft(Width(first) + (char.IsAsciiDigit(end[^1]) ? 0 : 1), '0');

    private static IEnumerable<string> Between(string first, string end, int soFar)
    {
        var last = Padded(first, end);
        var (low, high) = (Number(first), Number(last));
        var width = Width(first);
        if (low == high && char.IsAsciiLetterLower(first[^1]) && char.IsAsciiLetterLower(last[^1]))
        {
            return Enumerable.Range(first[^1], Math.Max(0, last[^1] - first[^1] + 1)).Select(letter => first[..^1] + (char)letter);
        }

        return high <= low || high - low > MaxRange || soFar >= MaxIds
            ? [last]
            : Enumerable.Range(low + 1, high - low - 1).Select(number => Prefix(first) + number.ToString("D" + width, CultureInfo.InvariantCulture)).Append(last);
    }

    [GeneratedRegex("(?<![A-Za-z0-9_-])(?<first>" + Pattern + ")(?:-(?<last>" + Pattern + "))?(?!-?[A-Za-z0-9_])", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    [GeneratedRegex("^" + Pattern + "$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    // Markup may stand around both ends of a range, a link's target behind the first: [BE-001](a.md)..[BE-003](a.md).
    [GeneratedRegex(@"^[`*_\]]*(?:\([^()\s]*\)[`*_]*)?\s*(?:\.\.\.?|…|--|–|through|thru|to|until|(?<=\s)-(?=\s)|(?<!\s)—(?!\s))\s*[`*_\[]*$", RegexOptions.CultureInvariant)]
    private static partial Regex RangeWord();

    [GeneratedRegex(@"\G(?<sign>\s{0,2}(?:\.\.\.?|…|–|--)\s{0,2}|\s+(?:through|thru|to|and)\s+|\s{0,2}/\s{0,2}|\s?&\s?|,\s{1,2}(?:and\s+)?)(?<end>[0-9]{1,6}[a-z]?|[a-z])(?![A-Za-z0-9_]|[-.][A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex ShortTail();

    private static IEnumerable<Match> EnumerateAll(this Regex regex, string text)
    {
        for (var match = regex.Match(text); match.Success; match = match.NextMatch())
        {
            yield return match;
        }
    }
}
