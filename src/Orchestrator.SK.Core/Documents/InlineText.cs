using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Makes somebody else's words safe to stand in a list of ours.</summary>
internal static partial class InlineText
{
    /// <summary>
    /// Returns the text on one line, and escapes what would begin a heading, a list, a quotation, a fence or a comment there: an entry is data and
    /// cannot forge structure.
    /// </summary>
    public static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Where(character => !char.IsControl(character) && character is not ('\u2028' or '\u2029')));
        return BlockStart().IsMatch(line) ? "\\" + line : line;
    }

    [GeneratedRegex(@"^(?:[#>|<]|[-+*](?:\s|$)|```|~~~|=+$|-+$|\[[ xX~-]\]\s|\[[^\]]+\]:)", RegexOptions.CultureInvariant)]
    private static partial Regex BlockStart();
}
