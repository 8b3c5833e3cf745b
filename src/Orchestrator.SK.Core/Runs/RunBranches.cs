namespace Orchestrator.SK.Core.Runs;

/// <summary>The branches that a run made in its repository.</summary>
public static class RunBranches
{
    /// <summary>Each with the last commit that the run put there: that of its delivery, and those of what it kept whenever it was left.</summary>
    public static IReadOnlyList<(string Branch, string Commit)> Of(IEnumerable<RunEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var made = new List<(string Branch, string Commit)>();
        foreach (var entry in entries)
        {
            if (entry.Event is RunEvent.BranchDelivered delivered)
            {
                made.Add((delivered.Branch, delivered.Commit));
            }
            else if (entry.Event is RunEvent.Left { Branch: { } branch, Commit: { } commit })
            {
                made.Add((branch, commit));
            }
        }

        return [.. made.GroupBy(one => one.Branch, StringComparer.Ordinal).Select(same => same.Last())];
    }
}
