using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Joins the physical rows of a table into rules: targets run on below an empty cell, names and qualifiers are wrapped over several.</summary>
internal sealed partial class RippleRows(string group, bool isWrapped)
{
    private readonly List<RippleRow> done = [];
    private readonly List<string> names = [];
    private readonly List<string> boldNames = [];
    private readonly List<string> targets = [];
    private int openParentheses;
    private int line;

    public static IReadOnlyList<RippleRow> Join(MarkdownTable table, string group)
    {
        // Where a rule's lines end in commas, they are broken for width alone; elsewhere each line is a target.
        var rows = new RippleRows(group, table.Rows.Zip(table.Rows.Skip(1)).Any(pair => Targets(pair.First).EndsWith(',') && pair.Second.Cell(0).Length == 0));
        foreach (var row in table.Rows)
        {
            rows.Add(row);
        }

        rows.Close();
        return rows.done;
    }

    /// <summary>Returns a trigger's name as other documents cite it: no markup, no article, a capital first.</summary>
    public static string Name(string cell)
    {
        var plain = Article().Replace(CodeSpans.WithoutBold(cell).Trim(), "");
        plain = Spaces().Replace(plain, " ");
        return plain.Length > 0 ? char.ToUpperInvariant(plain[0]) + plain[1..] : plain;
    }

    private static string Targets(MarkdownTable.Row row) => string.Join(' ', row.Cells.Skip(1)).Trim();

    private void Add(MarkdownTable.Row row)
    {
        var first = row.Cell(0);
        if (names.Count == 0 || !Continues(first))
        {
            Close();
            line = row.Line.Number;
            boldNames.Add(first);
        }
        else if (IsBold(first))
        {
            boldNames.Add(first);
        }

        if (first.Length > 0)
        {
            names.Add(first);
            openParentheses += Opened(first);
        }

        targets.Add(Targets(row));
    }

    private bool Continues(string first)
    {
        if (first.Length == 0 || first.StartsWith('(') || openParentheses > 0)
        {
            return true;
        }

        var lower = char.IsLower(first.TrimStart('*').FirstOrDefault());
        // Two bold rows in a row are two rules, unless the second cannot start one: it goes on in lower case where the first row is cut short.
        return IsBold(first)
            ? lower && !char.IsLower(boldNames[0].TrimStart('*').FirstOrDefault()) && targets.Count == 1 && IsCutShort(targets[0])
            : lower && IsBold(boldNames[0]);
    }

    private static bool IsCutShort(string cell) => Opened(cell) > 0 || cell.AsSpan().Count('`') % 2 == 1 || cell.EndsWith(',');

    private static int Opened(string text) => text.AsSpan().Count('(') - text.AsSpan().Count(')');

    private static bool IsBold(string cell) => cell.StartsWith("**", StringComparison.Ordinal);

    private void Close()
    {
        if (names.Count > 0)
        {
            done.Add(new RippleRow(Name(string.Join(' ', boldNames)), string.Join(' ', names), [.. Cells().SelectMany(RippleTargets.Split)], line) { Group = group });
        }

        names.Clear();
        boldNames.Clear();
        targets.Clear();
        openParentheses = 0;
    }

    /// <summary>The rule's cells: one where lines are wrapped; else each line, with what it needs of the next ones if it is cut short in code, in parentheses, or at a word that wants another.</summary>
    private IEnumerable<string> Cells()
    {
        List<string> cell = [];
        var (opened, backticks) = (0, 0);
        foreach (var target in targets.Where(target => target.Length > 0))
        {
            if (cell.Count > 0 && !isWrapped && opened <= 0 && backticks % 2 == 0 && !cell[^1].EndsWith(',') && !WantsMore().IsMatch(cell[^1]))
            {
                yield return string.Join(' ', cell);
                cell.Clear();
                (opened, backticks) = (0, 0);
            }

            cell.Add(target);
            opened += Opened(target);
            backticks += target.AsSpan().Count('`');
        }

        if (cell.Count > 0)
        {
            yield return string.Join(' ', cell);
        }
    }

    [GeneratedRegex(@"(?:\b(?:and|or|in|of|the|an?|to|for|with|by|on|at|from|that|which|is|are|its)|[+/—:&-])$", RegexOptions.CultureInvariant)]
    private static partial Regex WantsMore();

    [GeneratedRegex(@"^(?:an?|the)\s+(?=\S)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Article();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
