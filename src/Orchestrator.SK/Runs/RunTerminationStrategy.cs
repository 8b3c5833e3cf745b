using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Runs;

/// <summary>Ends the group chat when the run has an outcome. The limits are the run's own, so none is set here.</summary>
internal sealed class RunTerminationStrategy : TerminationStrategy
{
    private readonly RunRecord _record;

    public RunTerminationStrategy(RunRecord record)
    {
        _record = record;
        AutomaticReset = true;
        MaximumIterations = int.MaxValue;
    }

    protected override Task<bool> ShouldAgentTerminateAsync(Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken) =>
        Task.FromResult(_record.State.Outcome is not null);
}
