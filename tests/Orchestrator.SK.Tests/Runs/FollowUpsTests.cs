using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using static Orchestrator.SK.Tests.Runs.Simulation;

namespace Orchestrator.SK.Tests.Runs;

public class FollowUpsTests
{
    [Fact]
    public void Handover_OfFinishedWork_IsDoneByTheOwner()
    {
        var run = new Simulation { Report = a => a.Id == "a1" ? Hands("docs/log.md", "name the log") : ExpertReport.Done("done") };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        var handed = run.State.Assignments.Single(a => a.Cause == AssignmentCause.Handover).Assignment;
        Assert.Equal(("h1", "documentation", "store-backend hands over docs/log.md: name the log"), (handed.Id, handed.Expert, handed.Task));
        Assert.Equal(["LOG-001"], handed.Specs);
        Assert.Equal(["docs/log.md"], handed.Paths);
    }

    [Fact]
    public void Handover_BlockedExpert_GoesOnAfterTheOwnerAndBeforeWhoWaitsForIt()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md", "a1")),
            Report = a => a.Id == "a1" ? Hands("src/ext/hook.cs", "a hook") with { Status = ReportStatus.Blocked } : ExpertReport.Done("done"),
        };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.Equal(["a1", "h1", "r1", "a2"], RunDeciderTests.Waves(run));
        Assert.Equal("What blocked you is done. Go on with: Write src/log.cs.", run.State.Assignments.Single(a => a.Assignment.Id == "r1").Assignment.Task);
    }

    [Fact]
    public void Handover_BlockedForEver_DoesNotKeepOthersFromWorking()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md", "a1")),
            Report = a => a.Expert == "store-backend" ? Hands("src/ext/hook.cs", "a hook") with { Status = ReportStatus.Blocked } : ExpertReport.Done("done"),
        };

        var outcome = run.Run();

        Assert.Equal(["a1", "h1", "r1", "h2", "r2", "a2"], RunDeciderTests.Waves(run));
        Assert.Equal(OutcomeKind.NotVerified, outcome.Kind);
        Assert.Contains("r2 (store-backend) blocked", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Handover_BeyondItsBound_IsAnOpenPointAndNotForgotten()
    {
        // Each owner hands the next piece back: the third time nobody takes it up.
        var run = new Simulation { Report = a => a.Expert == "documentation" ? Hands("src/log.cs", "a comment") : Hands("docs/log.md", "a page") };

        var outcome = run.Run();

        Assert.Equal(2, run.State.Causes[AssignmentCause.Handover]);
        Assert.Equal(OutcomeKind.NotVerified, outcome.Kind);
        Assert.Contains("h2 (store-backend) hands over docs/log.md, and documentation has not taken it up: a page", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/other.cs")]
    [InlineData("CHANGELOG.md")]
    public void Handover_ToOneselfOrOfWhatCodeWrites_IsNone(string path)
    {
        var run = new Simulation { Report = _ => Hands(path, "anything") };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.Single(run.State.Assignments);
    }

    [Fact]
    public void Handover_ComesBeforeTheChecks()
    {
        var run = new Simulation { Report = a => a.Id == "a1" ? Hands("docs/log.md", "name the log") : ExpertReport.Done("done") };

        run.Run();

        Assert.Equal(["c2"], run.Commands.OfType<RunCommand.RunChecks>().Select(check => check.Commit));
    }

    [Fact]
    public void Question_NobodyThere_WaitsForTheWaveAndEndsWithFour()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
            Report = a => a.Id == "a1" ? Asks("Which format?") : ExpertReport.Done("done"),
        };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.NeedsInput, ExitCodes.NeedsInput), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("store-backend: Which format?", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(["AwaitReport", "AwaitReport", "UniteWave", "AskPerson", "Deliver", "End"], run.Names.TakeLast(6));
        Assert.False(run.State.Delivery!.Complete);
    }

    [Fact]
    public void Question_Answered_GoesOnWithTheAnswer()
    {
        var run = new Simulation
        {
            Report = a => a.Id == "a1" ? Asks("Which format?") : ExpertReport.Done("done"),
            Person = questions => questions.Select(question => new RunEvent.PersonAnswered(question, "JSON")),
        };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        var again = run.State.Assignments.Single(a => a.Cause == AssignmentCause.Answer).Assignment;
        Assert.Equal(("r1", "store-backend"), (again.Id, again.Expert));
        Assert.Equal("store-backend: Which format? - Answer: JSON\nGo on with: Write src/log.cs.", again.Task);
    }

    [Fact]
    public void Question_AskedAgainAndAgain_IsBounded()
    {
        var run = new Simulation
        {
            Report = a => Asks($"And after {a.Id}?"),
            Person = questions => questions.Select(question => new RunEvent.PersonAnswered(question, "yes")),
        };

        var outcome = run.Run();

        Assert.Equal(OutcomeKind.NotVerified, outcome.Kind);
        Assert.Equal(2, run.State.Causes[AssignmentCause.Answer]);
    }

    [Fact]
    public void Question_Contradiction_GoesToThePersonAsWell()
    {
        var run = new Simulation { Report = _ => Asks() with { Contradictions = [new Contradiction("LOG-001", "src/log.cs Log", "the spec says append")] } };

        Assert.Contains("store-backend: LOG-001 contradicts src/log.cs Log: the spec says append", run.Run().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_StaysRed_IsRepairedTwiceByThoseItNames()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
            FailingCheck = _ => "docs/log.md:1: broken link",
        };

        var outcome = run.Run();

        var repairs = run.State.Assignments.Where(a => a.Cause == AssignmentCause.Check).Select(a => a.Assignment).ToList();
        Assert.Equal(["r1 documentation", "r2 documentation"], repairs.Select(repair => $"{repair.Id} {repair.Expert}"));
        Assert.Contains("docs/log.md:1: broken link", repairs[0].Task, StringComparison.Ordinal);
        Assert.Equal((OutcomeKind.NotVerified, ExitCodes.NotVerified), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("check 'test' failed with exit code 1", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NamesAFileThatNoPlanForesaw_GoesToWhoWroteIt()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
            Writes = a => a.Id == "a1" ? ["src/log.cs", "src/surprise.cs"] : a.Paths,
            FailingCheck = check => check.Commit == "c1" ? "src/surprise.cs(3): error" : null,
        };
        run.Report = a => ExpertReport.Done("done");

        run.Run();

        Assert.Equal("store-backend", run.State.Assignments.First(a => a.Cause == AssignmentCause.Check).Assignment.Expert);
    }

    [Fact]
    public void Check_NamesNobody_GoesToAllOfTheWave()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
            FailingCheck = _ => "Segmentation fault",
        };

        run.Run();

        Assert.Equal(["store-backend", "documentation"], run.State.Assignments.Where(a => a.Cause == AssignmentCause.Check).Take(2).Select(a => a.Assignment.Expert));
    }

    [Fact]
    public void Verify_Red_GoesToTheOwnerAndThenToAPerson()
    {
        var run = new Simulation { FailingVerify = _ => "src/log.cs: 1 test failed" };

        var outcome = run.Run();

        Assert.Equal(2, run.State.Causes[AssignmentCause.Verify]);
        Assert.Equal((OutcomeKind.NotVerified, "verify failed with exit code 1"), (outcome.Kind, outcome.Reason));
        Assert.Equal("BK-001-a-log-unverified", run.State.Delivery!.Branch);
    }

    [Fact]
    public void Verify_RepairedOnce_IsVerifiedAgainAndDelivered()
    {
        var run = new Simulation
        {
            FailingVerify = verify => verify.Commit == "c1+" ? "src/log.cs: 1 test failed" : null,
            Writes = a => a.Id == "a1" ? a.Paths : ["src/log.cs"],
        };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.Equal(["c1+", "c2+"], run.Commands.OfType<RunCommand.Verify>().Select(verify => verify.Commit));
    }

    [Fact]
    public void Audit_MissingRipple_IsRepairedByTheOwnerAndAuditedAgain()
    {
        var run = new Simulation { Audit = audit => audit.Commit == "c1+" ? [MissingRow("docs/log.md", "documentation")] : [] };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        var repair = run.State.Assignments.Single(a => a.Cause == AssignmentCause.Audit).Assignment;
        Assert.Equal(("documentation", "The audit misses this: docs/log.md (because of a backend). it was not changed"), (repair.Expert, repair.Task));
        Assert.Equal(["c1+", "c2+"], run.Commands.OfType<RunCommand.Audit>().Select(audit => audit.Commit));
    }

    [Fact]
    public void Audit_MissesForEver_IsBoundedAndStaysAnOpenPoint()
    {
        var run = new Simulation { Audit = _ => [MissingRow("docs/log.md", "documentation")], Writes = a => a.Id == "a1" ? a.Paths : [] };

        var outcome = run.Run();

        Assert.Equal(2, run.State.Causes[AssignmentCause.Audit]);
        Assert.Equal((OutcomeKind.NotVerified, "ripple: docs/log.md: it was not changed"), (outcome.Kind, outcome.Reason));
    }

    [Fact]
    public void Audit_MissingInWhatCodeWrites_IsNobodysRepair()
    {
        var run = new Simulation { Audit = _ => [MissingRow("CHANGELOG.md", "orchestrator")] };

        Assert.Equal(OutcomeKind.NotVerified, run.Run().Kind);

        Assert.DoesNotContain(AssignmentCause.Audit, run.State.Causes.Keys);
    }

    [Fact]
    public void Repairs_NoneAllowed_AreNotMade()
    {
        var run = new Simulation(new RunLimits(MaxRepairs: 0)) { FailingCheck = _ => "red", FailingVerify = _ => "red" };

        Assert.Equal(OutcomeKind.NotVerified, run.Run().Kind);

        Assert.Single(run.State.Assignments);
    }

    private static ExpertReport Hands(string path, string what) => ExpertReport.Done("handed over") with { Handovers = [new Handover(path, what)] };

    private static ExpertReport Asks(params string[] questions) => ExpertReport.Done("needs to know") with { Status = ReportStatus.NeedsInput, Questions = questions };
}
