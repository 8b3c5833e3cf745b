using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

internal enum DiffKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>What happened to one path between two commits.</summary>
/// <param name="Path">From the root of the tree.</param>
/// <param name="Kind">A change of the mode alone is a modification.</param>
/// <param name="Before">The text before; null when added, or when it is no text.</param>
/// <param name="After">The text after; null when deleted, or when it is no text.</param>
/// <param name="Added">Lines.</param>
/// <param name="Deleted">Lines.</param>
/// <param name="Patch">The unified patch of this path, as git prints it.</param>
internal sealed record FileDiff(string Path, DiffKind Kind, string? Before, string? After, int Added, int Deleted, string Patch);

/// <summary>The difference between two commits, path by path in ordinal order. A rename is a deletion and an addition.</summary>
internal sealed record DiffText(IReadOnlyList<FileDiff> Files)
{
    public int Added => Files.Sum(file => file.Added);

    public int Deleted => Files.Sum(file => file.Deleted);

    public string Patch => string.Concat(Files.Select(file => file.Patch));
}

internal sealed partial class PrivateRepository
{
    /// <summary>What the second commit has changed against the first.</summary>
    public DiffText Diff(string fromCommit, string toCommit)
    {
        TreeSnapshot before = OpenTree(fromCommit);
        TreeSnapshot after = OpenTree(toCommit);
        (TreeFile? Before, TreeFile? After)[] pairs = [.. TreeDifference.Between(before, after)];
        if (pairs.Length == 0)
        {
            return new DiffText([]);
        }
        lock (gate)
        {
            // Named paths, and as they are written: comparing whole trees is slow, and a bracket in a name is no pattern.
            using Patch patch = repository.Diff.Compare<Patch>(
                OwnCommit(fromCommit).Tree, OwnCommit(toCommit).Tree, pairs.Select(pair => (pair.Before ?? pair.After)!.Path),
                new ExplicitPathsOptions { ShouldFailOnUnmatchedPath = false }, new CompareOptions { Similarity = SimilarityOptions.None });
            return new DiffText([.. pairs.Select(pair => Describe(pair.Before, pair.After, before, after, patch))]);
        }
    }

    private static FileDiff Describe(TreeFile? before, TreeFile? after, TreeSnapshot from, TreeSnapshot to, Patch patch)
    {
        string path = (before ?? after)!.Path;
        DiffKind kind = (before, after) switch { (null, _) => DiffKind.Added, (_, null) => DiffKind.Deleted, _ => DiffKind.Modified };
        PatchEntryChanges? entry = patch[path];
        return new FileDiff(
            path, kind, before is null ? null : from.ReadText(path).Text, after is null ? null : to.ReadText(path).Text,
            entry?.LinesAdded ?? 0, entry?.LinesDeleted ?? 0, entry?.Patch ?? "");
    }
}
