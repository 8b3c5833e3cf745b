using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads a spec: every heading that begins with an id declares a section, whatever its level; one that only cites an id does not.</summary>
public static partial class SpecParser
{
    public static SpecFile Parse(string path, string text)
    {
        var lines = TextLines.Split(text);
        var headings = lines.Where(line => line.HeadingLevel > 0).ToList();
        var declared = headings.SelectMany(heading => FromHeading(path, text, lines, headings, heading)).ToList();

        // A summary table above the headings repeats their ids: it declares only what no heading does.
        var ids = declared.Select(section => section.Id).ToHashSet(StringComparer.Ordinal);
        var rows = MarkdownTable.FindAll(lines).Where(table => Plain(table.Columns[0]).Equals("ID", StringComparison.OrdinalIgnoreCase))
            .SelectMany(table => table.Rows).SelectMany(row => FromRow(path, row)).Where(section => !ids.Contains(section.Id));

        IReadOnlyList<SpecSection> sections = [.. declared.Concat(rows).OrderBy(section => section.Span.Start)];
        var duplicates = sections.GroupBy(section => section.Id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
        return new SpecFile(path, headings.Where(line => line.HeadingLevel == 1).Select(line => line.HeadingText).FirstOrDefault(""), sections, [.. duplicates]);
    }

    private static IEnumerable<SpecSection> FromHeading(string path, string text, IReadOnlyList<TextLine> lines, List<TextLine> headings, TextLine heading)
    {
        if (Declaration().Match(Plain(heading.HeadingText)) is not { Success: true } match)
        {
            return [];
        }

        var next = headings.FirstOrDefault(other => other.Number > heading.Number
            && (other.HeadingLevel <= heading.HeadingLevel || Declaration().IsMatch(Plain(other.HeadingText))));
        var body = lines.Skip(heading.Number).Take((next.Number == 0 ? lines.Count + 1 : next.Number) - heading.Number - 1)
            .Reverse().SkipWhile(line => line.IsBlank || line.IsRule).Reverse().ToList();
        var end = body.Count > 0 ? body[^1].End : heading.End;
        var words = text[heading.End..end].Trim();
        var deprecated = Deprecation().IsMatch(heading.Text) || Deprecation().IsMatch(words.Split('\n')[0]);
        return SpecIds.Expand(match.Groups["ids"].Value).Select(id => new SpecSection(
            id, match.Groups["title"].Value.Trim(), words, path, heading.HeadingLevel, new TextSpan(heading.Start, end - heading.Start), deprecated)
        {
            Was = match.Groups["was"] is { Success: true } was ? was.Value : null,
            Line = heading.Number,
        });
    }

    private static IEnumerable<SpecSection> FromRow(string path, MarkdownTable.Row row) =>
        SpecIds.Expand(RowId().Match(Plain(row.Cell(0))).Value).Select(id => new SpecSection(
            id, row.Cell(1), string.Join(" | ", row.Cells.Skip(1)), path, 0, new TextSpan(row.Line.Start, row.Line.End - row.Line.Start), Deprecation().IsMatch(row.Line.Text))
        {
            Line = row.Line.Number,
        });

    private static string Plain(string text) => text.Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
        .Replace("~~", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"^\[?(?<ids>" + SpecIds.Pattern + @"(?:(?:\.\.|–|/|\s--\s)(?:" + SpecIds.Pattern + @"|[0-9]{2,6}[a-z]?))*)\]?"
        + @"(?:\s*(?:\(was\s+(?<was>" + SpecIds.Pattern + @")[^)]*\)|\([^)]*\)|\[[^\]]*\]))*\s*(?:$|(?::|\s(?:—|–|--|-)\s)(?<title>.*)$)", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex("^" + SpecIds.Pattern + @"(?:(?:\.\.|–|/)(?:" + SpecIds.Pattern + @"|[0-9]{2,6}[a-z]?))*(?=$|\s*\()", RegexOptions.CultureInvariant)]
    private static partial Regex RowId();

    [GeneratedRegex(@"[\[(*_]+\s*DEPRECATED\b|~~" + SpecIds.Pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Deprecation();
}
