using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>Looking at a target needs no state and no fetch, and works where a run would not.</summary>
public class TargetReaderTests
{
    [Fact]
    public void Open_OnAShallowClone_ReadsItsCommit_AndSaysThatItIsShallow()
    {
        using GitTarget target = new();
        target.Write("old.md", "text\n");
        target.Commit();
        target.Git("rm", "-q", "old.md");
        target.Write("a.md", "text\n");
        string head = target.Commit();
        string clone = Path.Combine(target.State, "clone");
        target.Git("clone", "-q", "--depth", "1", "file://" + target.Root, clone);

        using TargetReader reader = TargetReader.Open(clone);
        TreeSnapshot tree = reader.OpenTree(null);

        Assert.Equal((head, "text\n"), (tree.CommitId, tree.ReadText("a.md").Text));
        Assert.True(reader.State(head).IsShallow);
        Assert.Null(reader.State(head).Past("old.md"));
    }

    [Theory]
    [InlineData("gone.md", "")]
    [InlineData("here/moved.md", "there/moved.md")]
    [InlineData("here", "")]
    [InlineData("never.md", null)]
    [InlineData("../x", null)]
    [InlineData("a//b", null)]
    [InlineData("", null)]
    public void Past_OfAPath_IsTheCommitThatRemovedIt(string path, string? movedTo)
    {
        using GitTarget target = new();
        target.Write("gone.md", "a\n");
        target.Write("here/moved.md", string.Join('\n', Enumerable.Range(0, 40)));
        target.Write("stays.md", "b\n");
        target.Commit();
        target.Git("rm", "-q", "gone.md");
        Directory.CreateDirectory(Path.Combine(target.Root, "there"));
        target.Git("mv", "here/moved.md", "there/moved.md");
        string removed = target.Commit();
        target.Write("later.md", "c\n");
        string head = target.Commit();

        using TargetReader reader = TargetReader.Open(target.Root);
        var past = reader.State(head).Past(path);

        Assert.Equal(movedTo is null ? null : removed, past?.RemovedIn);
        Assert.Equal(movedTo is null or "" ? null : movedTo, past?.MovedTo);
    }

    [Fact]
    public void State_InTheMidstOfARebase_SaysSo()
    {
        using GitTarget target = new();
        target.Write("a", "1\n");
        string first = target.Commit();
        target.Write("a", "2\n");
        target.Commit();
        target.Git("checkout", "-q", "-b", "other", first);
        target.Write("a", "3\n");
        target.Commit();
        Assert.ThrowsAny<Exception>(() => target.Git("rebase", "-q", "main"));

        using TargetReader reader = TargetReader.Open(target.Root);

        Assert.Equal("a rebase", reader.State(reader.OpenTree(null).CommitId).Operation);
    }

    [Fact]
    public void Open_FromAFolderOfALinkedWorktree_ReadsThatOne()
    {
        using GitTarget target = new();
        target.Write("folder/a", "1\n");
        target.Commit();
        string tree = Path.Combine(target.State, "tree");
        target.Git("worktree", "add", "-q", "-b", "side", tree);

        using TargetReader reader = TargetReader.Open(Path.Combine(tree, "folder"));

        Assert.Equal((Path.GetFullPath(tree), false), (reader.Root, reader.IsBare));
    }

    [Fact]
    public void WriteAtRoot_LeavesWhatIsThere_UnlessToldTo_AndNeverFollowsALink()
    {
        using GitTarget target = new();
        string outside = Path.Combine(target.State, "outside");
        Directory.CreateDirectory(target.State);
        File.WriteAllText(outside, "outside");
        target.Commit();
        using TargetReader reader = TargetReader.Open(target.Root);

        string path = reader.WriteAtRoot("x.json", "one", replace: false);
        Assert.Contains("--force", Assert.Throws<RepositoryRefusedException>(() => reader.WriteAtRoot("x.json", "two", replace: false)).Remedy, StringComparison.Ordinal);
        Assert.Equal("one", File.ReadAllText(path));
        reader.WriteAtRoot("x.json", "two", replace: true);
        Assert.Equal("two", File.ReadAllText(path));

        File.CreateSymbolicLink(Path.Combine(target.Root, "y.json"), outside);
        File.CreateSymbolicLink(Path.Combine(target.Root, "z.json"), Path.Combine(target.State, "nowhere"));
        Assert.Throws<RepositoryRefusedException>(() => reader.WriteAtRoot("y.json", "three", replace: false));
        Assert.Throws<RepositoryRefusedException>(() => reader.WriteAtRoot("z.json", "three", replace: false));
        reader.WriteAtRoot("y.json", "three", replace: true);
        Assert.Equal(("outside", "three"), (File.ReadAllText(outside), File.ReadAllText(Path.Combine(target.Root, "y.json"))));
        Assert.Equal(["x.json", "y.json", "z.json"], Directory.EnumerateFiles(target.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WriteAtRoot_OfABareRepository_IsRefused()
    {
        using GitTarget target = new();
        target.Commit();
        string bare = Path.Combine(target.State, "bare.git");
        target.Git("clone", "-q", "--bare", target.Root, bare);
        using TargetReader reader = TargetReader.Open(bare);

        Assert.Contains("bare", Assert.Throws<RepositoryRefusedException>(() => reader.WriteAtRoot("x.json", "one", replace: true)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(bare, "x.json")));
    }
}
