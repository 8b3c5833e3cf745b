using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads the ripple rules of a repository in any of the forms they have had: one line a rule or many, one presentation or two.</summary>
public static partial class RippleTableParser
{
    private const int MaxNamed = 40;

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
            return Empty($"No heading in '{path}' has the anchor '#{anchor.TrimStart('#')}'. Its anchors: {string.Join(", ", headings.Take(MaxNamed).Select(line => "#" + Slug(line.HeadingText)))}{(headings.Count > MaxNamed ? ", …" : "")}.");
        }

        var end = anchor is null ? int.MaxValue : headings.Where(line => line.Number > root.Number && line.HeadingLevel <= root.HeadingLevel).Select(line => line.Number).FirstOrDefault(int.MaxValue);
        List<MarkdownTable> tables = [.. MarkdownTable.FindAll(lines).Where(table => table.Header.Number > root.Number && table.Header.Number < end && table.Columns.Count >= 2)];
        var speaking = tables.Where(table => TriggerColumn().IsMatch(table.Columns[0])).ToList();
        var rules = speaking.Count > 0 || anchor is null ? speaking : tables;
        if (rules.Count == 0)
        {
            return Empty($"'{path}' has no table of ripple rules{(anchor is null ? "" : $" below '#{anchor.TrimStart('#')}'")}. Its first column must be 'Trigger' or 'If you changed…'.");
        }

        var presentations = Places(headings, root, rules).GroupBy(place => place.Presentation).Select(group => new RipplePresentation(
            group.Key, [.. group.SelectMany(place => RippleRows.Join(place.Table, place.Above))])).ToList();
        return RipplePresentations.Merge(path, presentations);

        RippleTable Empty(string fault) => new(path, [], [], fault);
    }

    /// <summary>Returns a heading's anchor by GitHub's rule.</summary>
    public static string Slug(string heading) => NotInSlug().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>
    /// Says for each table which heading is right above it, and which presentation it belongs to: the heading one level below the root names that, deeper ones
    /// only group its rows. Without a root it is the heading right above.
    /// </summary>
    private static IEnumerable<(MarkdownTable Table, string Presentation, string Above)> Places(List<TextLine> headings, TextLine root, List<MarkdownTable> tables)
    {
        var next = 0;
        var (above, presentation) = ("", root.Number == 0 ? "" : root.HeadingText);
        foreach (var table in tables)
        {
            for (; next < headings.Count && headings[next].Number < table.Header.Number; next++)
            {
                above = headings[next].HeadingText;
                presentation = root.Number == 0 || (headings[next].Number > root.Number && headings[next].HeadingLevel == root.HeadingLevel + 1) ? above : presentation;
            }

            yield return (table, presentation, above);
        }
    }

    [GeneratedRegex(@"\btrigger|\bchang|\b(?:if|when) (?:you|we)\b|\bwhen\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TriggerColumn();

    [GeneratedRegex(@"[^\p{L}\p{N}\p{M}_ -]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInSlug();
}
