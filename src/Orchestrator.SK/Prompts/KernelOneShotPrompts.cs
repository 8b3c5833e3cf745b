using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Prompts;

/// <summary>Asks through the prompt functions of <c>plugins/</c>, invoked by a kernel; each question is a conversation of its own.</summary>
internal sealed class KernelOneShotPrompts(RunRecord record, ModelCatalog models, KernelFactory kernels, PromptFunctions functions, RunBudget budget) : IOneShotPrompts
{
    public Task<string> DraftPlanAsync(PlanQuestion question, CancellationToken cancellationToken) => AskAsync(
        $"{Purposes.Plan}-{record.State.PlanAttempts + 1}", Purposes.Plan, PromptFunctions.Planning, "DraftPlan",
        new Dictionary<string, string> { ["item"] = question.Item, ["specs"] = question.Specs, ["experts"] = question.Experts, ["ripples"] = question.Ripples, ["faults"] = question.Faults },
        cancellationToken);

    public Task<string> SummariseAsync(SummaryQuestion question, CancellationToken cancellationToken) => AskAsync(
        $"{Purposes.Summarise}-1", Purposes.Summarise, PromptFunctions.Delivery, "Summarise",
        new Dictionary<string, string> { ["item"] = question.Item, ["reports"] = question.Reports, ["files"] = question.Files },
        cancellationToken);

    public Task<string> JudgeAsync(string rows, CancellationToken cancellationToken) => AskAsync(
        $"{Purposes.Judge}-{record.State.Judged.Count + 1}", Purposes.Judge, PromptFunctions.Audit, "Judge", new Dictionary<string, string> { ["rows"] = rows }, cancellationToken);

    private async Task<string> AskAsync(string id, string purpose, string plugin, string function, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        var conversation = record.Conversation(id);
        var hash = functions.HashOf(plugin, function);
        await conversation.AppendAsync(
            conversation.Next as RunEvent.ConversationOpened ?? new(id, RunState.OrchestratorSeat, $"{plugin}/{function}", hash), cancellationToken).ConfigureAwait(false);
        var model = conversation.IsReplay ? models.Recorded(purpose, null, conversation.SwitchedTo) : models.For(purpose);
        var kernel = kernels.Create(model, new CallRecorder(conversation, RunState.OrchestratorSeat, purpose, hash, models.Prices, budget));
        functions.ImportInto(kernel, model);
        return await PromptFunctions.InvokeAsync(kernel, plugin, function, values, cancellationToken).ConfigureAwait(false);
    }
}
