using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>A real repository made with the git program in a temporary folder, and a state folder beside it.</summary>
public sealed class GitTarget : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("repositories-").FullName;

    public GitTarget(params string[] initArguments)
    {
        Root = Path.Combine(home, "target é: x");
        State = Path.Combine(home, "state");
        Directory.CreateDirectory(Root);
        Git(["init", "-q", "-b", "main", .. initArguments]);
    }

    public string Root { get; }

    public string State { get; }

    public string Canary => Path.Combine(home, "canary");

    public string Write(string path, string content, bool executable = false)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        if (executable)
        {
            MakeExecutable(full);
        }
        return full;
    }

    public string Commit(string message = "Add files")
    {
        Git("add", "-A");
        Git("commit", "-q", "--allow-empty", "-m", message);
        return Git("rev-parse", "HEAD");
    }

    public string Git(params string[] arguments) => GitIn(Root, arguments);

    public static string GitIn(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string key, string value) in new Dictionary<string, string>
        {
            ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_AUTHOR_NAME"] = "A", ["GIT_AUTHOR_EMAIL"] = "a@example.org",
            ["GIT_COMMITTER_NAME"] = "A", ["GIT_COMMITTER_EMAIL"] = "a@example.org", ["LC_ALL"] = "C.UTF-8",
            ["GIT_AUTHOR_DATE"] = "2026-02-01T12:00:00Z", ["GIT_COMMITTER_DATE"] = "2026-02-01T12:00:00Z",
        })
        {
            start.Environment[key] = value;
        }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)), "git hangs");
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error.Result}");
        return output.Result.TrimEnd();
    }

    /// <summary>Path, kind, mode, size or link target, time and hash of everything in the target, except loose objects and what is named.</summary>
    public IReadOnlyList<string> Fingerprint(params string[] except)
    {
        List<string> lines = [];
        HashSet<string> regular = RegularFiles();
        foreach (FileSystemInfo entry in new DirectoryInfo(Root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(Root, entry.FullName);
            bool ignored = path.Contains("objects/", StringComparison.Ordinal) || except.Any(one => path.EndsWith(one, StringComparison.Ordinal));
            if (ignored)
            {
                continue;
            }
            string content = entry is FileInfo { LinkTarget: null } file && regular.Contains(file.FullName)
                ? $"{file.LastWriteTimeUtc:O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)))}"
                : entry.LinkTarget ?? "folder";
            lines.Add($"{path} {entry.UnixFileMode} {content}");
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    public string ShellThatTouchesCanary(string name)
    {
        string script = Path.Combine(home, name);
        File.WriteAllText(script, $"#!/bin/sh\necho {name} >> '{Canary}'\ncat\n", new UTF8Encoding(false));
        MakeExecutable(script);
        return script;
    }

    // .NET does not tell a fifo from a file, and reading one would wait forever.
    private HashSet<string> RegularFiles()
    {
        using Process find = Process.Start(new ProcessStartInfo("find", [Root, "-type", "f", "-print0"]) { RedirectStandardOutput = true })!;
        return [.. find.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries)];
    }

    public static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        }
    }

    public void Dispose() => Directory.Delete(home, recursive: true);
}
