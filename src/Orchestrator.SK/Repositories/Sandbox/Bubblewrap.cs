using System.Globalization;
using System.Runtime.InteropServices;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>Composes the call of bubblewrap. Pure but for asking which system folders exist.</summary>
internal static class Bubblewrap
{
    /// <summary>Where the tree is inside.</summary>
    public const string Inside = "/repo";

    /// <summary>The home inside: empty, in memory.</summary>
    public const string Home = "/home/check";

    // Of /etc only what programs need to start: the whole of it holds keys that its owner, and we may be it, can read.
    private static readonly string[] Configuration =
    [
        "alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "nsswitch.conf", "localtime", "os-release", "debian_version", "mime.types", "magic",
        "fonts", "terminfo", "dotnet", "java", "python3", "perl", "ssl/certs", "ssl/openssl.cnf", "ca-certificates", "pki/tls/certs", "pki/ca-trust",
    ];

    private static readonly string[] System = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    // Whoever asks to die with its parent asks too late when that is dead already: so the parent is looked at after the asking. The filter comes by a file
    // descriptor, and .NET hands none on: a constant line of shell opens it. Arguments stay arguments.
    private const string Begin = "[ \"$PPID\" = \"$1\" ] || exit 1; filter=$2; shift 2; ";
    private const string WithFilter = Begin + "exec \"$@\" 9<\"$filter\"";
    private const string WithoutFilter = Begin + "exec \"$@\"";

    /// <summary>The whole command line.</summary>
    /// <param name="program">The path of bubblewrap.</param>
    /// <param name="shape">What it may be asked for here.</param>
    /// <param name="settings">What is shown beside the system.</param>
    /// <param name="room">The folders and files laid out for this run.</param>
    /// <param name="environment">The whole environment inside.</param>
    /// <param name="command">What runs inside, in <see cref="Inside"/>.</param>
    public static IReadOnlyList<string> Compose(
        string program, SandboxShape shape, SandboxSettings settings, SandboxRoom room,
        IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> command)
    {
        List<string> call = File.Exists("/usr/bin/prlimit") ? ["/usr/bin/prlimit", "--core=0", .. settings.Limits.ForEachProcess(), "--"] : [];
        if (File.Exists("/usr/bin/setpriv"))
        {
            string[] nobody = [$"--reuid={ScratchFolder.Nobody}", $"--regid={ScratchFolder.Nobody}", "--clear-groups", "--no-new-privs"];
            call.AddRange(["/usr/bin/setpriv", .. shape.AsNobody && Environment.IsPrivilegedProcess ? nobody : [], "--pdeathsig", "KILL", "--"]);
        }
        call.AddRange(["/bin/sh", "-c", shape.Seccomp ? WithFilter : WithoutFilter, "sh", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), room.Filter]);
        call.Add(program);
        call.AddRange(["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--new-session"]);
        call.AddRange(["--cap-drop", "ALL", "--uid", "1000", "--gid", "1000", "--hostname", "check", "--clearenv"]);
        call.AddRange([.. shape.OwnNetwork ? ["--unshare-net"] : Array.Empty<string>(), .. shape.NoNesting ? ["--disable-userns"] : Array.Empty<string>()]);
        call.AddRange(shape.Seccomp ? ["--seccomp", "9"] : []);
        call.AddRange(Files(shape, settings, room));
        call.AddRange(environment.SelectMany(pair => (string[])["--setenv", pair.Key, pair.Value]));
        call.AddRange(["--chdir", Inside, "--"]);
        call.AddRange(command);
        return call;
    }

    /// <summary>The filter for this machine; null when there is none, and with it no full level.</summary>
    public static byte[]? FilterForThisMachine() => SeccompFilter.Assemble(RuntimeInformation.ProcessArchitecture);

    private static IEnumerable<string> Files(SandboxShape shape, SandboxSettings settings, SandboxRoom room)
    {
        foreach (string folder in System)
        {
            if (new DirectoryInfo(folder) is { LinkTarget: { } target })
            {
                yield return "--symlink";
                yield return target;
                yield return folder;
            }
            else
            {
                foreach (string word in Show(folder))
                {
                    yield return word;
                }
            }
        }
        string[] fixedParts =
        [
            .. Configuration.SelectMany(name => Show("/etc/" + name)),
            "--ro-bind", room.Passwd, "/etc/passwd", "--ro-bind", room.Group, "/etc/group", "--ro-bind", room.Hosts, "/etc/hosts",
            .. shape.OwnProc ? Proc() : [],
            "--dev", "/dev", "--perms", "1777", "--size", settings.Limits.MemoryText, "--tmpfs", "/tmp", "--perms", "0700", "--size", settings.Limits.MemoryText, "--tmpfs", Home,
            .. SandboxSettings.DotnetRoot is { } root ? Show(root) : [], .. settings.ReadOnlyPaths.SelectMany(Show),
            "--bind", room.Tree, Inside, "--ro-bind-try", Path.Combine(room.Tree, ".git"), Inside + "/.git",
            .. settings.TreeFolders.SelectMany(folder => (string[])["--ro-bind", folder.Value, $"{Inside}/{folder.Key}"]), "--remount-ro", "/",
        ];
        foreach (string word in fixedParts)
        {
            yield return word;
        }
    }

    // The settings of the kernel belong to the root of the machine, whatever namespace a process is in: never writable.
    private static string[] Proc() =>
    [
        "--proc", "/proc",
        .. ((string[])["sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi"]).Select(name => "/proc/" + name).Where(Path.Exists).SelectMany(Show),
    ];

    private static string[] Show(string path) => ["--ro-bind-try", path, path];
}
