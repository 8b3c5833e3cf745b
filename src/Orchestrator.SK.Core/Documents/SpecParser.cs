using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads a spec: every heading that begins with an id declares a section, whatever its level; one that only cites an id does not.</summary>
public static partial class SpecParser
{
    private const RegexOptions Linear = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
    private const string Range = @"(?:\.\.|–|/|\s--\s)(?:" + SpecIds.Pattern + "|[0-9]{2,6}[a-z]?|[a-z])";

    public static SpecFile Parse(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        var lines = TextLines.Split(text);
        List<Heading> headings = [.. lines.Where(line => line.HeadingLevel > 0).Select(line => new Heading(line, Declaration().Match(Plain(line.HeadingText))))];
        var declared = headings.Index().Where(heading => heading.Item.Declares).SelectMany(heading => FromHeading(path, text, lines, headings, heading.Index)).ToList();

        // A summary table above the headings repeats their ids: it declares only what no heading does.
        var ids = declared.Select(section => section.Id).ToHashSet(StringComparer.Ordinal);
        var rows = MarkdownTable.FindAll(lines).Where(table => IdColumn().IsMatch(Plain(table.Columns[0])))
            .SelectMany(table => table.Rows.SelectMany(row => FromRow(path, table, row))).Where(section => !ids.Contains(section.Id));

        if (declared.Count == 0 && !rows.Any() && SpecPath().IsMatch(path))
        {
            rows = FromLeads(path, text, lines);
        }

        IReadOnlyList<SpecSection> sections = [.. declared.Concat(rows).OrderBy(section => section.Span.Start)];
        var duplicates = sections.GroupBy(section => section.Id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
        var title = headings.Where(heading => heading.Line.HeadingLevel == 1).Select(heading => heading.Line.HeadingText).FirstOrDefault("");
        return new SpecFile(path, title, sections, [.. duplicates])
        {
            Number = Number(FileNumber().Match(path[(path.LastIndexOf('/') + 1)..])) ?? Number(TitleNumber().Match(title)),
            Undeclared = [.. headings.Where(heading => !heading.Declares && LeadingId().IsMatch(Plain(heading.Line.HeadingText))).Select(heading => new SpecHeading(heading.Line.HeadingText, heading.Line.Number))],
        };
    }

    private sealed record Heading(TextLine Line, Match Match)
    {
        public bool Declares => Match.Success;
    }

    private static IEnumerable<SpecSection> FromHeading(string path, string text, IReadOnlyList<TextLine> lines, List<Heading> headings, int index)
    {
        var (heading, match) = headings[index];
        var next = index + 1;
        while (next < headings.Count && !headings[next].Declares && headings[next].Line.HeadingLevel > heading.HeadingLevel)
        {
            next++;
        }

        // Lines count from 1: this is the index of the section's last line.
        var last = (next < headings.Count ? headings[next].Line.Number : lines.Count + 1) - 2;
        while (last >= heading.Number && IsAfter(lines[last]))
        {
            last--;
        }

        var end = last >= heading.Number ? lines[last].End : heading.End;
        var words = text[heading.End..end].Trim();
        var firstLine = words.AsSpan().IndexOf('\n') is >= 0 and var feed ? words[..feed] : words;
        var deprecated = Deprecation().IsMatch(CodeSpans.Blank(heading.Text)) || Deprecation().IsMatch(CodeSpans.Blank(firstLine));
        var moved = Moved().Match(Plain(words.Length > 0 ? words : match.Groups["title"].Value));
        return SpecIds.Expand(match.Groups["ids"].Value).Select(id => new SpecSection(
            id, match.Groups["title"].Value.Trim(), words, path, heading.HeadingLevel, new TextSpan(heading.Start, end - heading.Start), deprecated)
        {
            Was = match.Groups["was"] is { Success: true } was ? was.Value : null,
            MovedTo = moved.Success ? Target(moved.Groups["target"].Value, id) : null,
            Line = heading.Number,
        });
    }

    /// <summary>Where neither headings nor tables declare: paragraphs and list items that begin with an id in bold.</summary>
    private static List<SpecSection> FromLeads(string path, string text, IReadOnlyList<TextLine> lines)
    {
        List<SpecSection> sections = [];
        foreach (var line in lines.Where(line => !line.Inert && BoldLead().IsMatch(line.Text)))
        {
            var match = BoldLead().Match(line.Text);
            var last = lines.Skip(line.Number).TakeWhile(next => !next.IsBlank && next.HeadingLevel == 0 && !BoldLead().IsMatch(next.Text)).LastOrDefault(line);
            sections.AddRange(SpecIds.Expand(match.Groups["ids"].Value).Select(id => new SpecSection(
                id, match.Groups["title"].Value.Trim(), text[(line.Start + match.Groups["title"].Index)..last.End].Trim(), path, 0, new TextSpan(line.Start, last.End - line.Start), Deprecation().IsMatch(CodeSpans.Blank(line.Text))) { Line = line.Number }));
        }

        return sections;
    }

    private static IEnumerable<SpecSection> FromRow(string path, MarkdownTable table, MarkdownTable.Row row)
    {
        var status = table.Columns.Index().FirstOrDefault(column => Plain(column.Item).Equals("Status", StringComparison.OrdinalIgnoreCase), (Index: -1, Item: "")).Index;
        var ended = Deprecation().IsMatch(CodeSpans.Blank(row.Line.Text)) || (status > 0 && Ended().IsMatch(Plain(row.Cell(status))));
        return SpecIds.Expand(RowId().Match(Plain(row.Cell(0))).Groups["ids"].Value).Select(id => new SpecSection(
            id, row.Cell(1), string.Join(" | ", row.Cells.Skip(1)), path, 0, new TextSpan(row.Line.Start, row.Line.End - row.Line.Start), ended)
        {
            Line = row.Line.Number,
        });
    }

    /// <summary>Whether a line at a section's end belongs to what follows: blank, a rule, an anchor or a comment above the next heading.</summary>
    private static bool IsAfter(TextLine line) => line.IsBlank || line.IsRule || Lead().IsMatch(line.Text);

    /// <summary>The id that the words name, or the words.</summary>
    private static string Target(string words, string own) => SpecIds.Expand(words).FirstOrDefault(id => id != own) ?? words.Trim(' ', '.', '[', ']');

    private static string Plain(string text) => text.Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
        .Replace("~~", "", StringComparison.Ordinal).Trim();

    private static int? Number(Match match) => match.Success ? int.Parse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(?:[0-9]+(?:\.[0-9]+)*\.?\s+)?(?:(?:Requirement|Rule|Invariant)\s+)?(?:\[(?<ids>" + SpecIds.Pattern + @")\](?<bracket>\s+(?:[:—–-]\s+)?)(?<title>[^\s(].*)$|\[?(?<ids>" + SpecIds.Pattern + "(?:" + Range + @")*)\]?"
        + @"(?:\s*(?:\(was\s+(?<was>" + SpecIds.Pattern + @")[^)]*\)|\([^)]*\)|\[[^\]]*\]))*\s*(?:$|(?::|\s(?:—|–|--|-)\s)(?<title>.*)$))", Linear)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:[-*+] +|[0-9]+\. +)?\*\*\[?(?<ids>" + SpecIds.Pattern + @")\]?[:.]?\*\*(?:\s*(?:\([^)]*\)))?\s*(?::|—|–|-)?\s*(?<title>\S.*)$", Linear)]
    private static partial Regex BoldLead();

    [GeneratedRegex(@"(?:^|/)(?:specs?|specifications?|requirements?)(?:/|[^/]*$)", Linear | RegexOptions.IgnoreCase)]
    private static partial Regex SpecPath();

    [GeneratedRegex("^" + SpecIds.Pattern + @"(?:$|[^A-Za-z0-9_])", Linear)]
    private static partial Regex LeadingId();

    [GeneratedRegex("^(?<ids>" + SpecIds.Pattern + "(?:" + Range + @")*)(?:$|\s*\()", Linear)]
    private static partial Regex RowId();

    [GeneratedRegex(@"^(?:(?:spec|req|requirement)\s+)?ids?$", Linear | RegexOptions.IgnoreCase)]
    private static partial Regex IdColumn();

    [GeneratedRegex(@"(?:[\[*_]|\s\()\s*DEPRECATED(?:[^=A-Za-z0-9_]|$)|~~" + SpecIds.Pattern + @"|^\W*status\W+deprecated\b", Linear | RegexOptions.IgnoreCase)]
    private static partial Regex Deprecation();

    [GeneratedRegex(@"^(?:deprecated|removed|retired|withdrawn|superseded|obsolete)\b", Linear | RegexOptions.IgnoreCase)]
    private static partial Regex Ended();

    // A stub is one line that says where to look; a section that goes on has content of its own.
    [GeneratedRegex(@"^[>*_(\s]*(?:moved|relocated|renamed|merged|folded|superseded|replaced)\s+(?:in)?(?:to|by)\b\s*(?<target>[^\n]*(?:\n[^\n]+)?)$", Linear | RegexOptions.IgnoreCase)]
    private static partial Regex Moved();

    [GeneratedRegex(@"^\s*(?:<a\s[^>]*>\s*</a>|<!--.*-->)\s*$", Linear)]
    private static partial Regex Lead();

    [GeneratedRegex(@"^(?<number>[0-9]{1,6})[-_. ]", Linear)]
    private static partial Regex FileNumber();

    [GeneratedRegex(@"^(?:spec\s+)?(?<number>[0-9]{1,6})\s*[:—–.-]", Linear | RegexOptions.IgnoreCase)]
    private static partial Regex TitleNumber();
}
