using LibGit2Sharp;
using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Repositories;

/// <summary>Finds out what became of a path that is gone.</summary>
internal static class PathHistory
{
    /// <summary>So many commits are looked through; further back nobody remembers either.</summary>
    private const int MaxCommits = 5_000;

    /// <summary>Goes back from a commit, first parents only, to the one that removed the path; null if none did.</summary>
    public static PastPath? Find(Repository repository, Commit from, string path)
    {
        // Whatever a document names comes here: git's own reading of odd paths is not asked for.
        if (path.Length == 0 || path.Split('/').Any(part => part is "" or "." or ".."))
        {
            return null;
        }
        Commit after = from;
        for (int count = 0; count < MaxCommits && Parent(repository, after) is { } before; count++)
        {
            if (before.Tree[path] is { } entry && after.Tree[path] is null)
            {
                return new PastPath(path, after.Sha, entry.TargetType is TreeEntryTargetType.Blob ? MovedTo(repository, before.Tree, after.Tree, path) : null);
            }
            after = before;
        }
        return null;
    }

    // A shallow clone names parents that are not there.
    private static Commit? Parent(Repository repository, Commit commit)
    {
        try
        {
            return commit.Parents.FirstOrDefault() is { } parent ? repository.Lookup<Commit>(parent.Id) : null;
        }
        catch (LibGit2SharpException)
        {
            return null;
        }
    }

    private static string? MovedTo(Repository repository, Tree before, Tree after, string path)
    {
        using TreeChanges changes = repository.Diff.Compare<TreeChanges>(before, after, new CompareOptions { Similarity = SimilarityOptions.Renames });
        return changes.Renamed.FirstOrDefault(change => change.OldPath == path)?.Path;
    }
}
