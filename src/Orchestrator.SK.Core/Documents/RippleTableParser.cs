using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads the ripple rules of a repository in any of the forms they have had: one line a rule or many, one presentation or two.</summary>
public static partial class RippleTableParser
{
    /// <summary>Returns the rules below a heading.</summary>
    /// <param name="path">Where the document lies in the repository.</param>
    /// <param name="text">The whole document.</param>
    /// <param name="anchor">The heading's anchor, as in <c>#ripple-check-table</c>; null takes every table that looks like one of rules.</param>
    public static RippleTable Parse(string path, string text, string? anchor)
    {
        var lines = TextLines.Split(text);
        var headings = lines.Where(line => line.HeadingLevel > 0).ToList();
        var root = anchor is null ? default : headings.FirstOrDefault(line => Slug(line.HeadingText).Equals(anchor.TrimStart('#'), StringComparison.OrdinalIgnoreCase));
        if (anchor is not null && root.Number == 0)
        {
            return Empty($"No heading in '{path}' has the anchor '#{anchor.TrimStart('#')}'. Its anchors: {string.Join(", ", headings.Select(line => "#" + Slug(line.HeadingText)))}.");
        }

        var end = anchor is null ? int.MaxValue : headings.Where(line => line.Number > root.Number && line.HeadingLevel <= root.HeadingLevel).Select(line => line.Number).FirstOrDefault(int.MaxValue);
        List<MarkdownTable> tables = [.. MarkdownTable.FindAll(lines).Where(table => table.Header.Number > root.Number && table.Header.Number < end && table.Columns.Count >= 2)];
        var speaking = tables.Where(table => TriggerColumn().IsMatch(table.Columns[0])).ToList();
        var rules = speaking.Count > 0 || anchor is null ? speaking : tables;
        if (rules.Count == 0)
        {
            return Empty($"'{path}' has no table of ripple rules{(anchor is null ? "" : $" below '#{anchor.TrimStart('#')}'")}. Its first column must be 'Trigger' or 'If you changed…'.");
        }

        var presentations = rules.GroupBy(table => Presentation(headings, root, table)).Select(group => new RipplePresentation(
            group.Key, [.. group.SelectMany(table => RippleRows.Join(table, Above(headings, table).HeadingText))])).ToList();
        return RipplePresentations.Merge(path, presentations);

        RippleTable Empty(string fault) => new(path, [], [], fault);
    }

    /// <summary>Returns a heading's anchor by GitHub's rule.</summary>
    public static string Slug(string heading) => NotInSlug().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>The heading one level below the root names the presentation; deeper ones only group its rows.</summary>
    private static string Presentation(List<TextLine> headings, TextLine root, MarkdownTable table)
    {
        var above = headings.Where(line => line.Number < table.Header.Number && line.Number > root.Number).ToList();
        if (root.Number == 0)
        {
            return Above(headings, table).HeadingText;
        }

        return above.LastOrDefault(line => line.HeadingLevel == root.HeadingLevel + 1) is { Number: > 0 } own ? own.HeadingText : root.HeadingText;
    }

    private static TextLine Above(List<TextLine> headings, MarkdownTable table) =>
        headings.LastOrDefault(line => line.Number < table.Header.Number) is { Number: > 0 } heading ? heading : new TextLine(0, 0, "", 0, false);

    [GeneratedRegex(@"\btrigger|\bchang|\b(?:if|when) (?:you|we)\b|\bwhen\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TriggerColumn();

    [GeneratedRegex(@"[^\p{L}\p{N}\p{M}_ -]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInSlug();
}
