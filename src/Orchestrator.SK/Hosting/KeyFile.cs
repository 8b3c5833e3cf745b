using System.Text;
using Microsoft.Win32.SafeHandles;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Hosting;

/// <summary>A key in a file of its own: for this user's eyes alone, and in no git repository, where it would be committed one day.</summary>
internal static class KeyFile
{
    private const int MaxBytes = 16 * 1024;
    private const int MaxLinks = 40;

    /// <summary>Reads the key, or says what is wrong with the file and how to mend it.</summary>
    public static (string? Key, string? Fault) Read(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            return (null, "is no absolute path: the program does not depend on the folder in which it is started.");
        }

        if (Real(path, MaxLinks) is not { } real)
        {
            return (null, "leads round in a circle of links.");
        }

        if (RepositoryOf(path) is { } repository || (repository = RepositoryOf(real)) is not null)
        {
            return (null, $"lies in the git repository '{repository}', where it would be committed one day: move it out.");
        }

        try
        {
            return OperatingSystem.IsLinux() ? ReadByHandle(real) : Judge(File.ReadAllBytes(real));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot be read: {error.GetType().Name}.");
        }
    }

    /// <summary>The root of the git repository that a path lies in; null when it lies in none.</summary>
    public static string? RepositoryOf(string path)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(path)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")) || (File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) && Directory.Exists(Path.Combine(folder, "refs"))))
            {
                return folder;
            }
        }

        return null;
    }

    /// <summary>The path with every link on it followed; null when there is no end to them.</summary>
    public static string? Real(string path, int links = MaxLinks)
    {
        var real = Path.GetPathRoot(path)!;
        var parts = Path.GetFullPath(path)[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < parts.Length; at++)
        {
            var next = Path.Combine(real, parts[at]);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                return links == 0 ? null : Real(Path.GetFullPath(Path.Combine([target, .. parts[(at + 1)..]]), real), links - 1);
            }

            real = next;
        }

        return real;
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static (string? Key, string? Fault) ReadByHandle(string path)
    {
        using var folder = FolderHandle.Open(Path.GetDirectoryName(path)!);
        var name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
        if (folder?.Look(name) is not { } entry)
        {
            return (null, "is not there.");
        }

        if (entry.Kind != FolderHandle.Regular)
        {
            return (null, "is no file.");
        }

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        using SafeFileHandle? file = folder.OpenFile(name);
        if (file is null || FolderHandle.Look(file) is not { Kind: FolderHandle.Regular } opened)
        {
            return (null, "cannot be read.");
        }

        if ((File.GetUnixFileMode(file) & Others) != 0)
        {
            return (null, $"can be read or written by others than its owner: chmod 600 '{path}'.");
        }

        if (opened.Size > MaxBytes)
        {
            return (null, $"has {opened.Size} bytes, and a key has at most {MaxBytes}.");
        }

        var content = new byte[opened.Size];
        return Judge(content[..RandomAccess.Read(file, content, 0)]);
    }

    private static (string? Key, string? Fault) Judge(byte[] content)
    {
        var key = TextRead.From(content).Text?.Trim();
        return string.IsNullOrEmpty(key) ? (null, "holds no key.")
            : key.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)) ? (null, "holds more than one word: it is to hold the key and nothing else.")
            : (key, null);
    }
}
