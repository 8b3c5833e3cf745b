using System.Runtime.InteropServices;

namespace Orchestrator.SK.Repositories;

/// <summary>Tells a file from what only looks like one: opening a pipe waits until somebody writes, and a device may never end.</summary>
internal static class FileForm
{
    private const int RelativeToWorkingFolder = -100;
    private const uint TypeAndMode = 1 | 2;
    private const int ModeOffset = 28;
    private const int KindMask = 0xF000;

    /// <summary>Whether something stands there, through links, that is neither a file nor a folder.</summary>
    public static bool IsOdd(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }
        // The one call whose answer has the same form on every processor.
        Span<byte> answer = stackalloc byte[256];
        ref byte first = ref MemoryMarshal.GetReference(answer);
        return Statx(RelativeToWorkingFolder, path, 0, TypeAndMode, ref first) == 0
            && (BitConverter.ToUInt16(answer[ModeOffset..]) & KindMask) is not (0x8000 or 0x4000);
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte answer);
}
