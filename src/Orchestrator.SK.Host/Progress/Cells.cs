using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace Orchestrator.SK.Host.Progress;

/// <summary>Text measured in the cells of a terminal: an ideograph takes two, a combining mark none.</summary>
internal static class Cells
{
    /// <summary>What makes the entries of a list stay apart.</summary>
    public const int Hang = 2;

    private const int MaxIndent = 12;

    public static int Of(string text) => text.Length == 0 ? 0 : Elements(text).Sum(OfElement);

    /// <summary>The text if it fits, else its beginning and an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var kept = new StringBuilder();
        var used = 0;
        foreach (var element in Elements(text))
        {
            if (used + OfElement(element) > width - 1)
            {
                break;
            }

            kept.Append(element);
            used += OfElement(element);
        }

        return width < 1 ? "" : $"{kept}…";
    }

    /// <summary>The text, cut or filled with blanks, in exactly that many cells.</summary>
    public static string Fit(string text, int width) => Cut(text, width) is var cut ? cut + new string(' ', Math.Max(0, width - Of(cut))) : cut;

    /// <summary>Breaks one line between words into rows that fit; rows after the first stand under the first one's indentation.</summary>
    /// <remarks>The last row keeps its blanks at the end, so that a text that goes on can be broken again from there.</remarks>
    /// <param name="hang">How much deeper they stand where the line is indented, so that entries of a list stay apart.</param>
    public static IReadOnlyList<string> Wrap(string line, int width, int hang = 0)
    {
        var blanks = line.Length - line.TrimStart(' ').Length;
        var indent = new string(' ', Math.Min(Math.Min(MaxIndent, width / 2), blanks == 0 ? 0 : blanks + hang));
        var rows = new List<string>();
        var rest = line;
        while (Of(rest.TrimEnd(' ')) > width)
        {
            var at = BreakAt(rest, width, indent.Length);
            rows.Add(rest[..at].TrimEnd(' '));
            rest = indent + rest[at..].TrimStart(' ');
        }

        rows.Add(rest);
        return rows;
    }

    /// <summary>What a user sees as one character each.</summary>
    public static IEnumerable<string> Elements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    public static int OfElement(string element)
    {
        // The widest rune decides: what follows it in one element is drawn over it.
        var width = 0;
        foreach (var rune in element.EnumerateRunes())
        {
            width = Math.Max(width, Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : new Segment(rune.ToString()).CellCount());
        }

        return width;
    }

    // The last blank that leaves something before it; where a word is wider than the row, wherever the row is full.
    private static int BreakAt(string text, int width, int indent)
    {
        var (used, index, blank) = (0, 0, -1);
        foreach (var element in Elements(text))
        {
            if (used + OfElement(element) > width)
            {
                break;
            }

            (used, index) = (used + OfElement(element), index + element.Length);
            blank = element == " " && index > indent ? index : blank;
        }

        var next = index < text.Length && text[index] == ' ' ? index : blank;
        return next > indent ? next : Math.Max(index, indent + 1);
    }
}
