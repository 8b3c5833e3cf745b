using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>Who speaks next, and until when. Default: in the order of joining, one turn at a time, without an end.</summary>
[Experimental("SKEXP0110")]
public class AgentGroupChatSettings
{
    public SelectionStrategy SelectionStrategy { get; init; } = new SequentialSelectionStrategy();

    public TerminationStrategy TerminationStrategy { get; init; } = new OneTurnAtATime();

    private sealed class OneTurnAtATime : TerminationStrategy
    {
        public OneTurnAtATime() => MaximumIterations = 1;

        protected override Task<bool> ShouldAgentTerminateAsync(
            Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken)
            => Task.FromResult(false);
    }
}
