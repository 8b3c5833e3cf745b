using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Progress;

/// <summary>The person before a run in the foreground: a question interrupts the progress, and one line answers it.</summary>
internal sealed class TerminalPerson(IProgressView progress) : IPerson
{
    /// <summary>An empty line answers nothing: what is left open ends the run, and it says how to answer later.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var question in questions)
        {
            answers[question] = await progress.AskAsync($"question: {question}", cancellationToken) ?? "";
        }

        return answers;
    }

    public async Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken)
    {
        var forecast = state.Forecast is { } made ? $"\n{ForecastText.Lines(made)}" : "";
        var answer = await progress.AskAsync($"{string.Join('\n', PlanText.Proposal(plan, state.Intake!))}{forecast}\nStart? Only y, yes or ja starts it.", cancellationToken);
        return answer is null ? null : PlanConsent.IsYes(answer);
    }

    public async Task<bool> TrustAsync(WantedCommands wanted, CancellationToken cancellationToken) =>
        await progress.AskAsync($"{wanted}\nTrust this version of the file? Only y, yes or ja trusts it.", cancellationToken) is { } answer && PlanConsent.IsYes(answer);
}

/// <summary>Somebody who has said yes to the plan already; everything else is asked of another.</summary>
internal sealed class AgreedPerson(IPerson other) : IPerson
{
    public Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken) => other.AskAsync(questions, cancellationToken);

    public Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken) => Task.FromResult<bool?>(true);

    public Task<bool> TrustAsync(WantedCommands wanted, CancellationToken cancellationToken) => other.TrustAsync(wanted, cancellationToken);
}

/// <summary>Somebody who only wants to see the plan: every plan is declined, and no question is answered.</summary>
internal sealed class PlanReader : IPerson
{
    public Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

    public Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken) => Task.FromResult<bool?>(false);
}
