using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Stages.Planning;

/// <summary>Says what the plan will take, from the prices, the limits, and what earlier runs of the repository took.</summary>
/// <param name="hashOf">Over the prompts that an expert gets for a purpose.</param>
/// <param name="pastAsync">The conversations of earlier runs.</param>
internal sealed class ForecastHandler(
    RunScope scope, ModelCatalog models, Func<string, string, string> hashOf, Func<CancellationToken, Task<IReadOnlyList<PastConversation>>> pastAsync)
{
    public async Task<RunEvent> ForecastAsync(RunCommand.Forecast command, CancellationToken cancellationToken)
    {
        var state = scope.State;
        var spent = new Amount(state.ModelCalls, state.Usage, CallAccount.CostOf(state.Account), (long)(state.Now - scope.Request.StartedAt).TotalMilliseconds);
        var past = await pastAsync(cancellationToken).ConfigureAwait(false);
        return new RunEvent.ForecastMade(Forecast.Of([.. Planned(command.Plan)], past, state.Limits, spent));
    }

    private IEnumerable<PlannedConversation> Planned(Plan plan)
    {
        var assignments = FixOrder.Apply(plan);
        var last = assignments.Select(assignment => StageOf(assignment, assignments)).DefaultIfEmpty(0).Max();
        foreach (var assignment in assignments)
        {
            yield return Of(StageOf(assignment, assignments), assignment.Expert, Purposes.Expert);
        }

        var reviewers = plan.Mode == PlanMode.Simple || scope.State.Limits.MaxReviewRounds == 0 ? [] : plan.Assignments.Select(assignment => assignment.Expert).Distinct(StringComparer.Ordinal);
        foreach (var reviewer in reviewers.Where(expert => expert != RunState.OrchestratorSeat))
        {
            yield return Of(last + 1, reviewer, Purposes.Review);
        }

        yield return Of(last + 2, RunState.OrchestratorSeat, Purposes.Summarise);
    }

    // A plan that was accepted has no cycle.
    private static int StageOf(Assignment assignment, IReadOnlyList<Assignment> all) =>
        assignment.After.Select(id => all.FirstOrDefault(other => other.Id == id)).OfType<Assignment>().Select(other => StageOf(other, all) + 1).DefaultIfEmpty(0).Max();

    private PlannedConversation Of(int stage, string expert, string purpose)
    {
        var model = models.For(purpose, expert);
        return new(stage, expert, purpose, hashOf(expert, purpose), model.Id, model.MaxOutputTokens, model.Price);
    }
}
