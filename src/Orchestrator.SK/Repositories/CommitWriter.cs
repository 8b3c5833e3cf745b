using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

/// <summary>Writes a commit straight into an object database: no index, no files, no filter.</summary>
internal static class CommitWriter
{
    /// <summary>Lays the changes over the parent's tree and commits it. The same input gives the same id.</summary>
    /// <exception cref="RepositoryRefusedException">A folder that changes holds a name that would not survive being rewritten.</exception>
    public static Commit Write(Repository repository, Commit parent, IReadOnlyList<DraftChange> changes, string message, CommitStamp stamp)
    {
        Signature signature = new(stamp.Name, stamp.Email, stamp.At);
        Tree tree = WriteTree(repository, parent.Tree, changes);
        return repository.ObjectDatabase.CreateCommit(signature, signature, message, tree, [parent], prettifyMessage: false);
    }

    /// <summary>The tree with the changes laid over it.</summary>
    public static Tree WriteTree(Repository repository, Tree parent, IReadOnlyList<DraftChange> changes)
    {
        RefuseForeignNames(parent, changes);
        TreeDefinition definition = TreeDefinition.From(parent);
        // Deletions first: a file may take the place of a folder whose files go.
        foreach (DraftChange change in changes.Where(change => change.IsDeletion))
        {
            definition.Remove(change.Path);
        }
        foreach (DraftChange change in changes.Where(change => !change.IsDeletion))
        {
            using MemoryStream content = new(change.Content!);
            Blob blob = repository.ObjectDatabase.CreateBlob(content);
            definition.Add(change.Path, blob, change.Mode is TreeMode.Executable ? Mode.ExecutableFile : Mode.NonExecutableFile);
        }
        return repository.ObjectDatabase.CreateTree(definition);
    }

    // A tree is rewritten from its decoded names; one that is not UTF-8 would come back as another name.
    private static void RefuseForeignNames(Tree root, IReadOnlyList<DraftChange> changes)
    {
        foreach (string folder in changes.SelectMany(change => Paths.FoldersOf(change.Path).Prepend("")).Distinct(StringComparer.Ordinal))
        {
            Tree? tree = folder.Length == 0 ? root : root[folder]?.Target as Tree;
            if (tree?.FirstOrDefault(entry => entry.Name.Contains('\uFFFD', StringComparison.Ordinal)) is { } foreign)
            {
                throw new RepositoryRefusedException(
                    $"The folder '{folder}' holds a file whose name is not UTF-8: '{foreign.Name}'.",
                    "Rename it with git mv; a change beside it would alter its name.");
            }
        }
    }
}
