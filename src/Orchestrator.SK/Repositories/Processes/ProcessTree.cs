using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.SK.Repositories.Processes;

/// <summary>Kills a program with everything it started.</summary>
/// <remarks>
/// The program leads a session of its own, so one signal reaches all that stayed in it. Who left it is found by the mark in the environment that children
/// inherit, or as a descendant. What has left the session, dropped its environment and lost its parent is out of reach here; in the sandbox nothing is, for it
/// dies with the process namespace.
/// </remarks>
internal static class ProcessTree
{
    /// <summary>The name of the mark in the environment.</summary>
    public const string Mark = "ORCHESTRATOR_PROCESS";
    private const int Kill = 9;
    private const int MaxRounds = 20;

    /// <summary>Kills until nothing is left; true when nothing is.</summary>
    public static bool KillAll(int leader, string mark)
    {
        if (!OperatingSystem.IsLinux())
        {
            _ = Signal(-leader, Kill);
            return true;
        }
        byte[] needle = Encoding.UTF8.GetBytes($"{Mark}={mark}");
        for (int round = 0; round < MaxRounds; round++)
        {
            _ = Signal(-leader, Kill);
            int[] left = Members(leader, needle);
            if (left.Length == 0)
            {
                return true;
            }
            foreach (int process in left)
            {
                _ = Signal(process, Kill);
            }
            // A killed process is listed until it is reaped.
            Thread.Sleep(5);
        }
        return false;
    }

    /// <summary>The processes that belong to it now.</summary>
    public static int[] MembersOf(int leader, string mark) => OperatingSystem.IsLinux() ? Members(leader, Encoding.UTF8.GetBytes($"{Mark}={mark}")) : [];

    private static int[] Members(int leader, byte[] needle)
    {
        List<(int Id, int Parent, int Session, bool Marked)> all = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Read(folder) is { } seen)
            {
                all.Add((id, seen.Parent, seen.Session, Contains(folder, needle)));
            }
        }
        HashSet<int> members = [leader];
        bool grew;
        do
        {
            grew = false;
            foreach ((int id, int parent, int session, bool marked) in all)
            {
                grew |= (marked || session == leader || members.Contains(parent)) && members.Add(id);
            }
        }
        while (grew);
        HashSet<int> alive = [.. all.Select(process => process.Id)];
        return [.. members.Where(alive.Contains)];
    }

    // Null for what is gone or only waits to be reaped.
    private static (int Parent, int Session)? Read(string folder)
    {
        try
        {
            string stat = File.ReadAllText(folder + "/stat");
            // The name of the program, in brackets, may hold anything; what follows it has a fixed order.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static bool Contains(string folder, byte[] needle)
    {
        try
        {
            return File.ReadAllBytes(folder + "/environ").AsSpan().IndexOf(needle) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
