using System.Diagnostics;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Tests.Repositories;

public class PrivateRepositoryTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly CommitStamp Stamp = new("Orchestrator", "bot@example.org", new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.FromHours(1)));

    [Fact]
    public void Open_FromASubfolder_FindsTheRootAndKeepsTheStatePrivate()
    {
        using GitTarget target = new();
        target.Write("src/a.cs", "one");
        string head = target.Commit();

        using PrivateRepository repository = PrivateRepository.Open(target.State, Path.Combine(target.Root, "src"));

        Assert.Equal(target.Root, repository.TargetPath);
        Assert.Equal(head, repository.ResolveBase(null));
        Assert.Equal("one", repository.OpenTree(head).ReadText("src/a.cs").Text);
        Assert.Equal("rwx------", Mode(repository.Location));
        Assert.StartsWith(Path.Combine(target.State, "repositories"), repository.Location, StringComparison.Ordinal);
    }

    [Fact]
    public void ResolveBase_ForABranchATagAndAnOlderCommit_FindsThem()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        string first = target.Commit();
        target.Git("tag", "-a", "v1", "-m", "first");
        target.Git("checkout", "-q", "-b", "side");
        target.Write("a", "2");
        string side = target.Commit();
        target.Git("checkout", "-q", "main");
        target.Write("a", "3");
        string main = target.Commit();
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);

        Assert.Equal(
            [main, main, first, first, side, side, first],
            new[] { null, "main", "v1", "HEAD~1", "side", side[..10], "side^" }.Select(repository.ResolveBase));
        RepositoryRefusedException refused = Assert.Throws<RepositoryRefusedException>(() => repository.ResolveBase("no-such"));
        Assert.Contains("'no-such'", refused.Message, StringComparison.Ordinal);
        Assert.Throws<RepositoryRefusedException>(() => repository.ResolveBase("a..b"));
        Assert.Throws<RepositoryRefusedException>(() => repository.ResolveBase("HEAD:a"));
    }

    [Fact]
    public void ResolveBase_AfterTheTargetMovedOn_FetchesTheNewCommit()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Commit();
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        repository.ResolveBase(null);
        target.Write("a", "2");
        string second = target.Commit();

        Assert.Equal(second, repository.ResolveBase(null));
        using PrivateRepository again = PrivateRepository.Open(target.State, target.Root);
        Assert.Equal("2", again.OpenTree(second).ReadText("a").Text);
    }

    [Fact]
    public void ResolveBase_ForADetachedHeadOnNoBranch_FetchesIt()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Commit();
        target.Git("checkout", "-q", "--detach");
        target.Write("a", "2");
        string detached = target.Commit();
        target.Git("checkout", "-q", "main");
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);

        RepositoryRefusedException refused = Assert.Throws<RepositoryRefusedException>(() => repository.ResolveBase(detached));
        Assert.Contains("git branch", refused.Remedy, StringComparison.Ordinal);
        target.Git("checkout", "-q", detached);
        Assert.Equal(detached, repository.ResolveBase(null));
    }

    [Fact]
    public void Open_ForABareTargetAndALinkedWorktree_Works()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        string head = target.Commit();
        string bare = Path.Combine(target.State, "bare.git");
        target.Git("clone", "-q", "--bare", target.Root, bare);
        string tree = Path.Combine(target.State, "tree");
        target.Git("worktree", "add", "-q", "-b", "wt", tree);
        File.WriteAllText(Path.Combine(tree, "a"), "2");
        GitTarget.GitIn(tree, "commit", "-qam", "x");
        string second = GitTarget.GitIn(tree, "rev-parse", "HEAD");

        using PrivateRepository ofBare = PrivateRepository.Open(target.State, bare);
        using PrivateRepository ofTree = PrivateRepository.Open(target.State, tree);

        Assert.Equal(head, ofBare.ResolveBase(null));
        Assert.Empty(ofBare.UncommittedChanges());
        Assert.Equal(second, ofTree.ResolveBase(null));
        Assert.Equal("d-2", ofTree.Deliver(Change(ofTree, second, "a", "3"), "d-2").Branch);
        Assert.Equal("d-1", ofBare.Deliver(Change(ofBare, head, "a", "3"), "d-1").Branch);
        Assert.Equal("3", target.Git("show", "d-2:a"));
    }

    [Fact]
    public void UncommittedChanges_NameWhatDiffers_AndWriteNothing()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Write("b", "1");
        target.Write(".gitignore", "ignored\n");
        target.Commit();
        target.Write("a", "2");
        target.Write("staged", "x");
        target.Git("add", "staged");
        target.Write("new/file", "x");
        target.Write("ignored", "x");
        File.SetLastWriteTimeUtc(Path.Combine(target.Root, "b"), DateTime.UtcNow.AddHours(1));
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        IReadOnlyList<string> before = target.Fingerprint();

        Assert.Equal(["a", "new/", "staged"], repository.UncommittedChanges());
        Assert.Equal(before, target.Fingerprint());
    }

    [Fact]
    public void Tree_ListsEveryKindOfEntry()
    {
        using GitTarget target = new();
        target.Write("dir/run.sh", "x", executable: true);
        target.Write("dir.txt", "12345");
        File.CreateSymbolicLink(Path.Combine(target.Root, "dir", "link"), "run.sh");
        target.Commit();
        target.Git("update-index", "--add", "--cacheinfo", "160000," + target.Git("rev-parse", "HEAD") + ",sub");
        target.Git("commit", "-qm", "submodule");
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);

        TreeSnapshot tree = repository.OpenTree(repository.ResolveBase(null));

        Assert.Equal(
            ["dir.txt File 5", "dir/link Link 6", "dir/run.sh Executable 1", "sub Submodule 0"], tree.Files.Select(file => $"{file.Path} {file.Mode} {file.Size}"));
        Assert.Equal("run.sh", tree.LinkTarget(tree.Find("dir/link")!));
        Assert.Same(tree, repository.OpenTree(tree.CommitId));
    }

    [Fact]
    public void CommitDraft_TwiceTheSame_HasOneIdAndTheTreeThatGitSees()
    {
        using GitTarget target = new();
        target.Write("keep/a", "1");
        target.Write("gone/only", "1");
        target.Write("swap/x", "1");
        target.Write("run.sh", "1", executable: true);
        target.Commit();
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string head = repository.ResolveBase(null);
        Draft draft = new(repository.OpenTree(head));
        draft.Delete("gone/only");
        draft.Delete("swap/x");
        draft.Write("swap", "now a file");
        draft.Write("run.sh", "2");
        draft.Write("new/deep/file", "x");

        string commit = repository.CommitDraft(draft.Changes, head, "Change [x]\n", Stamp, "run-1/wave-1");

        Assert.Equal(commit, repository.CommitDraft(draft.Changes, head, "Change [x]\n", Stamp, "run-1/again"));
        Assert.Equal(draft.List(), repository.OpenTree(commit).Files.Select(file => file.Path));
        Assert.Equal(
            "100644 keep/a\n100644 new/deep/file\n100755 run.sh\n100644 swap",
            GitTarget.GitIn(repository.Location, "ls-tree", "-r", "--format=%(objectmode) %(path)", commit));
        GitTarget.GitIn(repository.Location, "fsck", "--strict");
        Assert.Contains("refs/orchestrator/run-1/wave-1", GitTarget.GitIn(repository.Location, "for-each-ref"), StringComparison.Ordinal);
        // No empty folder is left behind: git knows none, and another id would be the result.
        Assert.DoesNotContain("gone", GitTarget.GitIn(repository.Location, "ls-tree", "-r", "-t", "--name-only", commit), StringComparison.Ordinal);
    }

    [Fact]
    public void CommitDraft_BesideANameThatIsNotUtf8_IsRefused()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Commit();
        string blob = target.Git("rev-parse", "HEAD:a");
        GitTarget.GitIn(target.Root, "update-index", "--add", "--cacheinfo", $"100644,{blob},odd/x");
        // A shell writes the byte that .NET strings cannot hold.
        Process.Start(
            new ProcessStartInfo("sh", ["-c", $"printf '100644 blob {blob}\\todd/caf\\351\\n' | git update-index --index-info"]) { WorkingDirectory = target.Root })!
            .WaitForExit(10_000);
        GitTarget.GitIn(target.Root, "commit", "-qm", "odd");
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string head = repository.ResolveBase(null);

        Assert.Throws<RepositoryRefusedException>(() => Change(repository, head, "odd/new", "x"));
        Assert.NotNull(Change(repository, head, "elsewhere/new", "x"));
    }

    [Fact]
    public void Diff_BetweenCommits_TellsEachPath()
    {
        using GitTarget target = new();
        target.Write("a.txt", "1\n2\n3\n");
        target.Write("[b].txt", "x\n");
        target.Write("gone.txt", "x\n");
        target.Commit();
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string head = repository.ResolveBase(null);
        Draft draft = new(repository.OpenTree(head));
        draft.Write("a.txt", "1\ntwo\n3\n4\n");
        draft.Write("[b].txt", "y\n");
        draft.Write("image.bin", [1, 0, 2]);
        draft.Delete("gone.txt");
        string commit = repository.CommitDraft(draft.Changes, head, "m", Stamp, "r/n");

        DiffText diff = repository.Diff(head, commit);

        Assert.Equal(
            ["[b].txt Modified +1 -1", "a.txt Modified +2 -1", "gone.txt Deleted +0 -1", "image.bin Added +0 -0"],
            diff.Files.Select(file => $"{file.Path} {file.Kind} +{file.Added} -{file.Deleted}"));
        Assert.Equal("1\n2\n3\n", diff.Files[1].Before);
        Assert.Null(diff.Files[3].After);
        Assert.Contains("@@ -1,3 +1,4 @@", diff.Files[1].Patch, StringComparison.Ordinal);
        Assert.Equal(GitTarget.GitIn(repository.Location, "diff", "--no-renames", head, commit, "--", "a.txt"), diff.Files[1].Patch.TrimEnd());
        Assert.Empty(repository.Diff(head, head).Files);
    }

    [Fact]
    public void Tree_OfTenThousandFiles_IsListedAndCommittedQuickly()
    {
        using GitTarget target = new();
        // One pack instead of ten thousand files on the disk: what is measured is reading.
        string stream = "commit refs/heads/main\ncommitter A <a@example.org> 0 +0000\ndata 1\nm\n"
            + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"M 100644 inline d{i % 100}/s{i % 10}/f{i}.txt\ndata 12\ncontent {i:0000}\n"));
        string file = Path.Combine(target.Root, "stream");
        File.WriteAllText(file, stream);
        Process.Start(new ProcessStartInfo("sh", ["-c", "git fast-import --quiet < stream"]) { WorkingDirectory = target.Root })!.WaitForExit(30_000);
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string head = repository.ResolveBase(null);
        long start = Stopwatch.GetTimestamp();

        Assert.Equal(10_000, repository.OpenTree(head).Files.Count);
        TimeSpan listed = Stopwatch.GetElapsedTime(start);
        string commit = Change(repository, head, "d1/s1/new.txt", "x");
        Assert.Single(repository.Diff(head, commit).Files);

        long laying = Stopwatch.GetTimestamp();
        using SandboxRoom room = SandboxRoom.Make(0);
        TreeLayout.Write(new Draft(repository.OpenTree(commit)), room.Tree);
        output.WriteLine($"{Stopwatch.GetElapsedTime(laying)} to lay out");
        Assert.Equal("", GitTarget.GitIn(room.Tree, "status", "--porcelain"));
        GitTarget.GitIn(room.Tree, "fsck", "--strict");

        // Generous: it is the shape that is tested, not the machine.
        Assert.True(Stopwatch.GetElapsedTime(start, laying) < TimeSpan.FromSeconds(5), $"{listed} to list, {Stopwatch.GetElapsedTime(start, laying)} in all");
        output.WriteLine($"{listed} to list, {Stopwatch.GetElapsedTime(start, laying)} to list, commit and compare");
    }

    internal static string Change(PrivateRepository repository, string parent, string path, string content)
    {
        Draft draft = new(repository.OpenTree(parent));
        draft.Write(path, content);
        return repository.CommitDraft(draft.Changes, parent, "Change " + path, Stamp, "run/test");
    }

    private static string Mode(string path)
    {
        const string Letters = "rwxrwxrwx";
        int mode = (int)new DirectoryInfo(path).UnixFileMode;
        return string.Concat(Letters.Select((letter, at) => (mode & (1 << (8 - at))) != 0 ? letter : '-'));
    }
}
