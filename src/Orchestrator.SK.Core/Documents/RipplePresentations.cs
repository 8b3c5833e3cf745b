namespace Orchestrator.SK.Core.Documents;

/// <summary>Makes one set of rules out of a document's presentations.</summary>
internal static class RipplePresentations
{
    public static RippleTable Merge(string path, IReadOnlyList<RipplePresentation> presentations)
    {
        // Of two with as many rows the later is the detailed one.
        var main = presentations.Reverse().MaxBy(presentation => presentation.Rows.Count)!;
        var rows = main.Rows.ToList();
        List<string> drift = [];
        foreach (var other in presentations.Where(other => other != main))
        {
            var missing = Without(other.Rows, main.Rows);
            var same = other.Rows.Count - missing.Count > other.Rows.Count / 2;
            rows.AddRange(same ? missing : other.Rows);
            if (same)
            {
                drift.AddRange(missing.Select(row => $"{main.Name}: {row.Trigger}").Concat(Without(main.Rows, other.Rows).Select(row => $"{other.Name}: {row.Trigger}")));
            }
        }

        return new RippleTable(path, [.. rows.OrderBy(row => row.Line)], presentations, null) { Drift = drift };
    }

    private static List<RippleRow> Without(IReadOnlyList<RippleRow> rows, IReadOnlyList<RippleRow> others)
    {
        var names = others.Select(row => row.Trigger).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. rows.Where(row => !names.Contains(row.Trigger))];
    }
}
