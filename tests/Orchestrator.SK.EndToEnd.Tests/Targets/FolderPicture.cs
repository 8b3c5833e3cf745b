using System.Security.Cryptography;

namespace Orchestrator.SK.EndToEnd.Tests.Targets;

/// <summary>Every entry of a folder at one moment: mode, time and content. What a second picture lacks or adds was touched.</summary>
internal sealed class FolderPicture
{
    private readonly SortedDictionary<string, string> _entries = new(StringComparer.Ordinal);

    private FolderPicture()
    {
    }

    public static FolderPicture Of(string folder)
    {
        var picture = new FolderPicture();
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            // The time of a folder is that of its newest entry, which is looked at itself.
            picture._entries[Path.GetRelativePath(folder, entry.FullName)] = entry switch
            {
                FileInfo { LinkTarget: null } file => $"{file.UnixFileMode} {file.LastWriteTimeUtc:O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)))}",
                { LinkTarget: { } link } => $"link {link}",
                _ => $"folder {entry.UnixFileMode}",
            };
        }

        return picture;
    }

    /// <summary>Paths that are new, gone or different since <paramref name="before"/>.</summary>
    public IReadOnlyList<string> ChangesSince(FolderPicture before) =>
        [.. _entries.Keys.Union(before._entries.Keys).Where(path => _entries.GetValueOrDefault(path) != before._entries.GetValueOrDefault(path)).Order(StringComparer.Ordinal)];
}
