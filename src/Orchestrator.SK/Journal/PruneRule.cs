namespace Orchestrator.SK.Journal;

/// <summary>Which runs are pruned when nobody names them.</summary>
/// <param name="OlderThan">Only runs whose newest entry is older; null for any age.</param>
/// <param name="LargerThan">Only runs whose record takes more characters; null for any size.</param>
/// <param name="DownTo">The oldest first, and only until all records together take no more characters than this; null for all of them.</param>
internal sealed record PruneRule(TimeSpan? OlderThan, long? LargerThan, long? DownTo)
{
    /// <summary>A run that has not ended is somebody's, and never chosen; nor is one that has no entry yet.</summary>
    /// <param name="runs">All of one repository, the newest first.</param>
    /// <returns>The oldest first.</returns>
    public IReadOnlyList<RunSize> Choose(IReadOnlyList<RunSize> runs, DateTimeOffset now)
    {
        var left = runs.Sum(run => run.Characters);
        var chosen = new List<RunSize>();
        foreach (var run in runs.Reverse().Where(run => run.Row.State == RunHead.Ended && (OlderThan is null || now - run.LastAt > OlderThan) && (LargerThan is null || run.Characters > LargerThan)))
        {
            if (left <= DownTo)
            {
                break;
            }

            left -= run.Characters;
            chosen.Add(run);
        }

        return chosen;
    }
}
