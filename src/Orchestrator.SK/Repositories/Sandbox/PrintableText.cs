using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>Makes the output of a program safe to show on a terminal and to give to a model.</summary>
internal static class PrintableText
{
    // Control sequences, operating system commands with their text, and two-character escapes.
    private static readonly Regex Sequence = new(
        @"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Decodes, drops terminal sequences and what is not drawn, and keeps at most the last <paramref name="maxBytes"/> bytes.</summary>
    public static string From(ReadOnlySpan<byte> bytes, int maxBytes)
    {
        string text = Sequence.Replace(Encoding.UTF8.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal), "");
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A lone carriage return rewrites the line on a terminal; here each state gets its own line.
            clean.Append(rune.Value == '\r' ? "\n" : IsDrawn(rune) ? rune.ToString() : "");
        }
        return Tail(clean.ToString(), maxBytes);
    }

    private static bool IsDrawn(Rune rune) => rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Tail(string text, int maxBytes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= maxBytes)
        {
            return text;
        }
        // A cut character would come back as a longer replacement: start at one that is whole.
        int start = bytes.Length - maxBytes;
        while (start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
        {
            start++;
        }
        return Encoding.UTF8.GetString(bytes, start, bytes.Length - start);
    }
}
