using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What follows a complete delivery: the push that was asked for, held back while it carries what somebody's machine would execute.</summary>
public static class PushRules
{
    private static readonly string[] Yes = ["y", "yes", "ja", "allow"];

    /// <summary>Returns the next command of a run whose branch stands in the target.</summary>
    public static RunCommand AfterDelivery(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (request, delivery) = (state.Request!, state.Delivery!);
        if (request.PushTo is not { } remote || state.Pushed is not null || state.StopAskedBy is not null)
        {
            return new RunCommand.End(RunOutcome.Delivered);
        }

        if (state.PushFailure is { } failure)
        {
            return new RunCommand.End(new(OutcomeKind.Stopped, OutcomeCause.Repository,
                $"delivered as branch {delivery.Branch} and verified, but not pushed to {remote}: {failure.Reason} 'orchestrator runs push {request.RunId}' tries again."));
        }

        var question = Question(state, remote, delivery.Branch);
        return question is null || request.AllowExecutesLater ? new RunCommand.Push(remote, delivery.Branch, delivery.Commit)
            : state.Answers.TryGetValue(question, out var answer) ? Answered(answer, remote, delivery)
            : state.Unanswered.Contains(question) ? new RunCommand.End(new(OutcomeKind.NeedsInput, OutcomeCause.None,
                $"delivered as branch {delivery.Branch} and verified; the push is held. {question} Look at them, then: {Allow(request.RunId)}"))
            : new RunCommand.AskPerson([question]);
    }

    /// <summary>The command that pushes a run whose push was held.</summary>
    public static string Allow(string runId) => $"orchestrator runs push {runId} --allow-executes-later";

    /// <summary>What experts changed that somebody executes without thinking of it, with what executes it.</summary>
    public static IReadOnlyList<string> Held(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. state.Writes.Select(write => write.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(path => ExecutesLater.Why(path) is not null).Select(path => $"{path} ({ExecutesLater.Why(path)})")];
    }

    /// <summary>What a person has to allow; null when nothing of the kind was changed.</summary>
    private static string? Question(RunState state, string remote, string branch) => Held(state) is { Count: > 0 } held
        ? $"Push {branch} to {remote}? Experts changed what others execute without thinking of it: {string.Join(", ", held)}."
        : null;

    private static RunCommand Answered(string answer, string remote, RunEvent.BranchDelivered delivery) => Yes.Contains(answer.Trim(), StringComparer.OrdinalIgnoreCase)
        ? new RunCommand.Push(remote, delivery.Branch, delivery.Commit)
        : new RunCommand.End(RunOutcome.Delivered with { Reason = "delivered and verified; the push was declined" });
}
