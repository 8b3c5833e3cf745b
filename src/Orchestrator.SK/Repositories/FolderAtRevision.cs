using LibGit2Sharp;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories;

/// <summary>The files below a folder as they were in one commit of the repository that holds it.</summary>
/// <param name="CommitId">The full id of the commit.</param>
/// <param name="Files">Content by path from the folder. Links, submodules and what is larger than a text may be are left out.</param>
/// <remarks>Reads objects and nothing else: no checkout, so no hook and no filter has a say.</remarks>
internal sealed record FolderAtRevision(string CommitId, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <exception cref="RepositoryRefusedException">No repository holds the folder, or it has no such commit.</exception>
    public static FolderAtRevision Read(string folder, string revision)
    {
        using var repository = TargetRepository.Open(TargetRepository.Locate(folder));
        var commit = Find(repository, folder, revision);
        var below = FromRoot(folder);
        var tree = below.Length == 0 ? commit.Tree : commit[below]?.Target as Tree;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Collect(tree, "", files);
        return new(commit.Sha, files);
    }

    private static Commit Find(Repository repository, string folder, string revision)
    {
        try
        {
            if (revision.Length is > 0 and <= 300 && repository.Lookup(revision)?.Peel<Commit>() is { } commit)
            {
                return commit;
            }
        }
        catch (LibGit2SharpException)
        {
            // No reference by its form, ambiguous, or no commit: to the person it is all the same.
        }

        throw new RepositoryRefusedException($"The repository of '{folder}' has no branch, tag or commit '{revision}'.", "See 'git log --oneline' for its commits.");
    }

    // The folder may be reached through a link, which git would not resolve: so it is the way up that counts, not the name of the root.
    private static string FromRoot(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        for (var at = full; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                return at == full ? "" : Path.GetRelativePath(at, full).Replace(Path.DirectorySeparatorChar, '/');
            }
        }

        throw new RepositoryRefusedException($"'{folder}' is in a repository without files of its own.", "Name a folder in a checkout.");
    }

    private static void Collect(Tree? tree, string prefix, Dictionary<string, byte[]> files)
    {
        foreach (var entry in tree ?? Enumerable.Empty<TreeEntry>())
        {
            var path = prefix + entry.Name;
            if (entry.TargetType is TreeEntryTargetType.Tree)
            {
                Collect((Tree)entry.Target, $"{path}/", files);
            }
            else if (entry.Mode is Mode.NonExecutableFile or Mode.ExecutableFile && PathRules.Check(path).Path is not null && (Blob)entry.Target is { Size: <= TextRead.MaxBytes } blob)
            {
                using var content = blob.GetContentStream();
                using var copy = new MemoryStream();
                content.CopyTo(copy);
                files[path] = copy.ToArray();
            }
        }
    }
}
