using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Joins the physical rows of a table into rules: targets run on below an empty cell, names and qualifiers are wrapped over several.</summary>
internal sealed partial class RippleRows(string group)
{
    private readonly List<RippleRow> done = [];
    private readonly List<string> names = [];
    private readonly List<string> targets = [];
    private string name = "";
    private int line;

    public static IReadOnlyList<RippleRow> Join(MarkdownTable table, string group)
    {
        var rows = new RippleRows(group);
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

    private void Add(MarkdownTable.Row row)
    {
        var first = row.Cell(0);
        if (names.Count == 0 || !Continues(first))
        {
            Close();
            (name, line) = (first, row.Line.Number);
        }
        else if (IsBold(first))
        {
            name += " " + first;
        }

        if (first.Length > 0)
        {
            names.Add(first);
        }

        targets.Add(string.Join(' ', row.Cells.Skip(1)).Trim());
    }

    private bool Continues(string first)
    {
        if (first.Length == 0 || first.StartsWith('('))
        {
            return true;
        }

        var so = string.Join(' ', names);
        if (so.Count(character => character == '(') > so.Count(character => character == ')'))
        {
            return true;
        }

        var lower = char.IsLower(first.TrimStart('*')[0]);
        // Two bold rows in a row are two rules, unless the second cannot start one: it goes on in lower case where the first row is cut short.
        return IsBold(first)
            ? lower && !char.IsLower(name.TrimStart('*')[0]) && targets.Count == 1 && IsCutShort(targets[0])
            : lower && IsBold(name);
    }

    private static bool IsCutShort(string cell) =>
        cell.Count(character => character == '(') > cell.Count(character => character == ')') || cell.Count(character => character == '`') % 2 == 1 || cell.EndsWith(',');

    private static bool IsBold(string cell) => cell.StartsWith("**", StringComparison.Ordinal);

    private void Close()
    {
        if (names.Count > 0)
        {
            done.Add(new RippleRow(Name(name), string.Join(' ', names), [.. Cells().SelectMany(RippleTargets.Split)], line) { Group = group });
        }

        names.Clear();
        targets.Clear();
    }

    // Each line of a rule is a target of its own, unless the line before it is cut short: in code, in parentheses, at a comma or a word that wants another.
    private IEnumerable<string> Cells()
    {
        var cell = "";
        foreach (var target in targets.Where(target => target.Length > 0))
        {
            if (cell.Length > 0 && !IsCutShort(cell) && !WantsMore().IsMatch(cell))
            {
                yield return cell;
                cell = "";
            }

            cell = cell.Length == 0 ? target : $"{cell} {target}";
        }

        if (cell.Length > 0)
        {
            yield return cell;
        }
    }

    [GeneratedRegex(@"(?:\b(?:and|or|in|of|the|an?|to|for|with|by|on|at|from|that|which|is|are|its)|[+/—:&-])$", RegexOptions.CultureInvariant)]
    private static partial Regex WantsMore();

    [GeneratedRegex(@"^(?:an?|the)\s+(?=\S)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Article();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
