using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.SK.Repositories.Processes;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>Finds out, by trying, how well this machine can shut a check in. Once per boot; the answer is kept in the state folder.</summary>
internal static class SandboxProbe
{
    private const int Version = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private const string AsRoot = "as root, a check can change the modes of devices";

    // From the hardened form down. What bubblewrap is refused in a container is mostly a user namespace in the sandbox, or a process file system.
    private static readonly (SandboxShape Shape, string[] Leaks)[] Shapes =
    [
        (new(Seccomp: true, NoNesting: true, OwnProc: true, OwnNetwork: true, AsNobody: true), []),
        (new(true, false, true, true, true), ["new user namespaces can be made inside"]),
        (new(false, true, true, true, true), ["system calls are not filtered"]),
        (new(false, false, true, true, true), ["new user namespaces can be made inside", "system calls are not filtered"]),
        (new(true, true, false, true, true), ["there is no /proc inside"]),
        (new(true, false, false, true, true), ["new user namespaces can be made inside", "there is no /proc inside"]),
        (new(true, false, true, false, true), ["the network is open"]),
        (new(true, true, true, true, false), [AsRoot]),
        (new(true, false, true, true, false), [AsRoot, "new user namespaces can be made inside"]),
        (new(false, false, false, false, false), ["the network is open", "system calls are not filtered", "there is no /proc inside"]),
    ];

    // Each line of output is a leak. Plain sh, for nothing else is sure to be there.
    private const string Questions = """
        [ -e "$HOST_HOME" ] && echo "the home of this user can be seen"
        [ -e /etc/shadow ] && echo "the system's passwords can be seen"
        (: > /usr/probe) 2>/dev/null && echo "the system can be written"
        (: > /probe) 2>/dev/null && echo "the root can be written"
        (: > .git/probe) 2>/dev/null && echo ".git can be written"
        (: > probe) 2>/dev/null || echo "the tree cannot be written"
        [ -w /dev/kmsg ] && echo "the kernel's log can be written"
        if [ -r /proc/self/status ]; then
          (: >> /proc/sys/kernel/printk) 2>/dev/null && echo "the kernel's settings can be written"
          tr '\0' '\n' < /proc/1/environ 2>/dev/null | grep -vqE '^(PATH|PWD|OLDPWD|SHLVL|_|ORCHESTRATOR_PROCESS)=' && echo "our environment can be read"
          [ "$(ls /proc | grep -c '^[0-9]')" -lt 12 ] || echo "other processes can be seen"
          grep -q '^NoNewPrivs:.1' /proc/self/status || echo "privileges can be gained"
          grep -q '^CapEff:.0*$' /proc/self/status || echo "capabilities are held"
          grep -q '^Seccomp:.2' /proc/self/status || echo "system calls are not filtered"
          [ "$(grep -c : /proc/net/dev)" -le 1 ] || echo "the network is open"
        fi
        unshare -U true 2>/dev/null && echo "new user namespaces can be made inside"
        true
        """;

    /// <summary>The level of this machine and its leaks.</summary>
    public static async Task<SandboxReport> ProbeAsync(string stateDirectory, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return SandboxReport.Nothing("bubblewrap needs Linux");
        }
        if (ProgramPath.Find("bwrap", "/", "/usr/bin:/usr/local/bin:/bin") is not { } program)
        {
            return SandboxReport.Nothing("bubblewrap is not installed (apt-get install bubblewrap)");
        }
        string cache = CacheFile(stateDirectory, program);
        if (Load(cache) is { } kept)
        {
            return kept;
        }
        SandboxReport report = await TryAsync(program, cancellationToken);
        Save(cache, report);
        return report;
    }

    private static async Task<SandboxReport> TryAsync(string program, CancellationToken cancellationToken)
    {
        string refusal = "";
        foreach ((SandboxShape shape, string[] leaks) in Shapes.Where(entry => !entry.Shape.Seccomp || Bubblewrap.FilterForThisMachine() is not null))
        {
            using SandboxRoom room = SandboxRoom.Make(0);
            Directory.CreateDirectory(Path.Combine(room.Tree, ".git"));
            room.HandOver(shape);
            Dictionary<string, string> inside = SandboxSettings.Default.EnvironmentWith(Bubblewrap.Home);
            inside["HOST_HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home ? home : "/nonexistent";
            IReadOnlyList<string> call = Bubblewrap.Compose(program, shape, SandboxSettings.Default, room, inside, ["/bin/sh", "-c", Questions]);
            ProcessResult ended = await ProcessRunner.RunAsync(
                new ProcessRequest(call, "/", new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, Limit), cancellationToken);
            string output = PrintableText.From(ended.Output, 4096).Trim();
            if (ended.ExitCode == 0)
            {
                string[] all = [.. leaks.Concat(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];
                return new SandboxReport(all.Length == 0 ? SandboxLevel.Full : SandboxLevel.Partial, all, program, shape);
            }
            refusal = refusal.Length > 0 ? refusal : output;
        }
        return SandboxReport.Nothing($"bubblewrap does not work here: {OneLine(refusal)}");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ") is { Length: > 200 } line ? line[..200] : text.ReplaceLineEndings(" ");

    // Another boot, another program or another user is another answer.
    private static string CacheFile(string stateDirectory, string program)
    {
        string boot = File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "unknown";
        string age = File.GetLastWriteTimeUtc(program).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return Path.Combine(stateDirectory, $"sandbox-{Version}-{boot}-{age}-{Environment.UserName}.json");
    }

    private static SandboxReport? Load(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<SandboxReport>(File.ReadAllBytes(file)) : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            // A spoilt memory is no answer: probe again.
            return null;
        }
    }

    private static void Save(string file, SandboxReport report)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string temporary = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllText(temporary, JsonSerializer.Serialize(report), Encoding.UTF8);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(temporary, file, overwrite: true);
    }
}
