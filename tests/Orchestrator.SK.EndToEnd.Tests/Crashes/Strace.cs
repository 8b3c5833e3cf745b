using System.Text.RegularExpressions;

namespace Orchestrator.SK.EndToEnd.Tests.Crashes;

/// <summary>Kills a program at one of its calls to the kernel.</summary>
internal static partial class Strace
{
    public const string Program = "/usr/bin/strace";

    // What changes something on a disk, and what comes before it.
    private static readonly string[] Names = ["fsync", "fdatasync", "pwrite64", "write", "rename", "renameat", "renameat2", "openat", "unlink", "ftruncate", "mkdir", "fcntl", "link", "chmod", "fchmod"];

    /// <summary>Each call that a whole run makes, by its number in the thread that makes most of them: that is how strace counts.</summary>
    public static async Task<IReadOnlyList<(string Call, int Number)>> PointsAsync(Story story)
    {
        var log = Path.GetTempFileName();
        try
        {
            await using var run = await SweptRun.StartAsync(story);
            await run.LiveAsync(0, Side.Before, Program, "-f", "-qq", "--seccomp-bpf", "-o", log, "-e", $"trace={string.Join(',', Names)}", "--");
            return [.. File.ReadLines(log).Select(line => Line().Match(line)).Where(match => match.Success)
                .GroupBy(match => (Thread: match.Groups["thread"].Value, Call: match.Groups["call"].Value))
                .GroupBy(thread => thread.Key.Call, thread => thread.Count())
                .SelectMany(call => Enumerable.Range(1, call.Max()).Select(number => (call.Key, number)))];
        }
        finally
        {
            File.Delete(log);
        }
    }

    public static string[] Kill(string call, int number) => [Program, "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={number}", "--"];

    /// <summary>From that call on, the kernel answers each of its kind with an error.</summary>
    public static string[] Fail(string call, string error, int from) => [Program, "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:error={error}:when={from}+", "--"];

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>[a-z0-9]+)\(")]
    private static partial Regex Line();
}
