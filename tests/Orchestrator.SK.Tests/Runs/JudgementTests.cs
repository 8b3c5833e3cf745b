using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Runs;
using static Orchestrator.SK.Tests.Runs.Simulation;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>What follows in a run from what a model says of undecided rows: help for people, and never a verdict.</summary>
public class JudgementTests
{
    private static readonly AuditJudgement Missing = new(JudgedStanding.Missing, "The guide says nothing of it.", "docs/log.md");

    [Fact]
    public void Judge_UndecidedRows_ComesBetweenAuditAndVerify_OnceForEachAudit()
    {
        var run = Of(_ => [UndecidedRow("the guide")]);

        Assert.Equal(RunOutcome.Delivered, run.Run());

        Assert.Equal(["FoldDocuments", "Audit", "Judge", "Verify", "Summarise"], run.Names.SkipWhile(name => name != "FoldDocuments").Take(5));
        Assert.Equal("nobody said so", run.State.Audit!.Undecided.Single().Unjudged);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(20, false)]
    public void Judge_SwitchedOffOrNothingUndecided_AsksNobody(int maxRows, bool undecided)
    {
        var run = new Simulation(new RunLimits(MaxJudgedRows: maxRows)) { Audit = _ => undecided ? [UndecidedRow("the guide")] : [] };

        Assert.Equal(RunOutcome.Delivered, run.Run());

        Assert.DoesNotContain("Judge", run.Names);
    }

    [Fact]
    public void Missing_JudgedForEver_GoesToItsOwnerWithinItsBoundAndStaysAPointForPeople()
    {
        var number = 0;
        var run = Of(_ => [UndecidedRow("the guide")], (_, _) => Missing);
        run.Writes = a => [$"{a.Paths[0]}.{number++}"];

        Assert.Equal(RunOutcome.Delivered, run.Run());

        var repairs = run.State.Assignments.Where(a => a.Cause == AssignmentCause.Judgement).Select(a => a.Assignment).ToList();
        Assert.Equal(["documentation docs/log.md", "documentation docs/log.md"], repairs.Select(repair => $"{repair.Expert} {repair.Paths.Single()}"));
        Assert.Contains("It says of docs/log.md: \"The guide says nothing of it.\"", repairs[0].Task, StringComparison.Ordinal);
        Assert.Single(run.State.Audit!.JudgedMissing);
    }

    [Fact]
    public void Missing_OfWhatNobodyChanges_IsNotSentAgain()
    {
        var run = Of(_ => [UndecidedRow("the guide")], (_, _) => Missing);
        run.Writes = a => a.Id == "a1" ? a.Paths : [];

        Assert.Equal(RunOutcome.Delivered, run.Run());

        Assert.Single(run.State.Assignments, a => a.Cause == AssignmentCause.Judgement);
    }

    [Theory]
    [InlineData(ReportStatus.Blocked)]
    [InlineData(ReportStatus.NeedsInput)]
    [InlineData(ReportStatus.Failed)]
    public void Missing_WhoseOwnerCannotOrWillNot_LeavesTheRunVerified(ReportStatus status)
    {
        var run = Of(_ => [UndecidedRow("the guide")], (_, _) => Missing);
        run.Report = a => ExpertReport.Done("done") with { Status = a.Id == "a1" ? ReportStatus.Done : status, Questions = a.Id == "a1" ? [] : ["Is that so?"] };

        Assert.Equal(RunOutcome.Delivered, run.Run());

        Assert.DoesNotContain("AskPerson", run.Names);
    }

    [Theory]
    [InlineData("CHANGELOG.md", 12)]
    [InlineData(null, 12)]
    [InlineData("docs/log.md", 1)]
    public void Missing_InWhatCodeWritesOrNowhereOrWithoutRoomForAWave_IsNobodysRepair(string? path, int waves)
    {
        var run = new Simulation(new RunLimits(MaxWaves: waves, MaxJudgedRows: 20)) { Audit = _ => [UndecidedRow("the guide")], Judge = (_, _) => Missing with { Path = path } };

        Assert.Equal(RunOutcome.Delivered, run.Run());

        Assert.DoesNotContain(AssignmentCause.Judgement, run.State.Causes.Keys);
    }

    [Fact]
    public void Holds_OfEverything_DoesNotHideWhatARuleMisses()
    {
        var run = Of(_ => [MissingRow("docs/log.md", "documentation"), UndecidedRow("the guide")], (_, _) => new(JudgedStanding.Holds, "It is all there.", "docs/log.md", "all of it"));
        run.Writes = a => a.Id == "a1" ? a.Paths : [];

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.NotVerified, "ripple: docs/log.md: it was not changed"), (outcome.Kind, outcome.Reason));
        Assert.Equal([AuditVerdict.Missing, AuditVerdict.Judged], run.State.Audit!.Rows.Select(row => row.Verdict));
    }

    private static Simulation Of(Func<RunCommand.Audit, IEnumerable<AuditRow>> audit, Func<RunCommand.Judge, AuditRow, AuditJudgement?>? judge = null) =>
        new(new RunLimits(MaxJudgedRows: 20)) { Audit = audit, Judge = judge ?? ((_, _) => null) };
}
