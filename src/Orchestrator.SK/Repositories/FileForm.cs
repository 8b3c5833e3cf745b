using System.Runtime.InteropServices;

namespace Orchestrator.SK.Repositories;

/// <summary>Tells a file from what only looks like one: opening a pipe waits until somebody writes, and a device may never end.</summary>
internal static class FileForm
{
    private const int RelativeToWorkingFolder = -100;
    private const uint TypeModeAndInode = 1 | 2 | 0x100;
    private const int AnswerLength = 256;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int DeviceOffset = 136;
    private const int KindMask = 0xF000;
    private const int File = 0x8000;
    private const int Folder = 0x4000;
    private const int Pipe = 0x1000;

    /// <summary>Whether something stands there, through links, that is neither a file nor a folder.</summary>
    public static bool IsOdd(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerLength];
        return Ask(path, answer) && Kind(answer) is not (File or Folder);
    }

    /// <summary>Whether a pipe stands there, through links. A device, such as /dev/null, is answered by at once.</summary>
    public static bool IsPipe(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerLength];
        return Ask(path, answer) && Kind(answer) is Pipe;
    }

    /// <summary>Whether two paths lead, through links, to the same file or folder.</summary>
    public static bool AreSame(string one, string other)
    {
        Span<byte> first = stackalloc byte[AnswerLength];
        Span<byte> second = stackalloc byte[AnswerLength];
        return Ask(one, first) && Ask(other, second)
            && first.Slice(InodeOffset, 8).SequenceEqual(second.Slice(InodeOffset, 8)) && first.Slice(DeviceOffset, 8).SequenceEqual(second.Slice(DeviceOffset, 8));
    }

    private static int Kind(ReadOnlySpan<byte> answer) => BitConverter.ToUInt16(answer[ModeOffset..]) & KindMask;

    // The one call whose answer has the same form on every processor.
    private static bool Ask(string path, Span<byte> answer) =>
        OperatingSystem.IsLinux() && Statx(RelativeToWorkingFolder, path, 0, TypeModeAndInode, ref MemoryMarshal.GetReference(answer)) == 0;

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte answer);
}
