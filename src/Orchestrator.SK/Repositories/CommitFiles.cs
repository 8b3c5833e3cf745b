using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

/// <summary>The entries of a commit and their contents. Callers enter libgit2 one at a time.</summary>
internal static class CommitFiles
{
    public static IReadOnlyList<TreeFile> List(Repository repository, Commit commit)
    {
        List<TreeFile> files = [];
        Collect(repository, commit.Tree, "", files);
        return files;
    }

    public static byte[] Read(Repository repository, string blobId)
    {
        Blob blob = repository.Lookup<Blob>(blobId) ?? throw new KeyNotFoundException($"The repository has no blob '{blobId}'.");
        byte[] bytes = new byte[blob.Size];
        using Stream content = blob.GetContentStream();
        content.ReadExactly(bytes);
        return bytes;
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
}
