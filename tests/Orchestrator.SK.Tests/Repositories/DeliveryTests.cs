using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

public class DeliveryTests
{
    [Fact]
    public void Deliver_MakesOneBranchAndLeavesEverythingElse()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Commit();
        target.Write("a", "dirty");
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string head = repository.ResolveBase(null);
        string first = PrivateRepositoryTests.Change(repository, head, "src/b", "2");
        string second = PrivateRepositoryTests.Change(repository, first, "src/c", "3");
        IReadOnlyList<string> before = target.Fingerprint();

        Delivery delivery = repository.Deliver(second, "ID-1-thing");

        Assert.Equal(new Delivery("ID-1-thing", second), delivery);
        // The reflog of the new branch is git's own diary of it.
        string[] expected = ["refs/heads/ID-1-thing", "logs/refs/heads/ID-1-thing"];
        Assert.Equal(before, target.Fingerprint(expected));
        Assert.Equal("3", target.Git("show", "ID-1-thing:src/c"));
        Assert.Equal(second, target.Git("rev-parse", "ID-1-thing"));
        target.Git("fsck", "--strict");
        Assert.Equal("dirty", File.ReadAllText(Path.Combine(target.Root, "a")));
    }

    [Fact]
    public void Deliver_WhenTheNameIsTaken_TakesTheNextNumber_AndTheSameCommitNoSecondName()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        string head = target.Commit();
        target.Git("branch", "id-1");
        target.Git("branch", "ID-1-2");
        target.Git("branch", "id-1-3/deep");
        target.Git("pack-refs", "--all");
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string commit = PrivateRepositoryTests.Change(repository, repository.ResolveBase(null), "b", "2");

        Assert.Equal("id-1-4", repository.Deliver(commit, "id-1").Branch);
        Assert.Equal("id-1-4", repository.Deliver(commit, "id-1").Branch);
        string other = PrivateRepositoryTests.Change(repository, repository.ResolveBase(null), "b", "3");
        Assert.Equal("id-1-5", repository.Deliver(other, "id-1").Branch);
        Assert.Equal(head, target.Git("rev-parse", "id-1"));
    }

    [Theory]
    [InlineData(true, "id-1")]
    [InlineData(false, "id-1-2")]
    public void Deliver_WhereALockOfTheBranchWasLeft_TakesItAwayOnlyIfItIsItsOwn(bool isOwn, string branch)
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Commit();
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string commit = PrivateRepositoryTests.Change(repository, repository.ResolveBase(null), "b", "2");
        string left = Path.Combine(target.Root, ".git", "refs", "heads", "id-1.lock");
        File.WriteAllText(left, "");
        File.WriteAllText(Path.Combine(repository.Location, "delivering"), $"{(isOwn ? commit : "another")} id-1");

        Assert.Equal(branch, repository.Deliver(commit, "id-1").Branch);
        Assert.Equal(!isOwn, File.Exists(left));
        Assert.False(File.Exists(Path.Combine(repository.Location, "delivering")));
    }

    [Theory]
    [InlineData("-x..y")]
    [InlineData("a b")]
    [InlineData("a.lock")]
    [InlineData("")]
    public void Deliver_UnderAnIllegalName_Throws(string name)
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Commit();
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string head = repository.ResolveBase(null);

        Assert.Throws<ArgumentException>(() => repository.Deliver(head, name));
    }

    [Fact]
    public void Deliver_WhenTheTargetLostTheBase_IsRefusedAndNothingIsLost()
    {
        using GitTarget target = new();
        target.Write("a", "1");
        target.Commit();
        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        string commit = PrivateRepositoryTests.Change(repository, repository.ResolveBase(null), "b", "2");
        Directory.Delete(Path.Combine(target.Root, ".git"), recursive: true);
        target.Git("init", "-q", "-b", "main");
        target.Write("a", "another");
        target.Commit("Another history");

        Assert.Throws<RepositoryRefusedException>(() => repository.Deliver(commit, "id-1"));
        Assert.Equal("2", repository.OpenTree(commit).ReadText("b").Text);
        Assert.Equal("* main", target.Git("branch"));
    }
}
