using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Demo;

/// <summary>`orchestrator demo`: four experts, a handover, a ripple that was forgotten and mended, a verified branch.</summary>
public sealed class DemoTests(DemoRun demo) : IClassFixture<DemoRun>
{
    [Fact]
    public void Demo_Ends_Delivered()
    {
        demo.Result.ShouldEndWith(0);
        Assert.Equal(OutcomeKind.Delivered, demo.Entries.Of<RunEvent.Ended>().Single().Outcome.Kind);
        Assert.Equal(0, demo.Entries.Of<RunEvent.Verified>().Last().Check.ExitCode);
    }

    [Fact]
    public void Banner_StandsFirstAndLast_SoThatNobodyTakesTheRepliesForReal()
    {
        Assert.StartsWith($"{DemoRun.Banner}\n", demo.Result.Error, StringComparison.Ordinal);
        Assert.Contains(DemoRun.Banner, demo.Result.OutputLines[^2..]);
    }

    [Fact]
    public void Screen_ShowsTheDiffAndWhereEverythingIs()
    {
        Assert.Contains("diff --git a/src/Tidemark/Backends/LogBackend.cs b/src/Tidemark/Backends/LogBackend.cs", demo.Result.Output, StringComparison.Ordinal);
        Assert.Contains("+public sealed class LogBackend : IBackend, IHistory", demo.Result.Output, StringComparison.Ordinal);
        Assert.Contains($"The repository is in {demo.Repository}.\nThe journal is in {Path.Combine(demo.Folder, "state")}.\n", demo.Result.Output, StringComparison.Ordinal);
        Assert.Contains($"Branch {demo.Branch} at ", demo.Result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_NamesEachFileInALineOfItsOwn() =>
        Assert.Superset(demo.Entries.Of<RunEvent.FileWritten>().Select(write => $"  {write.Path}").ToHashSet(), demo.Result.OutputLines.ToHashSet());

    [Fact]
    public void Audit_CatchesTheForgottenNavigation_AndItsOwnerMendsIt()
    {
        var repair = Assert.Single(demo.Entries.Of<RunEvent.Assigned>(), assigned => assigned.Cause == AssignmentCause.Audit);
        var assignment = Assert.Single(repair.Assignments);
        Assert.Equal(("r1", "documentation"), (assignment.Id, assignment.Expert));
        Assert.Equal(["docs-src/_nav.yml"], assignment.Paths);
        Assert.Contains("What the audit caught, and who mended it:\n  documentation: docs-src/_nav.yml\n", demo.Result.Output, StringComparison.Ordinal);
        Assert.Contains(demo.Entries.Of<RunEvent.FileWritten>(), write => write is { Assignment: "r1", Path: "docs-src/_nav.yml" });
        Assert.Contains("docs-src/_nav.yml", Changed());
    }

    [Fact]
    public void Write_OutsideTheDomain_IsRefusedAndHandedOver()
    {
        var refused = Assert.Single(demo.Entries.Of<RunEvent.WriteRefused>());
        Assert.Equal(("extension", "README.md", "orchestrator"), (refused.Expert, refused.Path, refused.Owner));
        Assert.All(demo.Entries.Of<RunEvent.FileWritten>().Where(write => write.Path == "README.md"), write => Assert.Equal("h1", write.Assignment));
        Assert.Contains("handover: h1 to orchestrator", demo.Result.Error, StringComparison.Ordinal);
        Assert.Contains("Refused: extension tried to write README.md", demo.Result.Output, StringComparison.Ordinal);
        Assert.Contains("README.md", Changed());
    }

    [Fact]
    public void Experts_WorkAtTheSameTime()
    {
        var wave = demo.Entries.Of<RunEvent.WaveOpened>().First();
        Assert.Equal(["a1", "a2", "a3", "a4"], wave.Assignments);

        // All four have their first reply before anybody has reported.
        var firstReport = demo.Entries.First(entry => entry.Event is RunEvent.ReportReceived).Sequence;
        var started = demo.Entries.Where(entry => entry.Sequence < firstReport).Of<RunEvent.ModelReplied>().Select(reply => reply.Conversation).Distinct();
        Assert.Superset(new HashSet<string> { "a1-store-backend", "a2-extension", "a3-testing", "a4-documentation" }, started.ToHashSet());
        Assert.All(demo.Entries.Of<RunEvent.ReportReceived>(), report => Assert.Equal(ReportStatus.Done, report.Report.Status));
    }

    [Fact]
    public void Branch_HasOneCommitOnTopOfMain_WhichStaysAsItWas()
    {
        var tip = demo.Entries.Of<RunEvent.BranchDelivered>().Single();
        Assert.StartsWith("BK-004-", tip.Branch, StringComparison.Ordinal);
        Assert.DoesNotContain("unverified", tip.Branch, StringComparison.Ordinal);
        Assert.Equal(["main", tip.Branch], TidemarkTarget.GitIn(demo.Repository, "for-each-ref", "--format=%(refname:short)", "refs/heads").Split('\n').Order(StringComparer.OrdinalIgnoreCase).Reverse());
        Assert.Equal(tip.Commit, TidemarkTarget.GitIn(demo.Repository, "rev-list", $"main..{tip.Branch}"));
        Assert.Equal("1", TidemarkTarget.GitIn(demo.Repository, "rev-list", "--count", "main"));
        Assert.Equal("refs/heads/main", TidemarkTarget.GitIn(demo.Repository, "symbolic-ref", "HEAD"));
        Assert.Equal("", TidemarkTarget.GitIn(demo.Repository, "status", "--porcelain"));
    }

    [Fact]
    public void Backlog_AndChangelog_AreFoldedFromTheReports()
    {
        Assert.Superset(new HashSet<string> { "CHANGELOG.md", "sdd/BACKLOG.md", "sdd/BACKLOG-DONE.md" }, Changed().ToHashSet());
        var changelog = TidemarkTarget.GitIn(demo.Repository, "show", $"{demo.Branch}:CHANGELOG.md");
        Assert.Contains("Log backend", changelog, StringComparison.Ordinal);
        Assert.DoesNotContain("BK-004", TidemarkTarget.GitIn(demo.Repository, "show", $"{demo.Branch}:sdd/BACKLOG.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void State_OfTheUser_IsNotTouched() => Assert.False(Directory.Exists(demo.Home.State));

    [Fact]
    public void Output_OfAProgramWithoutATerminal_HasNoEscapeCharacter()
    {
        Assert.DoesNotContain('\e', demo.Result.Output);
        Assert.DoesNotContain('\e', demo.Result.Error);
    }

    [Fact]
    public void Progress_GoesToStandardError_AndTheResultToStandardOutput()
    {
        Assert.Contains("wave 1: a1, a2, a3, a4", demo.Result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wave 1: a1, a2, a3, a4", demo.Result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("diff --git", demo.Result.Error, StringComparison.Ordinal);
    }

    private string[] Changed() => TidemarkTarget.GitIn(demo.Repository, "diff", "--name-only", "main", demo.Branch).Split('\n');
}
