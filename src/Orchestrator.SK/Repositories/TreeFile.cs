namespace Orchestrator.SK.Repositories;

/// <summary>What an entry of a git tree is. Folders are not entries here: git knows them by their files only.</summary>
internal enum TreeMode
{
    File,
    Executable,
    Link,
    Submodule,
}

/// <summary>One entry of a tree.</summary>
/// <param name="Path">From the root, <c>/</c> between the parts.</param>
/// <param name="Mode">What kind of entry it is.</param>
/// <param name="BlobId">The git id of the content; of the commit for a submodule.</param>
/// <param name="Size">Bytes of content; 0 for a submodule.</param>
internal sealed record TreeFile(string Path, TreeMode Mode, string BlobId, long Size)
{
    public bool IsRegular => Mode is TreeMode.File or TreeMode.Executable;
}
