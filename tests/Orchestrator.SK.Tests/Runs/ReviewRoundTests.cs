using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;
using Orchestrator.SK.Core.Runs;
using static Orchestrator.SK.Tests.Runs.Simulation;

namespace Orchestrator.SK.Tests.Runs;

public class ReviewRoundTests
{
    [Fact]
    public void Review_AsksEveryExpertOfThePlanButNotTheOrchestrator()
    {
        var run = Reviewed();
        run.Plan = _ => Proposed(PlanMode.Standard, PlanKind.Feature, Of("a1", "testing", "tests/a.cs"), Of("a2", "orchestrator", "README.md"), Of("a3", "documentation", "docs/a.md"));

        run.Run();

        Assert.Equal(["documentation", "testing"], run.Commands.OfType<RunCommand.OpenReview>().Single().Reviewers);
    }

    [Fact]
    public void Review_OnlyTheOrchestratorWorked_HasNobodyToAskAndGoesOn()
    {
        var run = Reviewed();
        run.Plan = _ => Proposed(PlanMode.Standard, PlanKind.Docs, Of("a1", "orchestrator", "README.md"));

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);
    }

    [Fact]
    public void Review_Finding_IsMendedByTheOwnerAndSeenAgain()
    {
        var run = Reviewed();
        run.Review = (reviewer, round) => round == 1 && reviewer == "documentation" ? Finds("src/log.cs") : Fine;

        Assert.Equal(OutcomeKind.Delivered, run.Run().Kind);

        Assert.Equal("store-backend", run.State.Assignments.Single(a => a.Cause == AssignmentCause.Review).Assignment.Expert);
        Assert.Equal([1, 2], run.Commands.OfType<RunCommand.OpenReview>().Select(review => review.Round));
    }

    [Fact]
    public void Review_FindsForEver_EndsAfterTwoRounds()
    {
        var run = Reviewed();
        run.Review = (_, _) => Finds("src/log.cs");
        run.Writes = a => a.Id[0] == 'a' ? a.Paths : [];

        var outcome = run.Run();

        Assert.Equal(2, run.State.Causes[AssignmentCause.Review]);
        Assert.Equal(OutcomeKind.NotVerified, outcome.Kind);
        Assert.Contains("review: src/log.cs: wrong", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Review_LastRoundMendedInPart_LeavesTheRestToAPerson()
    {
        // The last round finds two faults; the owner of one of them changes something, the other does not.
        var run = Reviewed();
        run.Review = (reviewer, _) => reviewer == "documentation" ? Finds("src/log.cs") : Finds("docs/log.md");
        run.Writes = a => a.Id[0] == 'a' || a.Expert == "store-backend" ? a.Paths : [];

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.NotVerified, "review: docs/log.md: wrong"), (outcome.Kind, outcome.Reason));
    }

    [Fact]
    public void Review_FindsFaultInWhatCodeWrites_AsksNobodyToMendIt()
    {
        var run = Reviewed();
        run.Review = (_, _) => Finds("CHANGELOG.md");

        Assert.Equal(OutcomeKind.NotVerified, run.Run().Kind);

        Assert.DoesNotContain(AssignmentCause.Review, run.State.Causes.Keys);
    }

    [Fact]
    public void Review_ThatFailed_IsNoReview()
    {
        var run = Reviewed();
        run.Review = (reviewer, _) => reviewer == "documentation" ? new ReviewReport("went on talking", [], FailureKind.NoReport) : Fine;

        var outcome = run.Run();

        Assert.Equal((OutcomeKind.NotVerified, "review by documentation failed: went on talking"), (outcome.Kind, outcome.Reason));
    }

    [Fact]
    public void Review_EndpointFails_StopsWithSix()
    {
        var run = Reviewed();
        run.Review = (_, _) => new ReviewReport("HTTP 500", [], FailureKind.EndpointUnavailable);

        Assert.Equal(ExitCodes.Endpoint, run.Run().ExitCode);
    }

    private static ReviewReport Fine => new("fine", []);

    private static ReviewReport Finds(string path) => new("not fine", [new Finding(path, "wrong", [])]);

    private static Simulation Reviewed() => new()
    {
        Plan = _ => Proposed(PlanMode.Standard, PlanKind.Feature, Of("a1", "store-backend", "src/log.cs"), Of("a2", "documentation", "docs/log.md")),
    };
}
