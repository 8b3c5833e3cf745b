using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator audit --judge</c>: the judge of a run, over any branch. What it took is said on standard error, and nothing of it is recorded.</summary>
internal static class AuditJudge
{
    /// <summary>Returns the audit with what the model said of undecided rows. A model that does not answer leaves them as they are, with the reason.</summary>
    /// <exception cref="NoEndpointException">There are rows to judge, and no model is configured.</exception>
    public static async Task<BranchAudit> AskAsync(BranchAudit audit, TargetChange change, Invocation invocation, CancellationToken cancellationToken)
    {
        if (!audit.Report.Undecided.Any())
        {
            await Console.Error.WriteLineAsync("Rules decide every row: no model was asked.");
            return audit;
        }

        await using var services = invocation.Services(invocation.Configuration());
        var limits = services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Limits.ToLimits();
        if (limits.MaxJudgedRows == 0)
        {
            await Console.Error.WriteLineAsync("Orchestrator:Limits:MaxJudgedRows is 0: no model was asked.");
            return audit;
        }

        var models = services.GetRequiredService<ModelCatalog>();
        var model = models.For(Purposes.Judge);
        var time = services.GetRequiredService<TimeProvider>();
        using var record = new RunRecord(NoJournal.Instance, new RunLease("audit", 1), time);
        await record.AppendAsync(new RunEvent.Accepted(new RunRequest("audit", "", Path.GetFileName(invocation.Repository), change.Base, time.GetUtcNow()), limits), cancellationToken);
        var functions = new PromptFunctions(services.GetRequiredService<Places>().Plugins);
        var prompts = new KernelOneShotPrompts(record, models, services.GetRequiredService<KernelFactory>(), functions, new RunBudget(() => record.State));
        var judged = await Judge.OfAsync(audit.Report, audit.Change!, limits.MaxJudgedRows, new Dictionary<string, AuditJudgement>(), prompts.JudgeAsync, cancellationToken);
        await Console.Error.WriteLineAsync(EventText.Safe(Said(judged, model, record.State)));
        return audit with { Report = audit.Report.With(judged) };
    }

    private static string Said(IReadOnlyList<JudgedRow> judged, ModelChoice model, RunState state)
    {
        var cost = CallAccount.CostOf(state.Account) is { } known ? $", {ForecastText.Dollars(known)}" : "";
        return state.ModelCalls == 0
            ? $"Audit: {judged.Select(row => row.Row.Unjudged).FirstOrDefault(why => why is not null)}"
            : $"'{model.Id}' judged {judged.Count(row => row.Row.Judgement is not null)} of {EventText.Count(judged.Count, "row")} that no rule decides; {state.Usage.Input} tokens in, {state.Usage.Output} out{cost}.";
    }
}
