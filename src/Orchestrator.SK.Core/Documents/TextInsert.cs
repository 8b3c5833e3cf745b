namespace Orchestrator.SK.Core.Documents;

/// <summary>Puts whole lines into a text.</summary>
internal static class TextInsert
{
    /// <summary>Inserts lines that end in a terminator; a file without a final terminator keeps having none.</summary>
    public static string Lines(string text, int at, string lines, string newline)
    {
        var open = at == text.Length && text.Length > 0 && text[^1] is not ('\n' or '\uFEFF');
        return open ? string.Concat(text, newline, lines.AsSpan(0, lines.Length - newline.Length)) : text.Insert(at, lines);
    }

    /// <summary>Returns the offset of the next line that is not blank.</summary>
    public static int SkipBlank(string text, int from)
    {
        var at = from;
        for (var index = from; index < text.Length && char.IsWhiteSpace(text[index]); index++)
        {
            at = text[index] == '\n' ? index + 1 : at;
        }

        return at;
    }

    public static bool IsBlankLineBefore(string text, int lineStart)
    {
        var before = text.AsSpan(0, lineStart).TrimEnd("\r");
        return before.EndsWith("\n\n") || before.EndsWith("\n\r\n");
    }
}
