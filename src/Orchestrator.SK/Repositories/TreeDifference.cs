namespace Orchestrator.SK.Repositories;

/// <summary>Which paths differ between two trees, by content id and mode. Faster than asking git, for both lists are in memory and sorted.</summary>
internal static class TreeDifference
{
    /// <summary>Pairs of entries that differ, in ordinal order; the side where there is none is null.</summary>
    public static IEnumerable<(TreeFile? Before, TreeFile? After)> Between(TreeSnapshot before, TreeSnapshot after)
    {
        int left = 0;
        int right = 0;
        while (left < before.Files.Count || right < after.Files.Count)
        {
            TreeFile? old = left < before.Files.Count ? before.Files[left] : null;
            TreeFile? now = right < after.Files.Count ? after.Files[right] : null;
            int order = old is null ? 1 : now is null ? -1 : string.CompareOrdinal(old.Path, now.Path);
            left += order <= 0 ? 1 : 0;
            right += order >= 0 ? 1 : 0;
            if (order != 0)
            {
                yield return order < 0 ? (old, null) : (null, now);
            }
            else if (old!.BlobId != now!.BlobId || old.Mode != now.Mode)
            {
                yield return (old, now);
            }
        }
    }
}
