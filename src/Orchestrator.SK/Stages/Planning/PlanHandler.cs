using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;

namespace Orchestrator.SK.Stages.Planning;

/// <summary>Asks the model for a plan as data, and has code check it.</summary>
internal sealed class PlanHandler(RunScope scope, IOneShotPrompts prompts)
{
    public async Task<RunEvent> DraftAsync(RunCommand.DraftPlan command, CancellationToken cancellationToken)
    {
        var intake = scope.State.Intake!;
        var item = scope.Documents.Backlog!.Find(intake.ItemId)!;
        var faults = command.Faults.Count == 0 ? "nothing: this is the first" : string.Join('\n', command.Faults);
        var question = new PlanQuestion($"{item.Id} — {item.Title}\n{item.Body}", Quotes(intake.Specs), Experts(), Lines(intake.Ripples), faults);
        string reply;
        try
        {
            reply = await prompts.DraftPlanAsync(question, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelCallException failure) when (!FailureRules.Of(failure.Kind).LeavesRun)
        {
            return new RunEvent.PlanProposed(null, [failure.Message], failure.Kind);
        }

        return PlanParser.TryParse(reply, out var fault) is { } plan
            ? new RunEvent.PlanProposed(plan, PlanRules.Check(plan, Facts()))
            : new RunEvent.PlanProposed(null, [fault]);
    }

    private PlanFacts Facts() => new(
        [.. scope.Settings.Experts.Keys, RunState.OrchestratorSeat], scope.Documents.Specs.Contains, scope.Domains.OwnerOf, scope.State.Intake!.Reserved);

    private string Quotes(IEnumerable<string> ids) => string.Join("\n\n", ids.Select(id => scope.Documents.Specs.Find(id)!)
        .Select(section => SpecsPlugin.Quote(section.Id, section.Title, section.Path, section.Text, section.Deprecated)));

    private string Experts() => Lines(
    [
        .. scope.State.Intake!.Experts.Select(expert => $"{expert.Id}: {scope.Prompts.Find($"experts/{expert.Id}").Description} Paths: {string.Join(", ", expert.Writes)}"),
        $"{RunState.OrchestratorSeat}: {scope.Prompts.Find($"experts/{RunState.OrchestratorSeat}").Description} Paths: whatever no expert owns",
    ]);

    private static string Lines(IReadOnlyList<string> lines) => lines.Count == 0 ? "none" : string.Join('\n', lines.Select(line => $"- {line}"));
}
