using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Ripples;
using Orchestrator.SK.Models;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Auditing;

/// <summary>Asks a model once about the rows of an audit that no rule decides, and has code check each answer. Whatever fails leaves rows as they were.</summary>
internal static class Judge
{
    /// <param name="maxRows">How many rows a model is asked about at most.</param>
    /// <param name="earlier">What was judged before, by what the model was shown.</param>
    /// <param name="askAsync">Puts the question, and returns the reply.</param>
    public static async Task<IReadOnlyList<JudgedRow>> OfAsync(
        AuditReport report, AuditedChange change, int maxRows, IReadOnlyDictionary<string, AuditJudgement> earlier, Func<string, CancellationToken, Task<string>> askAsync, CancellationToken cancellationToken)
    {
        var question = new JudgeQuestion(report, change, maxRows, Patch);
        var known = question.Known(earlier);
        var open = question.Open(known);
        if (open.Count == 0)
        {
            return question.Judge(known, [], []);
        }

        try
        {
            var reply = await askAsync(JudgeQuestion.Text(open), cancellationToken).ConfigureAwait(false);
            return JudgeReply.TryParse(reply, out var fault) is { } answers ? question.Judge(known, open, answers) : question.Fail(known, open, fault);
        }
        catch (ModelCallException failure)
        {
            // A judgement is help for people, never worth a run.
            return question.Fail(known, open, failure.Message);
        }
    }

    private static string? Patch(DiffFile file) => file.IsOpaque ? null : UnifiedText.Between(file.Path, file.Before, file.After)?.Patch;
}
