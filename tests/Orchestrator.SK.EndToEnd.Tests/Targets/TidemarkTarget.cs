using System.Diagnostics;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.EndToEnd.Tests.Targets;

/// <summary>The sample as somebody's own repository, made with the git program.</summary>
public sealed class TidemarkTarget
{
    /// <summary>The sample's verify compiles, which takes seconds; most tests need only one that is real.</summary>
    private const string QuickVerify = """["sh", "eng/check-docs.sh"]""";

    private readonly ProgramHome _home;
    private readonly bool _trusted;

    private TidemarkTarget(string root, ProgramHome home, bool trusted) => (Root, _home, _trusted) = (root, home, trusted);

    public string Root { get; }

    /// <summary>A repository with one commit on branch main, in a folder with a blank and a letter beyond ASCII.</summary>
    /// <param name="trusted">Whether its user has trusted what each commit's settings run.</param>
    public static TidemarkTarget In(ProgramHome home, bool trusted = true)
    {
        var target = new TidemarkTarget(Path.Combine(home.Root, "target é x", "tidemark"), home, trusted);
        var source = Path.Combine(AppContext.BaseDirectory, "samples", "tidemark");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target.Root, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        target.Edit("orchestrator.json", """["sh", "eng/verify.sh"]""", QuickVerify);
        target.Git("init", "-q", "-b", "main");
        return target.Commit("Import the sample");
    }

    public TidemarkTarget Write(string path, string content)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return this;
    }

    public TidemarkTarget Edit(string path, string old, string @new)
    {
        var text = File.ReadAllText(Path.Combine(Root, path));
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Write(path, text.Replace(old, @new, StringComparison.Ordinal));
    }

    /// <summary>Whoever made these settings has looked at what they run.</summary>
    private TidemarkTarget Trust()
    {
        var file = Path.Combine(Root, "orchestrator.json");
        PrivateFiles.CreateDirectory(_home.State);
        if (File.Exists(file))
        {
            var list = Path.Combine(_home.State, "trusted");
            File.AppendAllText(list, $"{TrustedSettings.HashOf(File.ReadAllText(file))} of a test\n");
            PrivateFiles.Protect(list);
        }

        return this;
    }

    public TidemarkTarget Commit(string message)
    {
        Git("add", "-A");
        Git("commit", "-q", "-m", message);
        return _trusted ? Trust() : this;
    }

    public string Git(params string[] arguments) => GitIn(Root, arguments);

    public string[] Branches() => Git("for-each-ref", "--format=%(refname:short)", "refs/heads").Split('\n');

    /// <summary>What git says about the files, without the index being refreshed by the question.</summary>
    public string Status() => Git("--no-optional-locks", "status", "--porcelain", "--ignored");

    public static string GitIn(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_AUTHOR_NAME"] = "A", ["GIT_AUTHOR_EMAIL"] = "a@example.org",
            ["GIT_COMMITTER_NAME"] = "A", ["GIT_COMMITTER_EMAIL"] = "a@example.org", ["LC_ALL"] = "C.UTF-8",
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), $"git {string.Join(' ', arguments)} hangs");
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error.Result}");
        return output.Result.TrimEnd();
    }
}
