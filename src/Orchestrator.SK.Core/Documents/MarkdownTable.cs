using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>A pipe table: a header row, a separator row, and rows below.</summary>
internal sealed partial record MarkdownTable(TextLine Header, IReadOnlyList<string> Columns, IReadOnlyList<MarkdownTable.Row> Rows)
{
    public sealed record Row(TextLine Line, IReadOnlyList<string> Cells)
    {
        public string Cell(int index) => index < Cells.Count ? Cells[index] : "";
    }

    public static IReadOnlyList<MarkdownTable> FindAll(IReadOnlyList<TextLine> lines)
    {
        List<MarkdownTable> tables = [];
        for (var index = 0; index + 1 < lines.Count; index++)
        {
            if (!IsRow(lines[index]) || !IsRow(lines[index + 1]) || !Separator().IsMatch(lines[index + 1].Text))
            {
                continue;
            }

            var rows = lines.Skip(index + 2).TakeWhile(IsRow).Select(line => new Row(line, Cells(line.Text))).ToList();
            tables.Add(new MarkdownTable(lines[index], Cells(lines[index].Text), rows));
            index += rows.Count + 1;
        }

        return tables;
    }

    private static bool IsRow(TextLine line) => !line.Inert && line.Text.AsSpan().TrimStart().StartsWith("|");

    /// <summary>Cuts at every pipe that is not escaped: a table's pipes split cells even inside a code span.</summary>
    private static List<string> Cells(string row)
    {
        var inner = row.Trim();
        inner = inner.Length > 1 && inner.EndsWith('|') && !inner.EndsWith("\\|", StringComparison.Ordinal) ? inner[1..^1] : inner[1..];
        return [.. Pipe().Split(inner).Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Separator();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.CultureInvariant)]
    private static partial Regex Pipe();
}
