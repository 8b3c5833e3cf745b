namespace Orchestrator.SK.Repositories;

/// <summary>One path that a draft leaves different from its base.</summary>
/// <param name="Path">From the root of the tree.</param>
/// <param name="BeforeBlob">The git id of the content in the base; null when the path is new.</param>
/// <param name="Content">The new content; null when the path is deleted.</param>
/// <param name="Mode">File or executable; null when the path is deleted.</param>
internal sealed record DraftChange(string Path, string? BeforeBlob, byte[]? Content, TreeMode? Mode)
{
    public bool IsDeletion => Content is null;
}
