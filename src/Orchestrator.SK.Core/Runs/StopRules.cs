using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Core.Runs;

/// <summary>Every way in which a run ends early, in the order in which they are checked.</summary>
public static class StopRules
{
    /// <summary>Returns the outcome of a run that may not go on, or null.</summary>
    public static RunOutcome? Check(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.StopAskedBy is { } who ? new(OutcomeKind.Cancelled, OutcomeCause.None, $"cancelled by {who}")
            : state.Unanswered.Count > 0 ? new(OutcomeKind.NeedsInput, OutcomeCause.None, $"a person must decide: {string.Join(" | ", state.Unanswered)}")
            : Failure(state)
            ?? (LimitReached(state) is { } limit ? new(OutcomeKind.Stopped, OutcomeCause.Limit, limit) : null);
    }

    /// <summary>Returns the run limit that is reached, in words, or null. Conversations ask this before every call.</summary>
    public static string? LimitReached(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var limits = state.Limits;
        return state.Usage.Total >= limits.MaxTokens ? $"the run's token limit of {limits.MaxTokens} (Orchestrator:Limits:MaxTokens)"
            : state.ModelCalls >= limits.MaxModelCalls ? $"the run's limit of {limits.MaxModelCalls} model calls (Orchestrator:Limits:MaxModelCalls)"
            : state.Cost >= limits.MaxCost ? $"the run's money limit of {BudgetRules.Money(limits.MaxCost)} (Orchestrator:Limits:MaxCost)"
            : state.Request is { } request && state.Now - request.StartedAt - state.Paused >= TimeSpan.FromMinutes(limits.MaxMinutes)
                ? $"the run's time limit of {limits.MaxMinutes} minutes (Orchestrator:Limits:MaxMinutes)"
            : null;
    }

    // A plan has nobody beside it whose work goes on: whatever asking again would not mend ends the run.
    private static RunOutcome? Failure(RunState state)
    {
        if (state.PlanFailure is { } kind && FailureRules.Of(kind) is { Cause: FailureCause.Endpoint or FailureCause.Limit } rule)
        {
            return new(OutcomeKind.Stopped, CauseOf(rule), string.Join(' ', state.PlanFaults));
        }

        var failed = state.Reports.Select(r => (r.Report.Failure, r.Report.Summary))
            .Concat(state.Review?.Reports.Select(r => (r.Report.Failure, r.Report.Summary)) ?? [])
            .FirstOrDefault(r => r.Failure is { } failure && FailureRules.Of(failure) is { StopsRun: true, Cause: FailureCause.Endpoint });
        return failed.Failure is null ? null : new(OutcomeKind.Stopped, OutcomeCause.Endpoint, failed.Summary);
    }

    /// <summary>What a run that ends by such a failure was stopped by.</summary>
    public static OutcomeCause CauseOf(FailureRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Cause switch
        {
            FailureCause.Endpoint => OutcomeCause.Endpoint,
            FailureCause.Limit => OutcomeCause.Limit,
            _ => OutcomeCause.None,
        };
    }
}
