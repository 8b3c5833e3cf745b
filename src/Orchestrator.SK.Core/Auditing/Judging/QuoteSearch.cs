using System.Text;

namespace Orchestrator.SK.Core.Auditing.Judging;

/// <summary>Finds quoted words in a text, however either is broken into lines and indented.</summary>
internal static class QuoteSearch
{
    /// <summary>Fewer letters and digits stand in any file.</summary>
    public const int MinLetters = 12;

    /// <summary>UTF-16 units. A whole file is no quote.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Returns the line on which the quote begins, from 1; 0 when it does not stand in the text.</summary>
    public static int LineOf(string quote, string text)
    {
        var (wanted, _) = Flat(quote);
        var (all, lines) = Flat(text);
        var at = wanted.Length == 0 ? -1 : all.IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? 0 : lines[at];
    }

    public static bool IsTelling(string quote) => quote.Count(char.IsLetterOrDigit) >= MinLetters;

    // Each run of white space becomes one blank; for each character the line that it came from is kept.
    private static (string Text, List<int> Lines) Flat(string text)
    {
        var flat = new StringBuilder(text.Length);
        var lines = new List<int>(text.Length);
        var line = 1;
        var gap = false;
        foreach (var character in text)
        {
            line += character == '\n' ? 1 : 0;
            if (char.IsWhiteSpace(character))
            {
                gap = flat.Length > 0;
                continue;
            }

            if (gap)
            {
                flat.Append(' ');
                lines.Add(line);
                gap = false;
            }

            flat.Append(character);
            lines.Add(line);
        }

        return (flat.ToString(), lines);
    }
}
