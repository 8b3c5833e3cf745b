using System.Collections.Frozen;
using System.Text;

namespace Orchestrator.SK.Core.Domains;

/// <summary>The facts of Unicode that the path rules need.</summary>
/// <remarks>
/// The product runs without ICU (invariant globalization), where <see cref="string.Normalize()"/> returns its input and reports every text as normalised.
/// So normal form C is decided here, exactly: a mark that stands where nothing composes with it, as in Hindi or Yoruba, is no fault.
/// </remarks>
internal static class NormalForm
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TailBefore = 0x11A7;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly FrozenSet<(int First, int Second)> Composing = ComposingPairs();

    /// <summary>Whether valid UTF-16 text is in normal form C.</summary>
    public static bool IsComposed(string text)
    {
        var starter = -1;
        var before = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var rank = Class(rune.Value);
            var outOfOrder = rank != 0 && before > rank;
            var reachesStarter = before == 0 || before < rank;
            if (outOfOrder || IsNeverComposed(rune.Value) || (reachesStarter && Composes(starter, rune.Value)))
            {
                return false;
            }

            starter = rank == 0 ? rune.Value : starter;
            before = rank;
        }

        return true;
    }

    /// <summary>
    /// The text as a file system sees it that looks at neither letter case, normal form nor invisible characters: two names with one spelling are one file there.
    /// </summary>
    public static string Spelling(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        List<Rune> runes = [];
        foreach (var rune in text.EnumerateRunes().Where(rune => !IsInvisible(rune.Value)))
        {
            Decompose(rune.Value, runes);
        }

        StringBuilder spelling = new(text.Length);
        for (int at = 0, next; at < runes.Count; at = next)
        {
            // The marks behind a starter, sorted by class; a stable sort, as the standard asks for.
            for (next = at + 1; next < runes.Count && Class(runes[next].Value) != 0; next++)
            {
            }

            foreach (var rune in runes.Skip(at).Take(next - at).OrderBy(rune => Class(rune.Value)))
            {
                spelling.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString());
            }
        }

        return spelling.ToString();
    }

    /// <summary>Whether compatibility folding (NFKC), which some file systems and programs apply, makes the code point hold a slash or a backslash.</summary>
    public static bool FoldsToSeparator(int codePoint) => codePoint is 0x2100 or 0x2101 or 0x2105 or 0x2106 or 0xFE68 or 0xFF0F or 0xFF3C;

    /// <summary>Whether compatibility folding makes dots of the code point, and nothing but dots.</summary>
    public static bool FoldsToDots(int codePoint) => codePoint is '.' or >= 0x2024 and <= 0x2026 or 0xFE19 or 0xFE30 or 0xFE52 or 0xFF0E;

    /// <summary>Whether the code point is drawn as nothing although it is no format character; file systems that fold case leave it out of a name.</summary>
    public static bool IsInvisible(int codePoint) => codePoint
        is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or >= 0x180B and <= 0x180F or 0x3164 or 0xFFA0
        or >= 0xFE00 and <= 0xFE0F or >= 0xE0000 and <= 0xE0FFF;

    /// <summary>The ASCII character that a file system without case may take the character for; the character itself otherwise.</summary>
    public static char Fold(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(c - 0xFEE0)),
        '\u2024' or '\uFE52' => '.',
        '\u017F' => 's',
        '\u0130' or '\u0131' => 'i',
        '\u212A' => 'k',
        _ => char.ToLowerInvariant(c),
    };

    private static void Decompose(int codePoint, List<Rune> runes)
    {
        if (codePoint is >= HangulFirst and <= HangulLast)
        {
            var index = codePoint - HangulFirst;
            runes.Add(new Rune(LeadFirst + (index / (Vowels * Tails))));
            runes.Add(new Rune(VowelFirst + (index % (Vowels * Tails) / Tails)));
            if (index % Tails != 0)
            {
                runes.Add(new Rune(TailBefore + (index % Tails)));
            }
        }
        else if (Find(NormalFormTables.Decompositions, 3, 0, codePoint) is >= 0 and var at)
        {
            Decompose(NormalFormTables.Decompositions[at + 1], runes);
            Decompose(NormalFormTables.Decompositions[at + 2], runes);
        }
        else
        {
            runes.Add(new Rune(codePoint));
        }
    }

    private static bool Composes(int first, int second) => Composing.Contains((first, second))
        || (first is >= LeadFirst and < LeadFirst + 19 && second is >= VowelFirst and < VowelFirst + Vowels)
        || (first is >= HangulFirst and <= HangulLast && (first - HangulFirst) % Tails == 0 && second is > TailBefore and < TailBefore + Tails);

    private static bool IsNeverComposed(int codePoint) => codePoint >= 0x300 && Find(NormalFormTables.NeverComposed, 2, 1, codePoint) >= 0;

    private static int Class(int codePoint) =>
        codePoint >= 0x300 && Find(NormalFormTables.Classes, 3, 1, codePoint) is >= 0 and var at ? NormalFormTables.Classes[at + 2] : 0;

    private static FrozenSet<(int First, int Second)> ComposingPairs()
    {
        HashSet<(int First, int Second)> pairs = [];
        var table = NormalFormTables.Decompositions;
        for (var at = 0; at < table.Length; at += 3)
        {
            if (!IsNeverComposed(table[at]))
            {
                pairs.Add((table[at + 1], table[at + 2]));
            }
        }

        return pairs.ToFrozenSet();
    }

    /// <summary>The row of a sorted table whose range, from its first column to the column <paramref name="last"/>, holds the code point; -1 for none.</summary>
    private static int Find(ReadOnlySpan<int> table, int columns, int last, int codePoint)
    {
        var low = 0;
        var high = (table.Length / columns) - 1;
        while (low <= high)
        {
            var row = (low + high) / 2 * columns;
            if (codePoint < table[row])
            {
                high = (row / columns) - 1;
            }
            else if (codePoint > table[row + last])
            {
                low = (row / columns) + 1;
            }
            else
            {
                return row;
            }
        }

        return -1;
    }
}
