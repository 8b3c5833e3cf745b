using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Runs;

public class StopRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Check_SeveralReasons_TakesThemInTheirOrder()
    {
        var limit = new RunState { Limits = new RunLimits(MaxModelCalls: 5), ModelCalls = 5 };
        var endpoint = limit with { Assignments = [Failed(FailureKind.EndpointUnavailable)] };
        var question = endpoint with { Unanswered = ["Which?"] };
        var cancelled = question with { StopAskedBy = "ada" };

        Assert.Equal(
            [OutcomeKind.Stopped, OutcomeKind.Stopped, OutcomeKind.NeedsInput, OutcomeKind.Cancelled],
            new[] { limit, endpoint, question, cancelled }.Select(state => StopRules.Check(state)!.Kind));
        Assert.Equal(OutcomeCause.Limit, StopRules.Check(limit)!.Cause);
        Assert.Equal(OutcomeCause.Endpoint, StopRules.Check(endpoint)!.Cause);
    }

    [Theory]
    [InlineData(FailureKind.EndpointUnavailable, true)]
    [InlineData(FailureKind.EndpointRefused, true)]
    [InlineData(FailureKind.BadReply, false)]
    [InlineData(FailureKind.Turns, false)]
    [InlineData(FailureKind.NoReport, false)]
    public void Check_FailedExpert_StopsTheRunOnlyForTheEndpoint(FailureKind kind, bool stops) =>
        Assert.Equal(stops, StopRules.Check(new RunState { Assignments = [Failed(kind)] }) is not null);

    [Theory]
    [InlineData(999, 4, 59, null)]
    [InlineData(1_000, 4, 59, "Orchestrator:Limits:MaxTokens")]
    [InlineData(999, 5, 59, "Orchestrator:Limits:MaxModelCalls")]
    [InlineData(999, 4, 60, "Orchestrator:Limits:MaxMinutes")]
    public void LimitReached_NamesTheKeyAtExactlyTheLimit(long tokens, int calls, int minutes, string? key)
    {
        var state = new RunState
        {
            Request = new RunRequest("r", "BK-001", "target", "c0", Start),
            Limits = new RunLimits(MaxTokens: 1_000, MaxModelCalls: 5, MaxMinutes: 60),
            Usage = new TokenUsage(tokens - 1, 1),
            ModelCalls = calls,
            Now = Start.AddMinutes(minutes),
        };

        var reached = StopRules.LimitReached(state);

        Assert.Equal(key is null, reached is null);
        Assert.Contains(key ?? "", reached ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OutcomeKind.Delivered, OutcomeCause.None, 0)]
    [InlineData(OutcomeKind.Failed, OutcomeCause.None, 1)]
    [InlineData(OutcomeKind.NotVerified, OutcomeCause.None, 3)]
    [InlineData(OutcomeKind.NeedsInput, OutcomeCause.None, 4)]
    [InlineData(OutcomeKind.Stopped, OutcomeCause.Limit, 5)]
    [InlineData(OutcomeKind.Stopped, OutcomeCause.Endpoint, 6)]
    [InlineData(OutcomeKind.Refused, OutcomeCause.Endpoint, 6)]
    [InlineData(OutcomeKind.Refused, OutcomeCause.Repository, 7)]
    [InlineData(OutcomeKind.Refused, OutcomeCause.Sandbox, 8)]
    [InlineData(OutcomeKind.Cancelled, OutcomeCause.None, 130)]
    public void ExitCode_IsAContract(OutcomeKind kind, OutcomeCause cause, int code) => Assert.Equal(code, new RunOutcome(kind, cause, "").ExitCode);

    private static AssignmentState Failed(FailureKind kind) =>
        new(new Assignment("a1", "testing", "t", [], [], []), AssignmentCause.Plan, 1, ExpertReport.Failed(kind, "no"));
}
