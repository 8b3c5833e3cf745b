using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>What the agents of one kind know of an <see cref="AgentChat"/>: it receives what others say and lets its own agents speak.</summary>
[Experimental("SKEXP0110")]
public abstract class AgentChannel
{
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Messages that agents of other channels, or the caller, added to the chat.</summary>
    protected internal abstract Task ReceiveAsync(IEnumerable<ChatMessageContent> history, CancellationToken cancellationToken = default);

    protected internal abstract Task ResetAsync(CancellationToken cancellationToken = default);

    /// <summary>One turn of the agent. What is not visible is recorded in the chat but not shown to its caller.</summary>
    protected internal abstract IAsyncEnumerable<(bool IsVisible, ChatMessageContent Message)> InvokeAsync(
        Agent agent, CancellationToken cancellationToken = default);

    /// <summary>One turn of the agent, piece by piece; the whole messages are added to <paramref name="messages"/>.</summary>
    protected internal abstract IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        Agent agent, IList<ChatMessageContent> messages, CancellationToken cancellationToken = default);

    /// <summary>Newest first.</summary>
    protected internal abstract IAsyncEnumerable<ChatMessageContent> GetHistoryAsync(CancellationToken cancellationToken = default);

    protected internal abstract string Serialize();
}
