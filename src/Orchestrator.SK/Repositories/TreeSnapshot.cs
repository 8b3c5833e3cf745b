using System.Text;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories;

/// <summary>The files of one commit, read from the private repository. Immutable, listed on first use, safe to share between experts.</summary>
/// <param name="commitId">The full id.</param>
/// <param name="list">Lists the entries; called at most once.</param>
/// <param name="read">The content of a blob by its id.</param>
/// <param name="pack">Writes all git objects of the tree as a pack into a folder and returns the tree's id; null when there are none.</param>
internal sealed class TreeSnapshot(string commitId, Func<IReadOnlyList<TreeFile>> list, Func<string, byte[]> read, Func<string, string>? pack = null)
{
    private readonly Lazy<TreeIndex> index = new(() => new TreeIndex(list()));

    public string CommitId { get; } = commitId;

    /// <summary>All entries in ordinal order of their paths.</summary>
    public IReadOnlyList<TreeFile> Files => index.Value.Files;

    /// <inheritdoc cref="TreeSnapshot(string, Func{IReadOnlyList{TreeFile}}, Func{string, byte[]}, Func{string, string})" path="/param[@name='pack']"/>
    public Func<string, string>? Pack { get; } = pack;

    public bool Contains(string path) => Find(path) is not null;

    public TreeFile? Find(string path) => index.Value.ByPath.GetValueOrDefault(path);

    /// <summary>The text of a file, strictly UTF-8; never throws for what the tree holds.</summary>
    public TextRead ReadText(string path) => Find(path) switch
    {
        null => TextRead.Without(index.Value.Below(path).Any() ? TextFault.NotAFile : TextFault.Missing),
        { IsRegular: false } other => TextRead.Without(TextFault.NotAFile, other.Size),
        { Size: > TextRead.MaxBytes } large => TextRead.Without(TextFault.TooLarge, large.Size),
        var file => TextRead.From(read(file.BlobId)),
    };

    /// <summary>The content of a file as it is; of a link: where it points.</summary>
    /// <exception cref="FileNotFoundException">No such entry, or a submodule.</exception>
    public byte[] ReadBytes(string path) => Find(path) is { Mode: not TreeMode.Submodule } file
        ? read(file.BlobId)
        : throw new FileNotFoundException($"Commit {CommitId} has no file '{path}'.");

    /// <summary>The entries in a folder and its subfolders.</summary>
    public IEnumerable<TreeFile> Below(string folder) => index.Value.Below(folder);

    /// <summary>The path, of a file or folder, that has this spelling by <see cref="PathRules.Spelling"/>; null when there is none.</summary>
    public string? FindSpelling(string spelling) => index.Value.Spellings.GetValueOrDefault(spelling);

    /// <summary>Where a link points, as git stores it.</summary>
    public string LinkTarget(TreeFile link) => Encoding.UTF8.GetString(read(link.BlobId));

    private sealed class TreeIndex
    {
        private readonly string[] paths;
        private readonly Lazy<Dictionary<string, string>> spellings;

        public TreeIndex(IReadOnlyList<TreeFile> files)
        {
            Files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
            paths = [.. Files.Select(file => file.Path)];
            ByPath = Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
            spellings = new(Spell);
        }

        public IReadOnlyList<TreeFile> Files { get; }

        public Dictionary<string, TreeFile> ByPath { get; }

        public Dictionary<string, string> Spellings => spellings.Value;

        public IEnumerable<TreeFile> Below(string folder)
        {
            string prefix = folder.Length == 0 ? "" : folder + "/";
            int at = Array.BinarySearch(paths, prefix, StringComparer.Ordinal);
            for (at = at < 0 ? ~at : at; at < paths.Length && paths[at].StartsWith(prefix, StringComparison.Ordinal); at++)
            {
                yield return Files[at];
            }
        }

        private Dictionary<string, string> Spell()
        {
            Dictionary<string, string> found = new(StringComparer.Ordinal);
            foreach (string path in paths)
            {
                // Upwards until a folder is known: then all above it are.
                for (string at = path; at.Length > 0 && found.TryAdd(PathRules.Spelling(at), at); at = Paths.Parent(at))
                {
                }
            }
            return found;
        }
    }
}
