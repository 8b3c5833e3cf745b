using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Core.Runs;

/// <summary>Chooses what a run does next. Reads no clock, file, model or chance: the same state always gives the same command.</summary>
/// <remarks>The rules stand in the order of precedence; each returns null when it has nothing to say.</remarks>
public static class RunDecider
{
    /// <summary>Returns the next command; null once the run has ended and everything was said.</summary>
    public static RunCommand? Decide(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Speak(state)
            ?? (state.Outcome is not null ? null
                : Refuse(state)
                ?? FinishWhatIsOpen(state)
                ?? StopEarly(state)
                ?? Begin(state)
                ?? OpenWave(state, patient: true)
                ?? FollowUps.AfterReports(state)
                ?? OpenWave(state, patient: false)
                ?? CheckUnion(state)
                ?? FollowUps.AfterChecks(state)
                ?? FollowUps.AfterReview(state)
                ?? OpenReview(state)
                ?? Finish(state));
    }

    private static RunCommand.Speak? Speak(RunState state) =>
        state.Due is [var speech, ..] ? new(speech.Seat, speech.Subject, speech.Text) : null;

    private static RunCommand.End? Refuse(RunState state) =>
        state.Refusal is { } refusal ? new(new RunOutcome(OutcomeKind.Refused, refusal.Cause, $"{refusal.Reason} {refusal.Remedy}".Trim())) : null;

    // What was started is always ended and united first: nothing that an expert wrote is lost to a limit.
    private static RunCommand? FinishWhatIsOpen(RunState state) =>
        state.WaveIsOpen && state.Assignments.Any(a => a.Wave == state.Wave && a.Report is null) ? new RunCommand.AwaitReport()
        : state.WaveIsOpen ? new RunCommand.UniteWave(state.Wave)
        : state.Review is { IsOpen: true } ? new RunCommand.AwaitReport()
        : null;

    // Once the complete branch stands, or only its delivery is left, a limit comes too late to take the verdict away.
    private static RunCommand? StopEarly(RunState state) =>
        state.Delivery is { Complete: true } ? PushRules.AfterDelivery(state)
        : StopRules.Check(state) is { } outcome && !(outcome.Cause == OutcomeCause.Limit && Verdict.IsVerified(state)) ? Conclude(state, outcome)
        : null;

    private static RunCommand? Begin(RunState state) =>
        state.Intake is null ? new RunCommand.CheckIntake()
        : state.Plan is { } plan ? Start(state, plan)
        : state.PlanAttempts < state.Limits.MaxPlanAttempts ? new RunCommand.DraftPlan(state.PlanAttempts + 1, state.PlanFaults)
        : Conclude(state, new(OutcomeKind.Stopped, OutcomeCause.Limit,
            $"no usable plan in {state.PlanAttempts} attempts (Orchestrator:Limits:MaxPlanAttempts): {string.Join(" ", state.PlanFaults)}"));

    private static RunCommand? Start(RunState state, Plan plan) =>
        state.Causes.ContainsKey(AssignmentCause.Plan) ? null
        : state.Request!.Forecast && state.Forecast is null ? new RunCommand.Forecast(plan)
        : !PlanConsent.IsNeeded(state) || state.PlanApproved == true ? new RunCommand.Assign(AssignmentCause.Plan, FixOrder.Apply(plan))
        : state.PlanApproved is null ? new RunCommand.ApprovePlan(plan)
        : new RunCommand.End(new(OutcomeKind.Cancelled, OutcomeCause.None, "the plan was declined"));

    // Who waits for a blocked expert waits until that has gone on, as long as anything can still be done about it.
    private static RunCommand? OpenWave(RunState state, bool patient)
    {
        // Two drafts of one wave must not touch the same path, so an expert has one assignment in a wave.
        var ready = state.Assignments
            .Where(a => a.Wave is null && a.Assignment.After.All(id => FollowUps.IsOver(state, id, settled: patient && a.Cause == AssignmentCause.Plan)))
            .Select(a => a.Assignment)
            .DistinctBy(assignment => assignment.Expert)
            .Take(state.Limits.MaxParallelExperts)
            .ToList();
        return ready.Count == 0 ? null
            : state.Wave < state.Limits.MaxWaves ? new RunCommand.OpenWave(state.Wave + 1, state.Head, ready)
            : Conclude(state, new(OutcomeKind.Stopped, OutcomeCause.Limit, $"the limit of {state.Limits.MaxWaves} waves (Orchestrator:Limits:MaxWaves)"));
    }

    private static RunCommand.RunChecks? CheckUnion(RunState state) =>
        state.HasWork && state.Intake!.Checks.Count > 0 && state.Checks?.Commit != state.Head ? new(state.Head) : null;

    private static RunCommand.OpenReview? OpenReview(RunState state)
    {
        var again = state.Review is { } last && last.Findings.Any() && last.Commit != state.Head && last.Round < state.Limits.MaxReviewRounds;
        if (!state.HasWork || state.Plan!.Mode == PlanMode.Simple || state.Limits.MaxReviewRounds == 0 || (state.Review is not null && !again))
        {
            return null;
        }

        var experts = state.Assignments.Where(a => a.Assignment.Expert != RunState.OrchestratorSeat).Select(a => a.Assignment.Expert);
        return new((state.Review?.Round ?? 0) + 1, state.Head, [.. experts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static RunCommand? Finish(RunState state) =>
        !state.HasWork ? Conclude(state, Verdict.Of(state))
        : state.Folded?.From != state.Head ? new RunCommand.FoldDocuments(state.Head)
        : state.Audit?.Commit != state.Final ? new RunCommand.Audit(state.Final)
        : MendRules.AfterAudit(state)
        ?? (state.Limits.MaxJudgedRows > 0 && state.Judged.Commit != state.Final && state.Audit.Undecided.Any() ? new RunCommand.Judge(state.Final) : null)
        ?? FollowUps.AfterAudit(state)
        ?? FollowUps.AfterJudgement(state)
        ?? (state.Intake!.Verify.Count > 0 && state.Verify?.Commit != state.Final ? new RunCommand.Verify(state.Final) : null)
        ?? FollowUps.AfterVerify(state)
        ?? (state.Summary is null && StopRules.LimitReached(state) is null ? new RunCommand.Summarise() : null)
        ?? Conclude(state, Verdict.Of(state));

    private static RunCommand Conclude(RunState state, RunOutcome outcome) =>
        state.HasWork && state.Delivery is null
            ? new RunCommand.Deliver(state.Final, Complete: outcome.Kind == OutcomeKind.Delivered)
            : new RunCommand.End(outcome);
}
