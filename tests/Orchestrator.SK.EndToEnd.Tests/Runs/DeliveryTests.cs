using System.Text;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>A delivery makes one branch and touches nothing else of the target; nothing of the target runs; the key stays with the endpoint.</summary>
public sealed class DeliveryTests(HostileDelivery delivery) : IClassFixture<HostileDelivery>
{
    [Fact]
    public void Run_FromASubfolder_DeliversTheItemOfTheWholeRepository()
    {
        delivery.Result.ShouldEndWith(0, "uncommitted change(s)");
        Assert.Equal(["BK-005-explain-atomic-writes-in-the-guides", "main"], delivery.Target.Branches());
    }

    [Fact]
    public void Branch_HasOneCommitOnTopOfTheBase_AndNothingOfTheUnfinishedWork()
    {
        var commit = delivery.Target.Git("rev-list", $"{delivery.Base}..BK-005-explain-atomic-writes-in-the-guides");
        Assert.Single(commit.Split('\n'));
        Assert.Equal(
            ["CHANGELOG.md", "docs-src/_nav.yml", "guides/atomic-writes.md", "guides/backends/index.md", "sdd/BACKLOG-DONE.md", "sdd/BACKLOG.md"],
            delivery.Target.Git("diff-tree", "-r", "--no-commit-id", "--name-only", "--no-ext-diff", commit).Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Target_IsByteForByteAsItWas_ButForTheBranchAndItsObjects() =>
        Assert.DoesNotContain(delivery.Touched, path => !path.StartsWith(".git/objects/", StringComparison.Ordinal)
            && path is not (".git/refs/heads/BK-005-explain-atomic-writes-in-the-guides" or ".git/logs/refs/heads/BK-005-explain-atomic-writes-in-the-guides"));

    [Fact]
    public void Status_OfTheWorkingTree_IsAsItWas()
    {
        Assert.Contains("A  staged.txt", delivery.Status.Before, StringComparison.Ordinal);
        Assert.Equal(delivery.Status.Before, delivery.Status.After);
    }

    [Fact]
    public void Programs_OfTheTarget_DoNotRun() =>
        Assert.False(delivery.CanaryAfterTheRun, "A hook, a filter or the monitor of the target ran.");

    [Fact]
    public void Key_IsNowhere()
    {
        var key = Encoding.ASCII.GetBytes(HostileDelivery.Key);
        Assert.DoesNotContain(HostileDelivery.Key, delivery.Result.ToString(), StringComparison.Ordinal);
        var files = Directory.GetFiles(delivery.Home.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });
        Assert.Contains(delivery.Home.Journal, files);
        Assert.DoesNotContain(files, file => File.ReadAllBytes(file).AsSpan().IndexOf(key) >= 0);
    }

    [Fact]
    public void Objects_OfBothRepositories_DoNotHoldTheKey()
    {
        var own = Assert.Single(Directory.GetDirectories(Path.Combine(delivery.Home.State, "repositories"), "*.git"));
        foreach (var repository in new[] { own, delivery.Target.Root })
        {
            var objects = TidemarkTarget.GitIn(repository, "cat-file", "--batch", "--batch-all-objects");
            Assert.Contains("guides/atomic-writes.md", objects, StringComparison.Ordinal);
            Assert.DoesNotContain(HostileDelivery.Key, objects, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Journal_IsPrivateAndHoldsTheWholeRun()
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var file in Directory.GetFiles(delivery.Home.State, "journal.db*"))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others);
        }

        var entries = await Journals.OnlyRunAsync(delivery.Home.Journal);
        Assert.Equal(OutcomeKind.Delivered, entries.Of<RunEvent.Ended>().Single().Outcome.Kind);
    }
}
