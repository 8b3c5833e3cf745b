using System.Diagnostics;
using Orchestrator.SK.EndToEnd.Tests.Programs;

namespace Orchestrator.SK.EndToEnd.Tests.Targets;

/// <summary>A state in which somebody's repository can be.</summary>
/// <param name="Make">Brings it about and returns the folder in which the program is started.</param>
/// <param name="Refusal">What the refusal says; null where an item is delivered from the commit.</param>
internal sealed record TargetKind(string Name, Func<ProgramHome, TidemarkTarget, string> Make, string? Refusal = null)
{
    public static readonly IReadOnlyList<TargetKind> All =
    [
        new("dirty, staged, untracked and ignored", (_, target) => { target.Edit("README.md", "Tidemark", "Other").Write("new.txt", "x").Write("staged.txt", "x").Write("bin/x", "x"); target.Git("add", "staged.txt"); return target.Root; }),
        new("a detached head", (_, target) => { target.Git("checkout", "-q", "--detach"); return target.Root; }),
        new("a shallow clone", (home, target) => { target.Write("a.txt", "x").Commit("Second"); return Cloned(home, target, "--depth", "1"); }, "is a shallow clone"),
        new("a bare repository", (home, target) => Cloned(home, target, "--bare")),
        new("no commit", (home, _) => { var folder = Directory.CreateDirectory(Path.Combine(home.Root, "empty")).FullName; TidemarkTarget.GitIn(folder, "init", "-q"); return folder; }, "has no commits"),
        new("in the midst of a merge", (_, target) => { Fork(target); Try(target, "merge", "other"); return target.Root; }),
        new("in the midst of a rebase", (_, target) => { Fork(target); Try(target, "rebase", "other"); return target.Root; }),
        new("in the midst of a cherry-pick", (_, target) => { Fork(target); Try(target, "cherry-pick", "other"); return target.Root; }),
        new("in the midst of a bisection", (_, target) => { target.Write("a.txt", "x").Commit("Second").Write("a.txt", "y").Commit("Third"); target.Git("bisect", "start", "HEAD", "HEAD~2"); return target.Root; }),
        new("a linked worktree", (home, target) => { target.Git("worktree", "add", "-q", "-b", "side", Path.Combine(home.Root, "side")); return Path.Combine(home.Root, "side"); }),
        new("with a submodule", (home, target) => { target.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", Library(home), "lib"); target.Commit("Add a library"); return target.Root; }),
        new("a submodule itself", (home, target) =>
        {
            var outer = Library(home);
            TidemarkTarget.GitIn(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", target.Root, "inner");
            return Path.Combine(outer, "inner");
        }),
        new("a sparse checkout", (_, target) => { target.Git("sparse-checkout", "set", "--no-sparse-index", "src"); return target.Root; }),
        new("a sparse checkout with a sparse index", (_, target) => { target.Git("sparse-checkout", "set", "--sparse-index", "src"); return target.Root; }, "--no-sparse-index"),
        new("a split index", (_, target) => { target.Git("update-index", "--split-index"); return target.Root; }, "--no-split-index"),
        new("an index of version 4", (_, target) => { target.Git("update-index", "--index-version", "4"); return target.Root; }),
        new("pointers of large files", (_, target) =>
        {
            target.Write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n").Write("assets/a.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize 12345\n").Commit("Add a large file");
            target.Git("config", "filter.lfs.required", "true");
            return target.Root;
        }),
        new("names by SHA-256", (home, _) => Fresh(home, "--object-format=sha256"), "sha256"),
        new("references in a table", (_, target) => { target.Git("config", "core.repositoryFormatVersion", "1"); target.Git("config", "extensions.refStorage", "reftable"); return target.Root; }, "reftable"),
        new("a partial clone", (home, target) => { target.Git("config", "uploadpack.allowFilter", "true"); return Cloned(home, target, "--filter=blob:none"); }, "partial clone"),
        new("a huge file", (_, target) =>
        {
            using (var file = File.Create(Path.Combine(target.Root, "huge.bin")))
            {
                file.SetLength(64L << 20);
            }

            target.Commit("Add a huge file");
            return target.Root;
        }),
        new("names beyond plain ones", (_, target) => target.Write("odd/with\nnewline", "x").Write("odd/ blank ", "x").Write("odd/\u001b[31mred", "x").Write("odd/-rf", "x").Write("odd/Zoë", "x").Write("odd/ZOË", "x").Commit("Add odd names").Root),
        new("a folder with a line break in its name", (home, target) => Move(target, Path.Combine(home.Root, "a\nb", "tide"))),
        new("a folder with blanks and signs", (home, target) => Move(target, Path.Combine(home.Root, " a 'b' \"c\" $(id) %41 #x?y&z", "tide"))),
        new("a folder that is a link", (home, target) => { Directory.CreateSymbolicLink(Path.Combine(home.Root, "link"), target.Root); return Path.Combine(home.Root, "link"); }),
        new("inside another repository", (home, target) => { TidemarkTarget.GitIn(home.Root, "init", "-q"); return target.Root; }),
        new("with its branch taken, and a lock left by somebody", (_, target) => { target.Git("branch", "BK-005-explain-atomic-writes-in-the-guides"); return target.Write(".git/index.lock", "").Write(".git/refs/heads/BK-005-explain-atomic-writes-in-the-guides-2.lock", "").Root; }),
        new("packed, with a commit graph", (_, target) => { target.Git("gc", "-q"); target.Git("commit-graph", "write", "--reachable"); target.Git("repack", "-adq", "--write-bitmap-index"); target.Git("pack-refs", "--all"); return target.Root; }),
        new("with line ends and links", (_, target) => { target.Write(".gitattributes", "* text=auto eol=crlf\n").Commit("Ends"); File.CreateSymbolicLink(Path.Combine(target.Root, "to-nowhere"), "/nowhere"); return target.Commit("Link").Root; }),
    ];

    private static string Cloned(ProgramHome home, TidemarkTarget target, params string[] options)
    {
        var clone = Path.Combine(home.Root, "clone");
        TidemarkTarget.GitIn(home.Root, ["clone", "-q", .. options, new Uri(target.Root).AbsoluteUri, clone]);
        return clone;
    }

    private static void Fork(TidemarkTarget target)
    {
        target.Git("checkout", "-q", "-b", "other");
        target.Write("a.txt", "other\n").Commit("Other");
        target.Git("checkout", "-q", "main");
        target.Write("a.txt", "main\n").Commit("Main");
    }

    // Ends in a conflict, as it should.
    private static void Try(TidemarkTarget target, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", .. arguments]) { WorkingDirectory = target.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var git = Process.Start(start)!;
        git.StandardOutput.ReadToEnd();
        Assert.True(git.WaitForExit(60_000) && git.ExitCode != 0, $"git {arguments[0]} met no conflict");
    }

    private static string Library(ProgramHome home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Root, "library")).FullName;
        TidemarkTarget.GitIn(folder, "init", "-q", "-b", "main");
        TidemarkTarget.GitIn(folder, "commit", "-q", "--allow-empty", "-m", "Library");
        return folder;
    }

    private static string Fresh(ProgramHome home, string option)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Root, "fresh")).FullName;
        TidemarkTarget.GitIn(folder, "init", "-q", option);
        TidemarkTarget.GitIn(folder, "commit", "-q", "--allow-empty", "-m", "First");
        return folder;
    }

    private static string Move(TidemarkTarget target, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        Directory.Move(target.Root, to);
        return to;
    }
}
