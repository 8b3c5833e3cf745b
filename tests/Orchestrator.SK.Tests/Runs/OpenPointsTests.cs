using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>What is still open is told from the newest commit: what an older one lacked may have been mended since.</summary>
public class OpenPointsTests
{
    private static readonly AuditReport Gaps = new("older",
    [
        new AuditRow("ripple", "Public surface: index.ts", "README.md", AuditVerdict.Missing, "README.md is not changed", "README.md", "orchestrator"),
        new AuditRow("ripple", "Error type: route.ts", "README.md", AuditVerdict.Missing, "README.md is not changed", "README.md", "orchestrator"),
    ]);

    private static readonly RunState Worked = RunState.Empty with { Request = new RunRequest("r", "BK-1", "repo", "base", DateTimeOffset.UnixEpoch), Head = "older", Audit = Gaps, Verify = Verified("older") };

    [Fact]
    public void OpenPoints_AuditOfTheNewestCommit_NamesEachGapOnce() => Assert.Equal(["ripple: README.md: README.md is not changed"], Verdict.OpenPoints(Worked));

    [Fact]
    public void OpenPoints_CommitsAfterAuditAndVerify_SayThatNeitherSawThem() =>
        Assert.Equal(["the audit did not run again after the last changes", "verify did not run"], Verdict.OpenPoints(Worked with { Head = "newer" }));

    [Fact]
    public void OpenPoints_NothingAuditedYet_SaysSo() =>
        Assert.Equal(["the audit did not run", "verify did not run"], Verdict.OpenPoints(Worked with { Audit = null, Verify = null }));

    private static RunEvent.Verified Verified(string commit) => new(commit, new CheckRecord("verify", ["true"], 0, false, 1, "full", "", ""));
}
