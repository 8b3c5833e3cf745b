using System.ComponentModel;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Plugins;

/// <summary>The runs of one repository, as their records have them.</summary>
internal sealed class RunsPlugin(IRunJournal journal, string repository)
{
    private const int MaxRuns = 10;

    [KernelFunction("list"), Description("Lists the newest runs of this repository: id, item, outcome, branch.")]
    public async Task<ToolResult> ListAsync(CancellationToken cancellationToken = default)
    {
        var lines = new List<string>();
        foreach (var id in await journal.ListAsync(repository, MaxRuns, cancellationToken).ConfigureAwait(false))
        {
            lines.Add(await ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } state ? $"{id}: {Line(state)}" : $"{id}: its record is damaged");
        }

        return new ToolResult.Answered(lines.Count == 0 ? "No run of this repository yet." : string.Join('\n', lines));
    }

    [KernelFunction("show"), Description("Returns what a run did: plan, reports, checks, audit, outcome.")]
    public async Task<ToolResult> ShowAsync([Description("A run id, from runs-list")] string id, CancellationToken cancellationToken = default)
    {
        // Only what is listed for this repository: other repositories' runs are not this conversation's business.
        if (!(await journal.ListAsync(repository, int.MaxValue, cancellationToken).ConfigureAwait(false)).Contains(id))
        {
            return new ToolResult.Refused("E_RUN", $"there is no run '{id}' of this repository: find its id with runs-list.");
        }

        return await ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } state
            ? new ToolResult.Answered(Describe(state))
            : new ToolResult.Refused("E_DAMAGED", $"the record of '{id}' is damaged.");
    }

    private async Task<RunState?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return RunState.Replay(await journal.ReadAsync(id, after: 0, cancellationToken).ConfigureAwait(false));
        }
        catch (JournalDamagedException)
        {
            return null;
        }
    }

    private static string Line(RunState state) =>
        $"{state.Request?.ItemId} {(state.Outcome is { } outcome ? Speeches.Word(outcome.Kind) : "no outcome yet")}{(state.Delivery is { } delivery ? $" on branch {delivery.Branch}" : "")}";

    private static string Describe(RunState state)
    {
        List<string> lines = [$"{state.Request?.RunId}: {Line(state)}"];
        if (state.Plan is { } plan)
        {
            lines.Add(Speeches.Plan(plan));
        }

        lines.AddRange(state.Reports.Select(report => $"{report.Assignment.Expert}: {Speeches.Report(report.Assignment, report.Report)}"));
        lines.AddRange((state.Checks?.Checks ?? []).Concat(state.Verify is { } verify ? [verify.Check] : []).Select(check => $"{check.Name}: exit code {check.ExitCode}"));
        if (state.Audit is { } audit)
        {
            lines.Add(Speeches.Audit(audit));
        }

        if (state.Outcome is { } outcome)
        {
            lines.Add($"outcome: {Speeches.Word(outcome.Kind)}: {outcome.Reason}");
        }

        return string.Join('\n', lines);
    }
}
