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
        var names = Names(main);
        foreach (var other in presentations.Where(other => other != main))
        {
            List<RippleRow> missing = [.. other.Rows.Where(row => !names.ContainsKey(row.Trigger))];
            var same = other.Rows.Count - missing.Count > other.Rows.Count / 2;
            rows.AddRange(same ? missing : other.Rows);
            if (same)
            {
                var others = Names(other);
                drift.AddRange(missing.Select(row => $"{main.Name}: {row.Trigger}"));
                drift.AddRange(main.Rows.Where(row => !others.ContainsKey(row.Trigger)).Select(row => $"{other.Name}: {row.Trigger}"));
                drift.AddRange(others.Where(row => names.TryGetValue(row.Key, out var group) && IsMoved(other, row.Value, main, group))
                    .Select(row => $"{other.Name}: {row.Key} stands below '{row.Value}', in {main.Name} below '{names[row.Key]}'"));
            }
        }

        drift.AddRange(presentations.SelectMany(presentation => presentation.Rows.GroupBy(row => row.Trigger, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"{presentation.Name}: {group.Key} stands {group.Count()} times (lines {string.Join(", ", group.Select(row => row.Line))})")));
        return new RippleTable(path, [.. rows.OrderBy(row => row.Line)], presentations, null) { Drift = drift };
    }

    /// <summary>Where both presentations have groups of their own, a rule stands in the same one in both.</summary>
    private static bool IsMoved(RipplePresentation one, string group, RipplePresentation other, string otherGroup) =>
        group != one.Name && otherGroup != other.Name && !group.Equals(otherGroup, StringComparison.OrdinalIgnoreCase);

    /// <summary>Each trigger with the group of its first row.</summary>
    private static Dictionary<string, string> Names(RipplePresentation presentation)
    {
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (var row in presentation.Rows)
        {
            names.TryAdd(row.Trigger, row.Group);
        }

        return names;
    }
}
