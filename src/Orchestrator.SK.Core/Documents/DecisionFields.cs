using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds the fields of a decision: rows of a table, lines such as <c>- **Status:** Accepted</c>, front matter.</summary>
internal static partial class DecisionFields
{
    /// <param name="Relation">What the field says; null for the status itself.</param>
    /// <param name="Line">Where it begins, from 1.</param>
    public sealed record Field(DecisionRelation? Relation, string Value, int Line);

    public static IEnumerable<Field> Read(IReadOnlyList<TextLine> head) => FromTables(head).Concat(FromLines(head));

    private static IEnumerable<Field> FromTables(IReadOnlyList<TextLine> head)
    {
        foreach (var table in MarkdownTable.FindAll(head))
        {
            List<(string Key, string Value, int Line)> cells = [.. table.Rows.Select(row => (row.Cell(0), row.Cell(1), row.Line.Number))];
            cells.Insert(0, (table.Columns[0], table.Columns.ElementAtOrDefault(1) ?? "", table.Header.Number));

            // One record a row, its fields across: such a table has a column for the status.
            if (table.Rows.Count == 1 && table.Columns.Any(column => Key().Match(column).Groups["status"].Success) && !Key().IsMatch(table.Rows[0].Cell(0)))
            {
                cells = [.. table.Columns.Select((column, index) => (column, table.Rows[0].Cell(index), table.Rows[0].Line.Number))];
            }

            foreach (var (key, value, line) in cells)
            {
                if (Key().Match(key) is { Success: true } match)
                {
                    yield return new Field(Relation(match), value, line);
                }
            }
        }
    }

    private static IEnumerable<Field> FromLines(IReadOnlyList<TextLine> head)
    {
        for (var index = 0; index < head.Count; index++)
        {
            if (head[index].Inert || head[index].HeadingLevel > 0 || Labelled().Match(head[index].Text) is not { Success: true } match)
            {
                continue;
            }

            List<string> value = [match.Groups["value"].Value];
            for (var next = index + 1; next < head.Count && Continues(head[next], value[0].Length == 0); next++)
            {
                value.Add(head[next].Text);
            }

            yield return new Field(Relation(match), string.Join('\n', value.Select(line => line.Trim())).Trim(' ', '\n', '"', '\''), head[index].Number);
        }
    }

    /// <summary>A value runs on below in an indented line; a list in front matter need not be indented.</summary>
    private static bool Continues(TextLine line, bool isList) =>
        !line.Inert && !line.IsBlank && !Labelled().IsMatch(line.Text) && !AnyLabel().IsMatch(line.Text) && (line.IsIndented || (isList && line.Text.StartsWith("- ", StringComparison.Ordinal)));

    private static DecisionRelation? Relation(Match match) => match.Groups["status"].Success ? null : DecisionEdges.Relation(match);

    [GeneratedRegex(@"^\W*(?:(?<status>status)|" + DecisionEdges.Relations + @")\W*$", DecisionEdges.Linear)]
    private static partial Regex Key();

    [GeneratedRegex(@"^\s*(?:>\s*)?(?:[-*+]\s+)?[*_]*(?:(?<status>status)|" + DecisionEdges.Relations + @")[*_]*\s*:[*_]*\s*(?<value>.*)$", DecisionEdges.Linear)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"^\s*(?:[-*+]\s+)?[*_]*\p{L}[\p{L} -]*[*_]*:", DecisionEdges.Linear)]
    private static partial Regex AnyLabel();
}
