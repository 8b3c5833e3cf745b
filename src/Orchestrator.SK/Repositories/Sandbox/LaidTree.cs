using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>One entry as it was laid out.</summary>
/// <param name="IsLink">Whether it is a link on the disk: one that leads out of the tree is laid out as text.</param>
/// <param name="Hash">SHA-256 of the content; of the target for a link; empty for a submodule.</param>
internal sealed record LaidFile(TreeMode Mode, bool IsLink, long Length, byte[] Hash);

/// <summary>What was laid out before a check, to be held against what stands there after it.</summary>
/// <param name="Files">By path from the root of the tree.</param>
/// <param name="Ignored">What the tree's own <c>.gitignore</c> files leave out.</param>
internal sealed record LaidTree(IReadOnlyDictionary<string, LaidFile> Files, IgnoreRules Ignored)
{
    /// <summary>Every folder on the way to a file.</summary>
    public IReadOnlySet<string> Folders { get; } = Files.Keys.SelectMany(Paths.FoldersOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names of what was laid out in a folder, files and folders; the root is empty.</summary>
    public IEnumerable<string> NamesIn(string folder) => names.Value[folder];

    private readonly Lazy<ILookup<string, string>> names = new(() => Files.Keys.SelectMany(path => Paths.FoldersOf(path).Append(path)).Distinct(StringComparer.Ordinal)
        .ToLookup(Paths.Parent, path => path[(path.LastIndexOf('/') + 1)..], StringComparer.Ordinal));
}
