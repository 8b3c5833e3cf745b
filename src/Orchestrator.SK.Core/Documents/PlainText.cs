using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Takes from a model's text what would mean something to git, a forge or a terminal: it stays words.</summary>
public static partial class PlainText
{
    private const int MaxLine = 400;

    /// <summary>One line: no control or format characters, no directives to a forge, at most 400 characters.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = Disarm(BlockMarks().Replace(Spaces().Replace(Clean(text), " ").Trim(), ""));
        return Cut(line, MaxLine);
    }

    /// <summary>At most <paramref name="length"/> UTF-16 units, and no half of a character.</summary>
    public static string Cut(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)].TrimEnd()}…";
    }

    /// <summary>Paragraphs of plain words: lines that look like a trailer, or would begin a patch or another mail in a mailbox, are indented, and directives lose their form.</summary>
    public static string Paragraphs(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = Clean(text).Split('\n').Select(line => Trailer().IsMatch(line) ? $"    {line.TrimEnd()}" : line.TrimEnd());
        return Disarm(string.Join('\n', lines)).Trim('\n');
    }

    /// <summary>The text without characters that cannot be seen.</summary>
    internal static string Visible(string text) => Clean(text);

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\t', ' ').EnumerateRunes())
        {
            if (rune.Value == '\n' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    // "[skip ci]" stops checks, "@name" calls people, "Fixes #1" closes what nobody meant to close, "<!--" hides what follows.
    private static string Disarm(string text)
    {
        var calm = Mention().Replace(SkipCi().Replace(text, "($1)"), "(at)$1").Replace("<!--", "<! --", StringComparison.Ordinal);
        return Closing.Replace(calm, closing => Number().Replace(closing.Value, " no. $1"));
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    // What would begin a block of Markdown at a line's start; two stars that open bold words are the text's own, and stay.
    [GeneratedRegex(@"^(?:#+(?=\s|$)|[-+*](?=\s|$)|[-=]{2,}(?=\s|$)|[<>|]|\s)+", RegexOptions.CultureInvariant)]
    private static partial Regex BlockMarks();

    [GeneratedRegex("^(?:[A-Za-z0-9-]+[ \\t]*:|---|diff -|From )", RegexOptions.CultureInvariant)]
    private static partial Regex Trailer();

    [GeneratedRegex(@"\[((?:skip|no)[ -]ci|ci[ -](?:skip|no)|skip[ -]actions|actions[ -]skip)\]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SkipCi();

    [GeneratedRegex("(?<![A-Za-z0-9])@([A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    // A word that closes, and the numbers behind it: "#1", "a/b#1", "GH-1", an address, and lists of these. Linear, whatever the text.
    private static readonly Regex Closing = new(
        @"\b(?:fix(?:e[sd]|ing)?|clos(?:e[sd]?|ing)|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)\b(?:(?:\s|:|,|and\b|issues?\b)*(?:[\w./-]*\#|GH-|https?://\S*/)\d+)+",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    [GeneratedRegex(@"\s*(?:\#|GH-|/)(\d+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
