using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.SK.Repositories;

/// <summary>What stands under a name, by the name itself: a link is a link.</summary>
/// <param name="Kind">The kind bits of its mode, such as <see cref="FolderHandle.Regular"/>.</param>
/// <param name="Links">How many names the file has.</param>
/// <param name="Owner">The user that it belongs to.</param>
/// <param name="Device">The file system that it is on.</param>
/// <param name="Number">Its number there.</param>
internal readonly record struct FolderEntry(int Kind, bool IsExecutable, long Links, int Owner, long Size, ulong Device, ulong Number);

/// <summary>An open folder. What is in it is reached from the open folder by one name, and never by a path: nothing can be put on the way.</summary>
/// <remarks>Linux only. Names are bytes, as the kernel has them: not every name is text.</remarks>
internal sealed partial class FolderHandle : IDisposable
{
    public const int Regular = 0x8000;
    public const int Folder = 0x4000;
    public const int Link = 0xA000;

    private readonly SafeFileHandle handle;

    private FolderHandle(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Opens a folder by a path of our own making; null when there is none, or a link stands there.</summary>
    public static FolderHandle? Open(string path) => At(CurrentFolder, Encoding.UTF8.GetBytes(path));

    /// <summary>Opens a folder in this one; null when it is none, or may not be read.</summary>
    public FolderHandle? OpenFolder(byte[] name) => At(Number, name);

    /// <summary>Opens a file in this folder to read it, without waiting for anybody; null when it may not be read.</summary>
    public SafeFileHandle? OpenFile(byte[] name) => OpenAt(Number, name, FileFlags);

    /// <summary>What a path of the operator's leads to, through links; null when it leads nowhere.</summary>
    public static FolderEntry? Follow(string path) => OperatingSystem.IsLinux() ? Facts(CurrentFolder, Encoding.UTF8.GetBytes(path), flags: 0) : null;

    /// <summary>Whether this user may make files in the folder, through links; nothing is tried.</summary>
    public static bool MayWriteIn(string path) => !OperatingSystem.IsLinux() || AccessAt(CurrentFolder, Terminated(Encoding.UTF8.GetBytes(path)), ToWriteIn, AsTheUserItIsNow) == 0;

    /// <summary>What stands under the name; null when nothing does.</summary>
    public FolderEntry? Look(byte[] name) => Facts(Number, name);

    /// <summary>What this is.</summary>
    public FolderEntry? Look() => Facts(Number, []);

    /// <summary>What was opened.</summary>
    public static FolderEntry? Look(SafeFileHandle file) => Facts((int)file.DangerousGetHandle(), []);

    /// <summary>Where a link leads, by its text; null when it is none.</summary>
    public byte[]? LinkTarget(byte[] name) => ReadLink(Number, name);

    /// <summary>The first names of this folder, in the order of their bytes; null when it cannot be listed.</summary>
    public IReadOnlyList<byte[]>? Names(int most)
    {
        // A second opening has a place of its own in the list.
        nint stream = OpenAt(Number, "."u8.ToArray(), FolderFlags) is { } again ? OpenStream(again) : 0;
        if (stream == 0)
        {
            return null;
        }
        List<byte[]> names = [];
        while (names.Count < most && NextName(stream) is { } name)
        {
            if (name is not ([(byte)'.'] or [(byte)'.', (byte)'.']))
            {
                names.Add(name);
            }
        }
        CloseStream(stream);
        names.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        return names;
    }

    /// <summary>Removes what stands under the name, with all that is in it; enters no link and no other file system. False when something is left.</summary>
    public bool Remove(byte[] name)
    {
        if (Look(name) is not { } entry)
        {
            return true;
        }
        if (entry.Kind != Folder)
        {
            return Unlink(Number, name, isFolder: false);
        }
        // Its owner may have closed it to us.
        Unlock(Number, name);
        using FolderHandle? inner = OpenFolder(name);
        return inner is not null && inner.Look()?.Device == Look()?.Device && inner.Clear() && Unlink(Number, name, isFolder: true);
    }

    public void Dispose() => handle.Dispose();

    // Round by round, so that a folder of millions of entries is never held in memory.
    private bool Clear()
    {
        const int Round = 10_000;
        while (Names(Round) is { } names)
        {
            if (names.Count == 0)
            {
                return true;
            }
            if (names.Count(Remove) < names.Count)
            {
                return false;
            }
        }
        return false;
    }

    private int Number => (int)handle.DangerousGetHandle();

    private static FolderHandle? At(int folder, byte[] name) => OpenAt(folder, name, FolderFlags) is { } opened ? new FolderHandle(opened) : null;
}
