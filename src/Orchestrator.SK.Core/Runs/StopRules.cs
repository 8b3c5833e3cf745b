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
            : EndpointFailure(state)
            ?? (LimitReached(state) is { } limit ? new(OutcomeKind.Stopped, OutcomeCause.Limit, limit) : null);
    }

    /// <summary>Returns the run limit that is reached, in words, or null. Conversations ask this before every call.</summary>
    public static string? LimitReached(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var limits = state.Limits;
        return state.Usage.Total >= limits.MaxTokens ? $"the run's token limit of {limits.MaxTokens} (Orchestrator:Limits:MaxTokens)"
            : state.ModelCalls >= limits.MaxModelCalls ? $"the run's limit of {limits.MaxModelCalls} model calls (Orchestrator:Limits:MaxModelCalls)"
            : state.Request is { } request && state.Now - request.StartedAt - state.Paused >= TimeSpan.FromMinutes(limits.MaxMinutes)
                ? $"the run's time limit of {limits.MaxMinutes} minutes (Orchestrator:Limits:MaxMinutes)"
            : null;
    }

    private static RunOutcome? EndpointFailure(RunState state)
    {
        var failed = state.Reports.Select(r => (r.Report.Failure, r.Report.Summary))
            .Prepend((Failure: state.PlanFailure, Summary: string.Join(' ', state.PlanFaults)))
            .Concat(state.Review?.Reports.Select(r => (r.Report.Failure, r.Report.Summary)) ?? [])
            .FirstOrDefault(r => r.Failure is FailureKind.EndpointRefused or FailureKind.EndpointUnavailable);
        return failed.Failure is null ? null : new(OutcomeKind.Stopped, OutcomeCause.Endpoint, failed.Summary);
    }
}
