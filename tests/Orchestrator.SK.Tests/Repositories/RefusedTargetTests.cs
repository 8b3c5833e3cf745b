using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>Kinds of repositories that cannot be worked on: each is refused with what a person does about it.</summary>
public class RefusedTargetTests
{
    [Fact]
    public void Open_OutsideOfARepository_SaysSo()
    {
        string folder = Directory.CreateTempSubdirectory("no-repository-").FullName;
        try
        {
            AssertRefused(Path.Combine(folder, "state"), folder, "not in a git repository", "git init");
            AssertRefused(Path.Combine(folder, "state"), Path.Combine(folder, "missing"), "not a folder", "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Open_WithoutCommits_SaysSo()
    {
        using GitTarget target = new();
        AssertRefused(target.State, target.Root, "has no commits", "git commit");
    }

    [Fact]
    public void Open_OnAShallowClone_NamesUnshallow()
    {
        using GitTarget target = new();
        target.Commit();
        target.Commit();
        string clone = Path.Combine(target.State, "clone");
        target.Git("clone", "-q", "--depth", "1", "file://" + target.Root, clone);
        AssertRefused(target.State, clone, "shallow", "--unshallow");
    }

    [Fact]
    public void Open_OnAPartialClone_NamesAWholeOne()
    {
        using GitTarget target = new();
        target.Commit();
        target.Git("config", "uploadpack.allowFilter", "true");
        string clone = Path.Combine(target.State, "clone");
        target.Git("clone", "-q", "--filter=blob:none", "file://" + target.Root, clone);
        AssertRefused(target.State, clone, "partial", "--filter");
    }

    [Fact]
    public void Open_WithSha256_SaysSo()
    {
        using GitTarget target = new("--object-format=sha256");
        target.Commit();
        AssertRefused(target.State, target.Root, "sha256", "sha1");
    }

    [Fact]
    public void Open_WithReftable_SaysSo()
    {
        using GitTarget target = new();
        target.Commit();
        target.Git("config", "core.repositoryFormatVersion", "1");
        target.Git("config", "extensions.refStorage", "reftable");
        AssertRefused(target.State, target.Root, "reftable", "--ref-format=files");
    }

    [Fact]
    public void Open_WithAnUnknownExtension_SaysWhatTheReaderSays()
    {
        using GitTarget target = new();
        target.Commit();
        target.Git("config", "core.repositoryFormatVersion", "1");
        target.Git("config", "extensions.fromTheFuture", "true");
        AssertRefused(target.State, target.Root, "fromthefuture", "git status");
    }

    [Fact]
    public void Open_OnTheRepositoryOfAnotherUser_NamesSafeDirectory()
    {
        using GitTarget target = new();
        target.Commit();
        if (Environment.UserName != "root")
        {
            // Only root can give a folder away; the rule itself is libgit2's.
            return;
        }
        using System.Diagnostics.Process chown = System.Diagnostics.Process.Start("chown", ["-R", "65534", target.Root]);
        chown.WaitForExit(10_000);
        AssertRefused(target.State, target.Root, "another user", "safe.directory");
    }

    [Fact]
    public void Open_OnADamagedRepository_IsRefusedAndDoesNotThrowAnythingElse()
    {
        using GitTarget target = new();
        target.Commit();
        File.WriteAllText(Path.Combine(target.Root, ".git", "config"), "[core\nrubbish = = \0");
        AssertRefused(target.State, target.Root, "cannot be read", "git");
    }

    private static void AssertRefused(string state, string path, string message, string remedy)
    {
        RepositoryRefusedException refused = Assert.Throws<RepositoryRefusedException>(() => PrivateRepository.Open(state, path));
        Assert.Contains(message, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(remedy, refused.Remedy, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(state, "repositories")), "A refused target leaves state behind.");
    }
}
