using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.SK.Repositories;

/// <summary>The calls of the C library, each with one meaning.</summary>
internal sealed partial class FolderHandle
{
    private const int CurrentFolder = -100;
    private const int NotFollowed = 0x100;
    private const int ItselfByNumber = 0x1000;
    private const int RemoveFolder = 0x200;
    private const int Interrupted = 4;
    private const int AsTheUserItIsNow = 0x200;
    private const int ToWriteIn = 2 | 1;
    private const uint OwnerOnly = 0x1C0;
    private const uint BasicFacts = 0x7FF;
    private const int KindMask = 0xF000;
    private const int NameOffset = 19;
    private const DllImportSearchPath Safe = DllImportSearchPath.SafeDirectories;

    // The two differ between processors; to close on exec and not to wait do not.
    private static readonly bool OnArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;
    private static readonly int FileFlags = 0x80000 | 0x800 | (OnArm ? 0x8000 : 0x20000);
    private static readonly int FolderFlags = FileFlags | (OnArm ? 0x4000 : 0x10000);

    private static SafeFileHandle? OpenAt(int folder, byte[] name, int flags)
    {
        while (true)
        {
            int file = OpenAt(folder, Terminated(name), flags, 0);
            if (file >= 0)
            {
                return new SafeFileHandle(file, ownsHandle: true);
            }
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return null;
            }
        }
    }

    // The layout of this answer is the same on every processor, which that of 'stat' is not.
    private static FolderEntry? Facts(int folder, byte[] name, int flags = NotFollowed)
    {
        byte[] facts = new byte[256];
        if (StatX(folder, Terminated(name), flags | (name.Length == 0 ? ItselfByNumber : 0), BasicFacts, facts) != 0)
        {
            return null;
        }
        ReadOnlySpan<byte> at = facts;
        int mode = MemoryMarshal.Read<ushort>(at[28..]);
        return new FolderEntry(
            mode & KindMask, (mode & 0x40) != 0, MemoryMarshal.Read<uint>(at[16..]), MemoryMarshal.Read<int>(at[20..]),
            MemoryMarshal.Read<long>(at[40..]), MemoryMarshal.Read<ulong>(at[136..]), MemoryMarshal.Read<ulong>(at[32..]));
    }

    private static byte[]? ReadLink(int folder, byte[] name)
    {
        byte[] target = new byte[4096];
        long length = ReadLinkAt(folder, Terminated(name), target, (nuint)target.Length);
        return length < 0 ? null : target[..(int)length];
    }

    private static nint OpenStream(SafeFileHandle folder)
    {
        nint stream = FolderStream((int)folder.DangerousGetHandle());
        if (stream == 0)
        {
            folder.Dispose();
        }
        else
        {
            // The stream closes it.
            folder.SetHandleAsInvalid();
        }
        return stream;
    }

    private static byte[]? NextName(nint stream)
    {
        nint entry = NextEntry(stream);
        if (entry == 0)
        {
            return null;
        }
        List<byte> name = [];
        for (int at = NameOffset; Marshal.ReadByte(entry, at) is var letter and not 0; at++)
        {
            name.Add(letter);
        }
        return [.. name];
    }

    private static void CloseStream(nint stream) => _ = CloseFolder(stream);

    private static bool Unlink(int folder, byte[] name, bool isFolder) => UnlinkAt(folder, Terminated(name), isFolder ? RemoveFolder : 0) == 0;

    private static void Unlock(int folder, byte[] name) => _ = ChangeModeAt(folder, Terminated(name), OwnerOnly, NotFollowed);

    private static byte[] Terminated(byte[] name) => [.. name, 0];

    [DllImport("libc", EntryPoint = "openat", SetLastError = true), DefaultDllImportSearchPaths(Safe)]
    private static extern int OpenAt(int folder, byte[] name, int flags, uint mode);

    [DllImport("libc", EntryPoint = "statx"), DefaultDllImportSearchPaths(Safe)]
    private static extern int StatX(int folder, byte[] name, int flags, uint wanted, byte[] facts);

    [DllImport("libc", EntryPoint = "faccessat"), DefaultDllImportSearchPaths(Safe)]
    private static extern int AccessAt(int folder, byte[] name, int wanted, int flags);

    [DllImport("libc", EntryPoint = "readlinkat"), DefaultDllImportSearchPaths(Safe)]
    private static extern nint ReadLinkAt(int folder, byte[] name, byte[] target, nuint size);

    [DllImport("libc", EntryPoint = "fdopendir"), DefaultDllImportSearchPaths(Safe)]
    private static extern nint FolderStream(int folder);

    [DllImport("libc", EntryPoint = "readdir"), DefaultDllImportSearchPaths(Safe)]
    private static extern nint NextEntry(nint stream);

    [DllImport("libc", EntryPoint = "closedir"), DefaultDllImportSearchPaths(Safe)]
    private static extern int CloseFolder(nint stream);

    [DllImport("libc", EntryPoint = "unlinkat"), DefaultDllImportSearchPaths(Safe)]
    private static extern int UnlinkAt(int folder, byte[] name, int flags);

    [DllImport("libc", EntryPoint = "fchmodat"), DefaultDllImportSearchPaths(Safe)]
    private static extern int ChangeModeAt(int folder, byte[] name, uint mode, int flags);
}
