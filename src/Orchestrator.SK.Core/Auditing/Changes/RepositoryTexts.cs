namespace Orchestrator.SK.Core.Auditing.Changes;

/// <summary>A file of the head.</summary>
/// <param name="Text">Null for what is no text or too large to be written by hand.</param>
/// <param name="Hash">Of the content.</param>
public sealed record RepositoryText(string Path, string? Text, Func<string?>? Hash = null);

/// <summary>The files of the head, by path and by folder.</summary>
public sealed class RepositoryTexts
{
    private readonly Dictionary<string, RepositoryText> byPath;
    private readonly Lazy<ILookup<string, string>> byFolder;
    private readonly Lazy<ILookup<string, string>> byName;
    private readonly Lazy<HashSet<string>> folders;
    private readonly Dictionary<string, string[]> lines = new(StringComparer.Ordinal);

    public RepositoryTexts(IEnumerable<RepositoryText> files)
    {
        Files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        byPath = Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        byFolder = new(() => Files.ToLookup(file => Paths.Folder(file.Path), file => file.Path, StringComparer.Ordinal));
        byName = new(() => Files.ToLookup(file => Paths.Name(file.Path), file => file.Path, StringComparer.Ordinal));
        folders = new(() => Files.SelectMany(file => Paths.FoldersAbove(file.Path)).ToHashSet(StringComparer.Ordinal));
    }

    public IReadOnlyList<RepositoryText> Files { get; }

    public bool Contains(string path) => byPath.ContainsKey(path);

    public bool IsFolder(string path) => folders.Value.Contains(path);

    public string? Text(string path) => byPath.GetValueOrDefault(path)?.Text;

    public string? Hash(string path) => byPath.GetValueOrDefault(path)?.Hash?.Invoke();

    /// <summary>The files right in a folder.</summary>
    public IEnumerable<string> In(string folder) => byFolder.Value[folder];

    public IEnumerable<string> Named(string name) => byName.Value[name];

    public IReadOnlyList<string> Lines(string path)
    {
        if (!lines.TryGetValue(path, out var found))
        {
            lines[path] = found = Text(path) is { } text ? text.ReplaceLineEndings("\n").Split('\n') : [];
        }

        return found;
    }
}

/// <summary>The parts of a repository path.</summary>
internal static class Paths
{
    public static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static string Extension(string path) => Name(path) is var name && name.LastIndexOf('.') is > 0 and var dot ? name[dot..] : "";

    /// <summary>The name without its last ending.</summary>
    public static string Stem(string path) => Name(path) is var name && name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;

    public static IEnumerable<string> FoldersAbove(string path)
    {
        for (var folder = Folder(path); folder.Length > 0; folder = Folder(folder))
        {
            yield return folder;
        }
    }
}
