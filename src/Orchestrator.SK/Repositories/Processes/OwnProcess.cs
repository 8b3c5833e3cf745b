using System.Runtime.InteropServices;

namespace Orchestrator.SK.Repositories.Processes;

/// <summary>Keeps what this process was given from what runs beside it.</summary>
internal static class OwnProcess
{
    private const int SetDumpable = 4;

    /// <summary>No other process of this user may read our memory or environment, and a crash leaves no picture of them.</summary>
    public static void Shield()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetDumpable, 0, 0, 0, 0);
        }
    }

    /// <summary>Takes a variable out of the environment: for children, and, by overwriting it where the system keeps it, for readers of <c>/proc</c> as well.</summary>
    public static void Forget(string variable)
    {
        if (OperatingSystem.IsLinux() && Find(variable) is var at and not 0)
        {
            for (var i = 0; Marshal.ReadByte(at, i) != 0; i++)
            {
                Marshal.WriteByte(at, i, (byte)'x');
            }
        }

        Environment.SetEnvironmentVariable(variable, null);
    }

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc", EntryPoint = "getenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Find([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
