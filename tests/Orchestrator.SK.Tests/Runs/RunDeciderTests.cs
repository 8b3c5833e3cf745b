using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using static Orchestrator.SK.Tests.Runs.Simulation;

namespace Orchestrator.SK.Tests.Runs;

public class RunDeciderTests
{
    [Fact]
    public void Decide_EverythingGoesWell_TakesEachStageOnce()
    {
        var run = new Simulation { Plan = _ => Proposed(PlanMode.Standard, PlanKind.Feature, Of("a1", "store-backend", "src/log.cs")) };

        Assert.Equal(RunOutcome.Delivered, run.Run());

        Assert.Equal(
            ["CheckIntake", "DraftPlan", "Assign", "OpenWave", "AwaitReport", "UniteWave", "RunChecks", "OpenReview", "AwaitReport", "FoldDocuments", "Audit", "Verify", "Summarise", "Deliver", "End"],
            run.Names);
        Assert.Equal(new RunCommand.Deliver("c1+", Complete: true), run.Commands.OfType<RunCommand.Deliver>().Single());
    }

    [Fact]
    public void Decide_SameState_GivesTheSameCommand()
    {
        var run = new Simulation();
        run.Run();
        var text = run.Commands.Select(command => command.ToString()).ToList();

        var again = new Simulation();
        again.Run();

        Assert.Equal(text, again.Commands.Select(command => command.ToString()));
    }

    [Fact]
    public void Decide_SimplePlan_SkipsReview()
    {
        var run = new Simulation();

        run.Run();

        Assert.DoesNotContain("OpenReview", run.Names);
    }

    [Fact]
    public void Decide_NoReviewRoundsAllowed_SkipsReview()
    {
        var run = new Simulation(new RunLimits(MaxReviewRounds: 0)) { Plan = _ => Proposed(PlanMode.Standard, PlanKind.Feature, Of("a1", "testing", "tests/a.cs")) };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.DoesNotContain("OpenReview", run.Names);
    }

    [Fact]
    public void Decide_RefusedPlan_IsAskedAgainWithTheReasonAndThenGivenUp()
    {
        var run = new Simulation { Plan = draft => new RunEvent.PlanProposed(null, [$"fault {draft.Attempt}"]) };

        var outcome = run.Run();

        Assert.Equal(["", "fault 1", "fault 2"], run.Commands.OfType<RunCommand.DraftPlan>().Select(draft => string.Join(' ', draft.Faults)));
        Assert.Equal((OutcomeKind.Stopped, OutcomeCause.Limit), (outcome.Kind, outcome.Cause));
        Assert.Contains("fault 3", outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Deliver", run.Names);
    }

    [Fact]
    public void Decide_EndpointGivesNoPlan_StopsWithTheEndpointsExitCode()
    {
        var run = new Simulation { Plan = _ => new RunEvent.PlanProposed(null, ["no reply in 4 attempts"], FailureKind.EndpointUnavailable) };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.Stopped, OutcomeCause.Endpoint, ExitCodes.Endpoint), (outcome.Kind, outcome.Cause, outcome.ExitCode));
        Assert.Equal("no reply in 4 attempts", outcome.Reason);
        Assert.Single(run.Commands.OfType<RunCommand.DraftPlan>());
    }

    [Fact]
    public void Decide_UnreadablePlanReply_IsAskedAgain()
    {
        var run = new Simulation
        {
            Plan = draft => draft.Attempt == 1
                ? new RunEvent.PlanProposed(null, ["the reply was cut off"], FailureKind.BadReply)
                : Proposed(Of("a1", "store-backend", "src/log.cs")),
        };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.Equal(["the reply was cut off"], run.Commands.OfType<RunCommand.DraftPlan>().Last().Faults);
    }

    [Fact]
    public void Decide_Refusal_EndsWithoutAnythingElse()
    {
        var run = new Simulation { Meanwhile = command => command is RunCommand.CheckIntake ? [new RunEvent.Refused(OutcomeCause.Repository, "BK-001 is done already.", "Add an item.")] : [] };

        var outcome = run.Run();

        Assert.Equal(new RunOutcome(OutcomeKind.Refused, OutcomeCause.Repository, "BK-001 is done already. Add an item."), outcome);
        Assert.Equal(["CheckIntake", "End"], run.Names);
    }

    [Fact]
    public void Decide_LimitReachedInAWave_EndsAndUnitesTheWaveFirst()
    {
        var run = new Simulation(new RunLimits(MaxTokens: 100))
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
            Meanwhile = command => command is RunCommand.AwaitReport ? [Used(100)] : [],
        };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.Stopped, ExitCodes.Limit), (outcome.Kind, outcome.ExitCode));
        Assert.Equal(["OpenWave", "AwaitReport", "AwaitReport", "UniteWave", "Deliver", "End"], run.Names.Skip(3));
        Assert.Equal(new RunCommand.Deliver("c1", Complete: false), run.Commands.OfType<RunCommand.Deliver>().Single());
        Assert.Contains("Orchestrator:Limits:MaxTokens", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_LimitReachedByVerify_StillDeliversWhatIsVerified()
    {
        var run = new Simulation { Meanwhile = command => command is RunCommand.Verify ? [Used(10_000_000)] : [] };

        Assert.Equal(RunOutcome.Delivered, run.Run());

        // The summary is a model call, and no more of these are paid for.
        Assert.Equal(["Verify", "Deliver", "End"], run.Names.TakeLast(3));
    }

    [Fact]
    public void Decide_LimitReachedBeforeVerify_IsNoDelivery()
    {
        var run = new Simulation { Meanwhile = command => command is RunCommand.Audit ? [Used(10_000_000)] : [] };

        Assert.Equal(OutcomeKind.Stopped, run.Run().Kind);

        Assert.False(run.State.Delivery!.Complete);
    }

    [Fact]
    public void Decide_StopAskedAfterTheCompleteBranchStands_IsDelivered()
    {
        var run = new Simulation { Meanwhile = command => command is RunCommand.Deliver ? [new RunEvent.StopAsked("ada")] : [] };

        Assert.Equal(RunOutcome.Delivered, run.Run());
    }

    [Fact]
    public void Decide_TimeLimitPassedOnTheLastStep_IsDelivered()
    {
        var run = new Simulation(new RunLimits(MaxMinutes: 10));
        run.Meanwhile = command =>
        {
            run.Step = command is RunCommand.Deliver ? TimeSpan.FromHours(1) : run.Step;
            return [];
        };

        Assert.Equal(RunOutcome.Delivered, run.Run());
    }

    [Fact]
    public void Decide_StopAsked_EndsTheWaveAndIsCancelled()
    {
        var run = new Simulation { Meanwhile = command => command is RunCommand.AwaitReport ? [new RunEvent.StopAsked("ada")] : [] };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.Cancelled, "cancelled by ada", ExitCodes.Interrupted), (outcome.Kind, outcome.Reason, outcome.ExitCode));
        Assert.Equal("BK-001-a-log-unverified", run.State.Delivery!.Branch);
    }

    [Fact]
    public void Decide_EndpointFailsOneExpert_TheOthersWorkIsKeptAndTheExitCodeIsSix()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
            Report = a => a.Id == "a1" ? ExpertReport.Failed(FailureKind.EndpointRefused, "HTTP 401") : ExpertReport.Done("done"),
        };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.Stopped, OutcomeCause.Endpoint, ExitCodes.Endpoint), (outcome.Kind, outcome.Cause, outcome.ExitCode));
        Assert.Equal(2, run.State.Reports.Count());
        Assert.Equal("c1", run.State.Delivery!.Commit);
    }

    [Fact]
    public void Decide_OneExpertRunsOutOfTurns_TheRunGoesOnAndStopsUnverified()
    {
        var run = new Simulation
        {
            Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
            Report = a => a.Id == "a1" ? ExpertReport.Failed(FailureKind.Turns, "40 turns") : ExpertReport.Done("done"),
        };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.Stopped, OutcomeCause.Limit), (outcome.Kind, outcome.Cause));
        Assert.Contains("a1 (store-backend) failed: 40 turns", outcome.Reason, StringComparison.Ordinal);
        Assert.Contains("Verify", run.Names);
        Assert.False(run.State.Delivery!.Complete);
    }

    [Fact]
    public void Decide_NobodyChangesAnything_DeliversNothing()
    {
        var run = new Simulation { Writes = _ => [] };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.NotVerified, "no expert changed anything"), (outcome.Kind, outcome.Reason));
        Assert.DoesNotContain("Deliver", run.Names);
    }

    [Fact]
    public void OpenWave_TwoAssignmentsOfOneExpert_AreTwoWavesAndTakeNobodysPlace()
    {
        var run = new Simulation(new RunLimits(MaxParallelExperts: 2))
        {
            Plan = _ => Proposed(Of("a1", "testing", "tests/a.cs"), Of("a2", "testing", "tests/b.cs"), Of("a3", "documentation", "docs/log.md")),
        };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.Equal(["a1 a3", "a2"], Waves(run));
    }

    [Fact]
    public void OpenWave_After_StartsFromTheUnionOfTheWaveBefore()
    {
        var run = new Simulation { Plan = _ => Proposed(Of("a2", "testing", "tests/a.cs", "a1"), Of("a1", "store-backend", "src/log.cs")) };

        run.Run();

        Assert.Equal(["a1", "a2"], Waves(run));
        Assert.Equal(["c0", "c1"], run.Commands.OfType<RunCommand.OpenWave>().Select(wave => wave.Base));
    }

    [Fact]
    public void OpenWave_WaveLimit_StopsAndKeepsWhatWasDone()
    {
        var run = new Simulation(new RunLimits(MaxWaves: 1)) { Plan = _ => Proposed(Of("a1", "store-backend", "src/log.cs"), Of("a2", "testing", "tests/a.cs", "a1")) };

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.Stopped, ExitCodes.Limit), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("Orchestrator:Limits:MaxWaves", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("c1", run.State.Delivery!.Commit);
    }

    [Fact]
    public void Begin_Fix_LetsTestingGoFirst()
    {
        var run = new Simulation { Plan = _ => Proposed(PlanMode.Simple, PlanKind.Fix, Of("a1", "store-backend", "src/log.cs"), Of("a2", "testing", "tests/a.cs")) };

        run.Run();

        Assert.Equal(["a2", "a1"], Waves(run));
    }

    [Fact]
    public void Begin_FixWhoseTestsWaitForTheRepair_LetsTestingGoFirstAllTheSame()
    {
        var run = new Simulation { Plan = _ => Proposed(PlanMode.Simple, PlanKind.Fix, Of("a1", "store-backend", "src/log.cs"), Of("a2", "testing", "tests/a.cs", "a1")) };

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.Equal(["a2", "a1"], Waves(run));
    }

    internal static IEnumerable<string> Waves(Simulation run) =>
        run.Commands.OfType<RunCommand.OpenWave>().Select(wave => string.Join(' ', wave.Assignments.Select(assignment => assignment.Id)));
}
