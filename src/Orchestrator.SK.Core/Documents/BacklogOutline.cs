using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>
/// Reads a backlog that is kept without checkboxes: rows of a table, headings or list items that begin with an id. An audit knows such items; nothing can be
/// marked done in them by rule, so a run does not take them.
/// </summary>
public static partial class BacklogOutline
{
    /// <summary>Returns the items with what a status column, words in brackets or the section above say of them; pending where nothing does.</summary>
    /// <param name="path">Where the file lies in the repository.</param>
    /// <param name="text">The whole file.</param>
    public static Backlog Parse(string path, string text)
    {
        var lines = TextLines.Split(text);
        List<BacklogItem> items = [.. Rows(lines), .. Entries(lines)];
        items.Sort((one, other) => one.Line.CompareTo(other.Line));
        return new Backlog(path, items, [.. items.GroupBy(item => item.Id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)]);
    }

    private static IEnumerable<BacklogItem> Rows(IReadOnlyList<TextLine> lines)
    {
        foreach (var table in MarkdownTable.FindAll(lines))
        {
            var status = table.Columns.ToList().FindIndex(column => StatusColumn().IsMatch(column));
            foreach (var row in table.Rows.Where(row => Id().IsMatch(row.Cell(0))))
            {
                var section = Section(lines, row.Line.Number);
                yield return Item(Id().Match(row.Cell(0)).Groups["id"].Value, row.Cell(1), status >= 0 ? row.Cell(status) : section, section, row.Line);
            }
        }
    }

    private static IEnumerable<BacklogItem> Entries(IReadOnlyList<TextLine> lines) =>
        from line in lines
        where !line.Inert
        let entry = Entry().Match(line.Text)
        where entry.Success
        let section = Section(lines, line.Number, line.HeadingLevel)
        let below = line.HeadingLevel > 0 ? lines.Skip(line.Number).TakeWhile(next => next.HeadingLevel == 0).Select(next => StatusLine().Match(next.Text)).FirstOrDefault(match => match.Success) : null
        let words = below?.Groups["status"].Value ?? (Bracketed().Match(entry.Groups["title"].Value) is { Success: true } said ? said.Value : section)
        select Item(entry.Groups["id"].Value, entry.Groups["title"].Value, words, section, line);

    private static BacklogItem Item(string id, string title, string status, string section, TextLine line) =>
        new(id, DoneWords().IsMatch(status) ? ItemStatus.Done : StartedWords().IsMatch(status) ? ItemStatus.InProgress : ItemStatus.Pending, DoneWords().IsMatch(status) ? 'x' : ' ',
            title.Trim(), "", section, [], [], "", new TextSpan(line.Start, line.End - line.Start)) { Line = line.Number };

    private static string Section(IReadOnlyList<TextLine> lines, int number, int level = 0) =>
        lines.Take(number - 1).LastOrDefault(line => line.HeadingLevel > 0 && (level == 0 || line.HeadingLevel < level)) is { HeadingLevel: > 0 } heading ? heading.HeadingText : "";

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"^\W*(?<id>[A-Z][A-Z0-9_]*(?:-[A-Z][A-Z0-9_]*)*-[0-9]+[a-z]*)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"^(?:#{2,6}|[-*+]|\d+\.) +[*_`\[]*(?<id>[A-Z][A-Z0-9_]*(?:-[A-Z][A-Z0-9_]*)*-[0-9]+[a-z]*)[*_`\]:.]*(?:\([^)]*\))?\s*(?:[:—–-]+\s*)?(?<title>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\W*(?:status|state|stand)\W*$", Plain)]
    private static partial Regex StatusColumn();

    [GeneratedRegex(@"^\W*(?:status|state)\W+(?<status>.+)$", Plain)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"[(\[][^)\]]*[)\]]\W*$|[✓✔✅☑]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\b(?:done|completed?|shipped|closed|delivered|finished|released|resolved|implemented|fixed)\b|[✓✔✅☑]", Plain)]
    private static partial Regex DoneWords();

    [GeneratedRegex(@"\b(?:in[ -]progress|started|doing|wip|active|ongoing)\b", Plain)]
    private static partial Regex StartedWords();
}
