using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>Each way we know in which a repository's own files make a git program run something, look elsewhere, or write elsewhere. The trap of a trick leaves a mark when it is sprung.</summary>
internal static class GitTricks
{
    // A program that git runs by itself somewhere, by the name of its setting.
    private static readonly string[] Programs =
    [
        "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.gitProxy", "core.askPass", "core.alternateRefsCommand", "uploadpack.packObjectsHook",
        "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "mergetool.evil.cmd",
        "gpg.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand", "credential.helper", "sequence.editor", "trailer.x.command", "trailer.x.cmd", "alias.status", "alias.fetch", "alias.rev-parse",
        "remote.origin.uploadpack", "remote.origin.receivepack", "remote.origin.vcs", "interactive.diffFilter", "pager.status", "pager.log", "sendemail.smtpServer", "browser.evil.cmd", "core.worktreeHook",
    ];

    private static readonly string[] Hooks =
    [
        "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-checkout", "post-commit", "post-index-change", "post-merge", "post-receive", "post-rewrite",
        "post-update", "pre-auto-gc", "pre-commit", "pre-push", "pre-receive", "prepare-commit-msg", "proc-receive", "push-to-checkout", "reference-transaction", "update",
    ];

    private static readonly Dictionary<string, Action<GitTarget>> Others = new(StringComparer.Ordinal)
    {
        ["hooks in a folder of the tree"] = target =>
        {
            foreach (string hook in Hooks)
            {
                Place(target.ShellThatTouchesCanary(hook), Path.Combine(target.Root, "tools", hook));
            }
            target.Git("config", "core.hooksPath", "tools");
        },
        ["configuration that is included"] = target => target.Git("config", "include.path", Side(target, "[core]\n\tfsmonitor = " + target.ShellThatTouchesCanary("included") + "\n")),
        ["configuration that is included where the folder fits"] = target =>
            target.Git("config", "includeIf.gitdir:/.path", Side(target, "[filter \"evil\"]\n\tclean = " + target.ShellThatTouchesCanary("included") + "\n")),
        ["configuration of the work tree"] = target =>
        {
            target.Git("config", "extensions.worktreeConfig", "true");
            target.Git("config", "--worktree", "core.fsmonitor", target.ShellThatTouchesCanary("worktree"));
        },
        ["a filter named by the tree's attributes"] = target =>
        {
            target.Git("config", "filter.lfs.process", target.ShellThatTouchesCanary("lfs"));
            target.Git("config", "filter.lfs.required", "true");
            target.Write(".gitattributes", "* filter=lfs diff=lfs merge=lfs\n");
        },
        ["attributes from elsewhere"] = target =>
        {
            target.Git("config", "filter.evil.clean", target.ShellThatTouchesCanary("clean"));
            target.Git("config", "core.attributesFile", Side(target, "* filter=evil\n"));
        },
        ["attributes that expand and recode"] = target => target.Write(".gitattributes", "* ident export-subst text eol=crlf working-tree-encoding=UTF-16\n"),
        ["an address that is rewritten to a command"] = target =>
        {
            target.Git("config", "protocol.ext.allow", "always");
            target.Git("config", $"url.ext::{target.ShellThatTouchesCanary("ext")}.insteadOf", "/");
        },
        ["a remote that is a command"] = target =>
        {
            target.Git("config", "protocol.allow", "always");
            target.Git("config", "remote.origin.url", "ext::" + target.ShellThatTouchesCanary("ext"));
        },
        ["a submodule that is a command"] = target => target.Write(".gitmodules", $"[submodule \"x\"]\n\tpath = sub\n\turl = ext::{target.ShellThatTouchesCanary("sub")}\n\tupdate = !{target.ShellThatTouchesCanary("update")}\n"),
        ["a submodule whose path climbs"] = target => target.Write(".gitmodules", "[submodule \"../../x\"]\n\tpath = ../../x\n\turl = -u./payload\n"),
        ["a submodule's own repository with hooks"] = target =>
        {
            string modules = Path.Combine(target.Root, ".git", "modules", "x", "hooks");
            Place(target.ShellThatTouchesCanary("module"), Path.Combine(modules, "post-checkout"));
        },
        ["a repository inside the tree"] = target =>
        {
            target.Write("nested/HEAD", "ref: refs/heads/main\n");
            target.Write("nested/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = " + target.ShellThatTouchesCanary("nested") + "\n");
            target.Write("nested/objects/.keep", "");
            target.Write("nested/refs/.keep", "");
        },
        ["a file that stands for a submodule's repository"] = target => target.Write("inner/.gitkeep", "gitdir: ../nested\n"),
        ["a reference that looks like an option"] = target => target.Git("update-ref", "refs/heads/--upload-pack=touch", "HEAD"),
        ["a reference that looks like a command"] = target => target.Git("update-ref", "refs/heads/$(touch-canary)", "HEAD"),
        ["a tag by the name of the branch"] = target => target.Git("update-ref", "refs/tags/main", "HEAD"),
        ["references packed under odd names"] = target =>
            File.WriteAllText(Path.Combine(target.Root, ".git", "packed-refs"), $"# pack-refs with: peeled fully-peeled sorted\n{target.Git("rev-parse", "HEAD")} refs/heads/../../config\n"),
        ["a reference that points at itself"] = target => File.WriteAllText(Path.Combine(target.Root, ".git", "refs", "heads", "loop"), "ref: refs/heads/loop\n"),
        ["a reference that is a link to a file"] = target => File.CreateSymbolicLink(Path.Combine(target.Root, ".git", "refs", "heads", "link"), "/etc/passwd"),
        ["an object store that borrows from elsewhere"] = target =>
        {
            Directory.CreateDirectory(Path.Combine(target.Root, ".git", "objects", "info"));
            File.WriteAllText(Path.Combine(target.Root, ".git", "objects", "info", "alternates"), "/proc/self/cwd/.git/objects\n../../../../nowhere\n");
        },
        ["an object that replaces the head"] = target =>
        {
            string head = target.Git("rev-parse", "HEAD");
            string evil = target.Git("commit-tree", "-m", "replaced", target.Git("rev-parse", "HEAD^{tree}"));
            target.Git("replace", head, evil);
        },
        ["a graft"] = target =>
        {
            Directory.CreateDirectory(Path.Combine(target.Root, ".git", "info"));
            File.WriteAllText(Path.Combine(target.Root, ".git", "info", "grafts"), target.Git("rev-parse", "HEAD") + " " + new string('0', 40) + "\n");
        },
        ["a fifo among the references"] = target => Make(target, "mkfifo", Path.Combine(target.Root, ".git", "refs", "heads", "fifo")),
        ["a fifo in the tree"] = target => Make(target, "mkfifo", Path.Combine(target.Root, "fifo")),
        ["a fifo in place of the attributes"] = target => Make(target, "mkfifo", Path.Combine(target.Root, ".gitattributes")),
        ["a fifo in place of the ignored names"] = target => Replace(target, "info/exclude"),
        ["a fifo in place of the head"] = target => Replace(target, "HEAD"),
        ["a fifo in place of the configuration"] = target => Replace(target, "config"),
        ["a fifo in place of the packed references"] = target => Replace(target, "packed-refs"),
        ["a fifo in place of the index"] = target => Replace(target, "index"),
        ["a fifo in place of the borrowed stores"] = target => Replace(target, "objects/info/alternates"),
        ["a fifo in place of the branch"] = target => Replace(target, "refs/heads/main"),
        ["an object that is gone"] = target => File.Delete(ObjectOf(target)),
        ["an object that is another"] = target =>
        {
            string path = ObjectOf(target);
            File.Delete(path);
            File.WriteAllText(path, "rubbish");
        },
        ["ignored names from a device"] = target => target.Git("config", "core.excludesFile", "/dev/zero"),
        ["an index that is none"] = target => File.WriteAllText(Path.Combine(target.Root, ".git", "index"), "DIRC\0\0\0\u0002 rubbish"),
        ["a link in the tree that leads out"] = target => File.CreateSymbolicLink(Path.Combine(target.Root, "out"), "/etc"),
        ["a commit that asks to be signed"] = target =>
        {
            target.Git("config", "commit.gpgSign", "true");
            target.Git("config", "gpg.program", target.ShellThatTouchesCanary("gpg"));
        },
        ["a push on every change"] = target =>
        {
            target.Git("config", "push.autoSetupRemote", "true");
            target.Git("config", "maintenance.auto", "true");
            target.Git("config", "gc.auto", "1");
            Place(target.ShellThatTouchesCanary("gc"), Path.Combine(target.Root, ".git", "hooks", "pre-auto-gc"));
        },
    };

    public static IEnumerable<string> Names => [.. Programs.Select(name => "program " + name), .. Hooks.Select(name => "hook " + name), .. Others.Keys];

    /// <summary>Sets one trap in a repository that has a commit.</summary>
    public static void Set(GitTarget target, string name)
    {
        if (Others.TryGetValue(name, out Action<GitTarget>? other))
        {
            other(target);
        }
        else if (name.StartsWith("hook ", StringComparison.Ordinal))
        {
            Place(target.ShellThatTouchesCanary(name[5..]), Path.Combine(target.Root, ".git", "hooks", name[5..]));
        }
        else
        {
            string setting = name[8..];
            target.Git("config", setting, (setting.StartsWith("alias.", StringComparison.Ordinal) ? "!" : "") + target.ShellThatTouchesCanary(setting));
            Directory.CreateDirectory(Path.Combine(target.Root, ".git", "info"));
            File.WriteAllText(Path.Combine(target.Root, ".git", "info", "attributes"), "* filter=evil diff=evil merge=evil\n");
        }
        File.Delete(target.Canary);
    }

    private static void Place(string script, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(script, path, overwrite: true);
    }

    private static string Side(GitTarget target, string text)
    {
        Directory.CreateDirectory(target.State + "-side");
        string path = Path.Combine(target.State + "-side", "included");
        File.WriteAllText(path, text);
        return path;
    }

    private static void Replace(GitTarget target, string name)
    {
        string path = Path.Combine(target.Root, ".git", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        Make(target, "mkfifo", path);
    }

    private static string ObjectOf(GitTarget target)
    {
        string id = target.Git("rev-parse", "HEAD:a.txt");
        return Path.Combine(target.Root, ".git", "objects", id[..2], id[2..]);
    }

    private static void Make(GitTarget target, string program, string path)
    {
        using System.Diagnostics.Process made = System.Diagnostics.Process.Start(program, [path]);
        Assert.True(made.WaitForExit(10_000) && made.ExitCode == 0, $"{program} made nothing in {target.Root}");
    }
}
