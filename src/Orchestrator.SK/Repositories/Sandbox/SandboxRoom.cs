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
    private readonly ScratchFolder folder;
    private readonly string root;

    private SandboxRoom(ScratchFolder folder)
    {
        this.folder = folder;
        root = folder.Root;
    }

    public string Tree => Path.Combine(root, "tree");

    public string Home => Path.Combine(root, "home");

    public string Filter => Path.Combine(root, "filter");

    public string Passwd => Path.Combine(root, "passwd");

    public string Group => Path.Combine(root, "group");

    public string Hosts => Path.Combine(root, "hosts");

    /// <summary>Removes what killed runs left, in memory and on the disk; once in the life of this process.</summary>
    public static void ClearLeft()
    {
        ScratchFolder.ClearOnce(Memory);
        ScratchFolder.ClearOnce(Path.GetTempPath());
    }

    /// <summary>Makes a room in memory when <paramref name="bytes"/> of files fit there with what a build may add, and on the disk otherwise.</summary>
    public static SandboxRoom Make(long bytes)
    {
        SandboxRoom room = new(ScratchFolder.Make("check", MemoryHolds((bytes * Growth) + Reserve) ? Memory : null));
        foreach (string folder in (string[])[room.Tree, room.Home])
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
            if (ChangeOwner(path, ScratchFolder.Nobody, ScratchFolder.Nobody) != 0)
            {
                throw new IOException($"'{path}' cannot be given to user {ScratchFolder.Nobody}.");
            }
        }
    }

    public void Dispose() => folder.Dispose();

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
