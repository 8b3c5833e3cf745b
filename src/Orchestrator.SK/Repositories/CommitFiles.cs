using LibGit2Sharp;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories;

/// <summary>The entries of a commit and their contents. Callers enter libgit2 one at a time.</summary>
internal static class CommitFiles
{
    // Folders in folders, and paths in all: some objects of a few bytes can stand for more than any machine holds.
    private const int MaxDepth = 500;
    private const int MaxFiles = 2_000_000;

    /// <exception cref="RepositoryRefusedException">The tree is forged: no set of files is like that.</exception>
    public static IReadOnlyList<TreeFile> List(Repository repository, Commit commit)
    {
        RefuseEndless(commit);
        List<TreeFile> files = [];
        Collect(repository, commit.Tree, "", files);
        HashSet<string> names = new(files.Count, StringComparer.Ordinal);
        return files.FirstOrDefault(file => !names.Add(file.Path)) is { } twice ? throw Forged(commit, $"it holds '{PathRules.Escape(twice.Path, 60)}' twice") : files;
    }

    /// <exception cref="RepositoryRefusedException">Nobody could go through its files to the end.</exception>
    public static void RefuseEndless(Commit commit)
    {
        if (Count(commit, commit.Tree, 0, []) is var count and > MaxFiles)
        {
            throw Forged(commit, $"it stands for {count} files");
        }
    }

    public static byte[] Read(Repository repository, string blobId)
    {
        Blob blob = repository.Lookup<Blob>(blobId) ?? throw new KeyNotFoundException($"The repository has no blob '{blobId}'.");
        if (blob.Size > Array.MaxLength)
        {
            throw new RepositoryRefusedException($"A file of the commit has {blob.Size} bytes (blob {blobId}), which is too much to be read.", "Keep such files out of the repository, or in git LFS.");
        }
        byte[] bytes = new byte[blob.Size];
        using Stream content = blob.GetContentStream();
        content.ReadExactly(bytes);
        return bytes;
    }

    // Each folder once, however often it stands in others; a sum that is too large for its type is too large already.
    private static double Count(Commit commit, Tree tree, int depth, Dictionary<ObjectId, double> counted)
    {
        if (depth > MaxDepth)
        {
            throw Forged(commit, $"its folders are more than {MaxDepth} deep");
        }
        if (!counted.TryGetValue(tree.Id, out double count))
        {
            foreach (TreeEntry entry in tree)
            {
                count += entry.TargetType is TreeEntryTargetType.Tree ? Count(commit, (Tree)entry.Target, depth + 1, counted) : 1;
            }
            counted[tree.Id] = count;
        }
        return count;
    }

    private static void Collect(Repository repository, Tree tree, string prefix, List<TreeFile> files)
    {
        foreach (TreeEntry entry in tree)
        {
            string path = prefix + entry.Name;
            if (entry.TargetType is TreeEntryTargetType.Tree)
            {
                Collect(repository, (Tree)entry.Target, path + "/", files);
            }
            else if (entry.TargetType is TreeEntryTargetType.GitLink)
            {
                files.Add(new TreeFile(path, TreeMode.Submodule, entry.Target.Sha, 0));
            }
            else
            {
                TreeMode mode = entry.Mode switch { Mode.SymbolicLink => TreeMode.Link, Mode.ExecutableFile => TreeMode.Executable, _ => TreeMode.File };
                files.Add(new TreeFile(path, mode, entry.Target.Sha, repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size));
            }
        }
    }

    private static RepositoryRefusedException Forged(Commit commit, string fault) => new($"Commit {commit.Sha} is forged: {fault}.", "See what 'git fsck --strict' says.");
}
