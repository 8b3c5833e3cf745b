using System.Globalization;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Ends the dossier of an item, the file in which a backlog that is only an index keeps the item's details, and changes no byte besides.</summary>
public static class DossierEdit
{
    /// <summary>Whether a Markdown file says, by its name or its first line, that it is about this item and no other: an item may link to any path as its details, and written is only into one that is.</summary>
    public static bool IsAbout(string path, string text, string item)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        var words = Words.Of(item);
        return path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && (Words.Mentions(Words.Stem(path), words) || Words.Mentions(text.Split('\n', 2)[0], words));
    }

    /// <summary>Returns the dossier with a section <c>## Resolved, 2026-10-02</c> at its end.</summary>
    /// <param name="text">The whole dossier.</param>
    /// <param name="date">When the work began that resolved it.</param>
    /// <param name="remarks">One point of a list each; without any, the section says that the item was delivered.</param>
    public static string Resolve(string text, DateOnly date, IReadOnlyList<string> remarks)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(remarks);
        var newline = TextLines.Newline(text);
        var kept = text.TrimEnd();
        var points = remarks.Count == 0 ? ["Delivered."] : remarks.Select(remark => $"- {InlineText.OneLine(remark)}");
        var section = string.Join(newline, [string.Create(CultureInfo.InvariantCulture, $"## Resolved, {date:yyyy-MM-dd}"), "", .. points]);
        return $"{kept}{(kept.Trim('\uFEFF').Length > 0 ? newline + newline : "")}{section}{(text.Length == kept.Length ? "" : newline)}";
    }
}
