using LibGit2Sharp;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>A git directory whose files are not what they should be: each leads git, or a delivery, somewhere else.</summary>
/// <param name="Refusal">What the refusal says; null where the commit can be worked on all the same.</param>
internal sealed record GitLayout(string Name, Action<GitTarget> Arm, string? Refusal = null)
{
    private const string OtherFiles = "whose files are said to be in";
    private const string IsLink = "is a link";
    private const string NoFile = "is no file";

    public static readonly IReadOnlyList<GitLayout> All =
    [
        new("core.worktree elsewhere", target => target.Git("config", "core.worktree", Directory.CreateDirectory(Beside(target, "victim")).FullName), OtherFiles),
        new("core.worktree at the root of the machine", target => target.Git("config", "core.worktree", "/"), OtherFiles),
        new("core.worktree above", target => target.Git("config", "core.worktree", "../.."), OtherFiles),
        new(".git is a file that leads to another's repository", target => { MoveGit(target); File.WriteAllText(Path.Combine(target.Root, ".git"), $"gitdir: {Other(target)}/.git\n"); }, OtherFiles),
        new(".git is a link to another's repository", target => { MoveGit(target); File.CreateSymbolicLink(Path.Combine(target.Root, ".git"), Other(target) + "/.git"); }, OtherFiles),
        new(".git is a link", target => File.CreateSymbolicLink(Path.Combine(target.Root, ".git"), MoveGit(target)), OtherFiles),
        new(".git is a file that leads to itself", target => { MoveGit(target); File.WriteAllText(Path.Combine(target.Root, ".git"), "gitdir: .git\n"); }, "git"),
        new("commondir elsewhere", target => File.WriteAllText(Git(target, "commondir"), Other(target) + "/.git\n"), "commondir"),
        new("commondir at the root of the machine", target => File.WriteAllText(Git(target, "commondir"), "/\n"), "git"),
        new("a worktree that is not there", target =>
        {
            File.WriteAllText(Git(target, "worktrees/w/gitdir"), "/etc/passwd\n");
            File.WriteAllText(Git(target, "worktrees/w/HEAD"), "ref: refs/heads/main\n");
            File.WriteAllText(Git(target, "worktrees/w/commondir"), "/\n");
        }),
        new("references are a link", target => Link(target, "refs"), IsLink),
        new("branches are a link", target => Link(target, "refs/heads"), IsLink),
        new("logs are a link", target => Link(target, "logs"), IsLink),
        new("logs of branches are a link", target => Link(target, "logs/refs/heads"), IsLink),
        new("objects are a link", target => Link(target, "objects"), IsLink),
        new("some objects are a link", target => { var some = Git(target, "objects/x")[..^1] + "00"; File.Delete(some); Directory.CreateSymbolicLink(some, Directory.CreateDirectory(Beside(target, "away")).FullName); }, IsLink),
        new("the log of our branch is a link", target => { File.WriteAllText(Beside(target, "profile"), "# mine\n"); File.CreateSymbolicLink(Git(target, "logs/refs/heads/id-1"), Beside(target, "profile")); }),
        new("the log of our branch is a link to nothing yet", target => File.CreateSymbolicLink(Git(target, "logs/refs/heads/id-1"), Beside(target, "profile"))),
        new("the log of our branch is a folder", target => Directory.CreateDirectory(Git(target, "logs/refs/heads/id-1/x"))),
        new("our branch is a link", target => { File.WriteAllText(Beside(target, "profile"), "# mine\n"); File.CreateSymbolicLink(Git(target, "refs/heads/id-1"), Beside(target, "profile")); }, "cannot be"),
        new("our branch is a link to nothing yet", target => File.CreateSymbolicLink(Git(target, "refs/heads/id-1"), Beside(target, "profile"))),
        new("our branch is a folder", target => Directory.CreateDirectory(Git(target, "refs/heads/id-1/x"))),
        new("our branch is locked", target => File.WriteAllText(Git(target, "refs/heads/id-1.lock"), "")),
        new("the index is a link", target => { File.Move(Git(target, "index"), Beside(target, "index")); File.CreateSymbolicLink(Git(target, "index"), Beside(target, "index")); }),
        new("the index is locked", target => File.WriteAllText(Git(target, "index.lock"), "")),
        new("the index is split", target => target.Git("update-index", "--split-index"), "--no-split-index"),
        new("HEAD leads out", target => File.WriteAllText(Git(target, "HEAD"), "ref: ../../canary\n"), "cannot be read"),
        new("HEAD is a link", target => { File.Move(Git(target, "HEAD"), Beside(target, "head")); File.CreateSymbolicLink(Git(target, "HEAD"), Beside(target, "head")); }),
        new("packed references with control characters", target => File.WriteAllText(Git(target, "packed-refs"), $"# pack-refs with: peeled fully-peeled sorted \n{target.Git("rev-parse", "HEAD")} refs/heads/\u001b]0;x\u0007\n"), "cannot be"),
        new("packed references that start at the root", target => File.WriteAllText(Git(target, "packed-refs"), $"# pack-refs with: peeled fully-peeled sorted \n{target.Git("rev-parse", "HEAD")} /etc/passwd\n"), "cannot be"),
        new("references in a circle", target => { File.WriteAllText(Git(target, "refs/heads/x"), "ref: refs/heads/y\n"); File.WriteAllText(Git(target, "refs/heads/y"), "ref: refs/heads/x\n"); }, "cannot be"),
        new("the configuration includes itself", target => target.Git("config", "include.path", Path.Combine(target.Root, ".git", "config")), "cannot be read"),
        new("the configuration includes a pipe", target => target.Git("config", "include.path", Pipe(target)), NoFile),
        new("the configuration includes what includes a pipe", target => { File.WriteAllText(Beside(target, "more"), $"[Include] Path = \"{Pipe(target)}\"\n"); target.Git("config", "include.path", Beside(target, "more")); }, NoFile),
        new("what is ignored comes from a pipe", target => target.Git("config", "core.excludesFile", Pipe(target)), NoFile),
        new("a submodule with a repository of its own", Submodule),
        new("the user's name is a line of shell", target => { target.Git("config", "user.name", $"x;touch '{target.Canary}';"); target.Git("config", "user.email", "$(id)"); }),
        new("a tree that holds a name twice", target => Tree(target, ("a.txt", false), ("a.txt", false)), "twice"),
        new("a tree with the name of a folder above", target => Tree(target, ("..", true)), "cannot be"),
        new("a tree with a git directory", target => Tree(target, (".GIT", true)), "cannot be"),
        new("a tree with a path for a name", target => Tree(target, ("../../canary", false)), "cannot be"),
        new("a tree of some objects that is billions of files", target => Nest(target, 12, 10), "forged"),
        new("a tree that is deeper than folders are", target => Nest(target, 600, 1), "deep"),
    ];

    private static string Beside(GitTarget target, string name) => Path.Combine(Path.GetDirectoryName(target.Canary)!, name);

    private static string Git(GitTarget target, string path)
    {
        var full = Path.Combine(target.Root, ".git", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    private static string MoveGit(GitTarget target)
    {
        Directory.Move(Path.Combine(target.Root, ".git"), Beside(target, "kept.git"));
        return Beside(target, "kept.git");
    }

    private static string Other(GitTarget target)
    {
        var folder = Directory.CreateDirectory(Beside(target, "other")).FullName;
        File.WriteAllText(Path.Combine(folder, "a.txt"), "private\n");
        GitTarget.GitIn(folder, "init", "-q", "-b", "main");
        GitTarget.GitIn(folder, "add", ".");
        GitTarget.GitIn(folder, "commit", "-q", "-m", "Private");
        return folder;
    }

    private static void Link(GitTarget target, string path)
    {
        Directory.Move(Git(target, path), Beside(target, "away"));
        Directory.CreateSymbolicLink(Git(target, path), Beside(target, "away"));
    }

    private static string Pipe(GitTarget target)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [Beside(target, "pipe")]);
        Assert.True(made.WaitForExit(10_000) && made.ExitCode == 0, "mkfifo does not work here.");
        return Beside(target, "pipe");
    }

    private static void Submodule(GitTarget target)
    {
        var inner = Directory.CreateDirectory(Path.Combine(target.Root, "module")).FullName;
        GitTarget.GitIn(inner, "init", "-q");
        GitTarget.GitIn(inner, "commit", "-q", "--allow-empty", "-m", "x");
        target.Write(".gitmodules", "[submodule \"module\"]\n\tpath = module\n\turl = ./x\n\tignore = none\n");
        target.Commit();
        GitTarget.GitIn(inner, "config", "core.fsmonitor", target.ShellThatTouchesCanary("inner"));
        File.WriteAllText(Path.Combine(inner, "new.txt"), "x");
    }

    // Written byte by byte: no program makes such trees.
    private static void Tree(GitTarget target, params (string Name, bool IsFolder)[] entries)
    {
        using var git = new Repository(target.Root);
        var blob = target.Git("rev-parse", "HEAD:a.txt");
        var tree = target.Git("rev-parse", "HEAD:src");
        Head(target, Store(git, entries.Append(("zz", true)).Select(entry => (entry.Item1, entry.Item2 ? tree : blob, entry.Item2))));
    }

    private static void Nest(GitTarget target, int levels, int width)
    {
        using var git = new Repository(target.Root);
        var blob = target.Git("rev-parse", "HEAD:a.txt");
        var at = Store(git, Enumerable.Range(0, width).Select(i => ($"f{i}", blob, false)));
        for (var level = 0; level < levels; level++)
        {
            var below = at;
            at = Store(git, Enumerable.Range(0, width).Select(i => ($"d{i}", below, true)));
        }

        Head(target, at);
    }

    private static string Store(Repository git, IEnumerable<(string Name, string Id, bool IsFolder)> entries)
    {
        using var bytes = new MemoryStream();
        foreach (var (name, id, isFolder) in entries)
        {
            bytes.Write(System.Text.Encoding.UTF8.GetBytes($"{(isFolder ? "40000" : "100644")} {name}\0"));
            bytes.Write(Convert.FromHexString(id));
        }

        return git.ObjectDatabase.Write<Tree>(bytes.ToArray()).Sha;
    }

    private static void Head(GitTarget target, string tree) =>
        target.Git("update-ref", "refs/heads/main", target.Git("commit-tree", "-m", "Forged", tree));
}
