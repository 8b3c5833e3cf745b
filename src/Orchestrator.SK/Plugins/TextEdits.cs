using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Orchestrator.SK.Plugins;

/// <summary>One replacement in a text.</summary>
internal sealed record FileEdit(
    [property: JsonPropertyName("old"), Description("The text to replace, exactly as it stands there")] string Old,
    [property: JsonPropertyName("new"), Description("The text to put in its place")] string New);

/// <summary>Changes a text and leaves every byte beside the change as it was. Models speak LF; a file keeps the line ends that it has.</summary>
internal static class TextEdits
{
    private const string Crlf = "\r\n";

    /// <summary>Does the replacements one after the other; the fault says which of them does not stand in the text exactly once.</summary>
    /// <returns>The new text, or the fault: one of the two is null.</returns>
    public static (string? Text, string? Fault) Replace(string text, IReadOnlyList<FileEdit> edits)
    {
        for (var index = 0; index < edits.Count; index++)
        {
            var (changed, fault) = Replace(text, edits[index]);
            if (fault is not null)
            {
                return (null, edits.Count == 1 ? fault : $"replacement {index + 1} of {edits.Count}: {fault}, and nothing was changed");
            }

            text = changed!;
        }

        return (text, null);
    }

    /// <summary>What a file that is written anew shall hold: the content, with the byte order mark and the line ends of the old text.</summary>
    public static string Like(string? old, string content) =>
        old is null ? content
        : old.StartsWith('\uFEFF') && !content.StartsWith('\uFEFF') ? '\uFEFF' + WithEnds(content, SpeaksCrlf(old))
        : WithEnds(content, SpeaksCrlf(old));

    private static (string? Text, string? Fault) Replace(string text, FileEdit edit)
    {
        // As it was given first; a file, or a part of it, may have other line ends than the model writes.
        var old = edit.Old.Length > 0 && !text.Contains(edit.Old, StringComparison.Ordinal) ? WithEnds(edit.Old, crlf: true) : edit.Old;
        var at = old.Length == 0 ? -1 : text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? (null, "the old text does not stand in the file: read it again and copy the text exactly")
            : text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0 ? (null, "the old text stands in the file more than once: take more lines around it")
            : (string.Concat(text.AsSpan(0, at), WithEnds(edit.New, EndsCrlf(text, at, old)), text.AsSpan(at + old.Length)), null);
    }

    // The line ends of the replaced text; where it has none, of the line that it stands in.
    private static bool EndsCrlf(string text, int at, string old)
    {
        var inside = old.IndexOf('\n', StringComparison.Ordinal);
        var end = inside >= 0 ? at + inside : text.IndexOf('\n', at + old.Length) is >= 0 and var behind ? behind : text.LastIndexOf('\n');
        return end > 0 && text[end - 1] == '\r';
    }

    private static bool SpeaksCrlf(string text)
    {
        var all = text.AsSpan().Count('\n');
        return all > 0 && text.AsSpan().Count(Crlf) * 2 > all;
    }

    private static string WithEnds(string piece, bool crlf) =>
        crlf && !piece.Contains('\r', StringComparison.Ordinal) ? piece.Replace("\n", Crlf, StringComparison.Ordinal) : piece;
}
