using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>A channel for one type of agent.</summary>
[Experimental("SKEXP0110")]
public abstract class AgentChannel<TAgent> : AgentChannel
    where TAgent : Agent
{
    protected internal abstract IAsyncEnumerable<(bool IsVisible, ChatMessageContent Message)> InvokeAsync(
        TAgent agent, CancellationToken cancellationToken = default);

    protected internal abstract IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        TAgent agent, IList<ChatMessageContent> messages, CancellationToken cancellationToken = default);

    protected internal override IAsyncEnumerable<(bool IsVisible, ChatMessageContent Message)> InvokeAsync(
        Agent agent, CancellationToken cancellationToken = default)
        => InvokeAsync(Own(agent), cancellationToken);

    protected internal override IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        Agent agent, IList<ChatMessageContent> messages, CancellationToken cancellationToken = default)
        => InvokeStreamingAsync(Own(agent), messages, cancellationToken);

    private static TAgent Own(Agent agent)
        => agent as TAgent ?? throw new KernelException($"A channel for {typeof(TAgent).Name} got an agent of type {agent?.GetType().Name}.");
}
