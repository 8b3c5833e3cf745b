using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>An item as it is written once it is done.</summary>
internal static partial class DoneEntry
{
    /// <summary>Returns the item's lines, marked and with the note, ending in a line terminator unless the item ends the file without one.</summary>
    public static string Write(string text, BacklogItem item, string? note, string newline, bool withoutEffort)
    {
        var entry = text.Substring(item.Span.Start, item.Span.Length).Remove(item.MarkSpan.Start - item.Span.Start, item.MarkSpan.Length).Insert(item.MarkSpan.Start - item.Span.Start, "x");
        entry = withoutEffort ? Effort().Replace(entry, "${before}", 1) : entry;
        if (string.IsNullOrWhiteSpace(note))
        {
            return entry;
        }

        var line = $"  {InlineText.OneLine(note)}";
        return entry.EndsWith('\n') ? entry + line + newline : entry + newline + line;
    }

    /// <summary>Whether the register's entries have an attribute line but say nothing about effort: what it took is no news any more.</summary>
    public static bool LeaveOutEffort(Backlog done)
    {
        var stated = done.Items.Where(item => item.StatedSpecIds is not null).ToList();
        return stated.Count > 0 && !stated.Any(item => Effort().IsMatch("\n" + item.Body));
    }

    [GeneratedRegex(@"(?<before>\n[ \t]+spec:[^\n]*?)[ \t]*·[ \t]*effort:[^·\r\n]*?(?=[ \t]*(?:·|\r?\n|$))", RegexOptions.CultureInvariant)]
    private static partial Regex Effort();
}
