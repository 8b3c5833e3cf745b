using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>A folder for one run, mode 0700: the tree, and beside it what the sandbox is made of. Disposal removes it, whatever a check did to it.</summary>
internal sealed class SandboxRoom : IDisposable
{
    private const string Memory = "/dev/shm";

    // A build writes more than it reads.
    private const int Growth = 4;
    private const long Reserve = 1L << 30;
    private readonly string root;

    /// <summary>The user without rights, by the custom of every Linux.</summary>
    public const int Nobody = 65534;

    private SandboxRoom(string root) => this.root = root;

    public string Tree => Path.Combine(root, "tree");

    public string Home => Path.Combine(root, "home");

    public string Filter => Path.Combine(root, "filter");

    public string Passwd => Path.Combine(root, "passwd");

    public string Group => Path.Combine(root, "group");

    public string Hosts => Path.Combine(root, "hosts");

    /// <summary>Makes a room in memory when <paramref name="bytes"/> of files fit there with what a build may add, and on the disk otherwise.</summary>
    public static SandboxRoom Make(long bytes)
    {
        string parent = MemoryHolds((bytes * Growth) + Reserve) ? Memory : Path.GetTempPath();
        string root = Path.Combine(parent, "orchestrator-check-" + Guid.NewGuid().ToString("N"));
        SandboxRoom room = new(root);
        foreach (string folder in (string[])[root, room.Tree, room.Home])
        {
            MakePrivate(folder);
        }
        File.WriteAllBytes(room.Filter, Bubblewrap.FilterForThisMachine() ?? []);
        File.WriteAllText(room.Passwd, $"root:x:0:0:root:/:/bin/false\ncheck:x:1000:1000:check:{Bubblewrap.Home}:/bin/sh\n", Encoding.ASCII);
        File.WriteAllText(room.Group, "root:x:0:\ncheck:x:1000:\n", Encoding.ASCII);
        File.WriteAllText(room.Hosts, "127.0.0.1 localhost\n::1 localhost\n", Encoding.ASCII);
        return room;
    }

    /// <summary>Makes the place at which a folder of the machine is shown in the tree; a link to it where no sandbox can show it.</summary>
    public void MakeTreeFolder(string path, string? link)
    {
        string full = Path.Combine(Tree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        if (link is null)
        {
            Directory.CreateDirectory(full);
        }
        else
        {
            Directory.CreateSymbolicLink(full, link);
        }
    }

    /// <summary>Gives the room to the user that checks run as, when that is another than we are.</summary>
    public void HandOver(SandboxShape shape)
    {
        if (!shape.AsNobody || !Environment.IsPrivilegedProcess)
        {
            return;
        }
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        foreach (string path in Directory.EnumerateFileSystemEntries(root, "*", all).Prepend(root))
        {
            if (ChangeOwner(path, Nobody, Nobody) != 0)
            {
                throw new IOException($"'{path}' cannot be given to user {Nobody}.");
            }
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            OpenFolders(root);
            Directory.Delete(root, recursive: true);
        }
    }

    // A check may have closed its own folders to us. Links are not entered.
    private static void OpenFolders(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        foreach (DirectoryInfo inner in new DirectoryInfo(folder).EnumerateDirectories().Where(inner => inner.LinkTarget is null))
        {
            OpenFolders(inner.FullName);
        }
    }

    private static bool MemoryHolds(long bytes)
    {
        try
        {
            // In containers it is often small, or programs may not be run from it.
            return OperatingSystem.IsLinux() && new DriveInfo(Memory).AvailableFreeSpace > bytes
                && !File.ReadLines("/proc/mounts").Any(line => line.Split(' ') is [_, Memory, _, var options, ..] && options.Split(',').Contains("noexec"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // Of a link itself, never of what it leads to.
    [DllImport("libc", EntryPoint = "lchown", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int user, int group);
}
