using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.SK.Repositories;

/// <summary>A folder for a while, mode 0700. Disposal removes it, whatever was done to it; what a killed process left is removed by the next that makes one.</summary>
/// <remarks>
/// Beside each folder lies a file that its process holds locked: the kernel lets go when the process ends, however it ends, and in whatever container it ran. A
/// folder is removed only when nobody holds its file, and both are this user's own. Links, other users' things and folders without such a file are never touched.
/// </remarks>
internal sealed class ScratchFolder : IDisposable
{
    public const string Prefix = "orchestrator-";
    public const string Suffix = ".claim";

    /// <summary>The user without rights, by the custom of every Linux: as root, checks run as that one.</summary>
    public const int Nobody = 65534;

    private const int Exclusive = 2;
    private const int NoWait = 4;
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Cleared = new(StringComparer.Ordinal);
    private readonly FileStream? claim;

    private ScratchFolder(string root, FileStream? claim)
    {
        Root = root;
        this.claim = claim;
    }

    public string Root { get; }

    /// <summary>Makes a folder among the temporary ones, or in another.</summary>
    /// <param name="kind">A word of its name, for people who look.</param>
    public static ScratchFolder Make(string kind, string? parent = null)
    {
        string place = parent ?? Path.GetTempPath();
        place = Real(place);
        string root = Path.Combine(place, $"{Prefix}{kind}-{Guid.NewGuid():N}");
        if (!OperatingSystem.IsLinux())
        {
            Directory.CreateDirectory(root);
            return new ScratchFolder(root, null);
        }
        ClearOnce(place);
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        FileStream claim = new(root + Suffix, options);
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ScratchFolder(root, claim);
    }

    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public void Dispose()
    {
        using FileStream? held = claim;
        if (!OperatingSystem.IsLinux())
        {
            Directory.Delete(Root, recursive: true);
            return;
        }
        using FolderHandle? parent = FolderHandle.Open(Path.GetDirectoryName(Root)!);
        if (parent?.Remove(Encoding.UTF8.GetBytes(Path.GetFileName(Root))) != true)
        {
            throw new IOException($"'{Root}' cannot be removed.");
        }
    }

    /// <summary>Removes what killed processes left in a folder; what cannot be removed stays for the next time.</summary>
    /// <returns>How many were removed.</returns>
    internal static int Clear(string parent)
    {
        using FolderHandle? folder = FolderHandle.Open(parent);
        return (folder?.Names(int.MaxValue) ?? []).Count(name =>
            Encoding.UTF8.GetString(name) is var text && text.StartsWith(Prefix, StringComparison.Ordinal) && text.EndsWith(Suffix, StringComparison.Ordinal)
            && Clear(folder!, name, name[..^Suffix.Length]));
    }

    /// <summary>The same, once for each folder in the life of this process.</summary>
    public static void ClearOnce(string parent)
    {
        lock (Gate)
        {
            if (OperatingSystem.IsLinux() && Cleared.Add(Real(parent)))
            {
                Clear(Real(parent));
            }
        }
    }

    private static string Real(string folder) => Directory.Exists(folder) && Directory.ResolveLinkTarget(Path.TrimEndingDirectorySeparator(folder), returnFinalTarget: true) is { } real
        ? real.FullName
        : Path.TrimEndingDirectorySeparator(folder);

    private static bool Clear(FolderHandle folder, byte[] claim, byte[] left)
    {
        int own = (int)UserId();
        if (folder.Look(claim) is not { Kind: FolderHandle.Regular, Links: 1 } entry || entry.Owner != own)
        {
            return false;
        }
        using SafeFileHandle? file = folder.OpenFile(claim);
        if (file is null || FileLock((int)file.DangerousGetHandle(), Exclusive | NoWait) != 0)
        {
            return false;
        }
        return folder.Look(left) switch
        {
            null => folder.Remove(claim),
            { Kind: FolderHandle.Folder } found when found.Owner == own || (own == 0 && found.Owner == Nobody) => folder.Remove(left) && folder.Remove(claim),
            _ => false,
        };
    }

    [DllImport("libc", EntryPoint = "geteuid"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint UserId();

    [DllImport("libc", EntryPoint = "flock"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileLock(int file, int operation);
}
