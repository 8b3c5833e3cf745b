using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Stages.Auditing;

/// <summary>Has a model judge what the audit of a run leaves undecided.</summary>
internal sealed class JudgeHandler(RunScope scope, IOneShotPrompts prompts)
{
    public async Task<RunEvent> JudgeAsync(CancellationToken cancellationToken)
    {
        var state = scope.State;
        var report = state.Audit!;
        var change = AuditHandler.ChangeOf(scope, report.Commit, state);
        return new RunEvent.AuditJudged(report.Commit, await Judge.OfAsync(report, change, state.Limits.MaxJudgedRows, state.Judgements, prompts.JudgeAsync, cancellationToken).ConfigureAwait(false));
    }
}
