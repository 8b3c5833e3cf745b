using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>An agent whose memory is a <see cref="ChatHistory"/>. All of them in one chat share one channel, unless their reducers differ.</summary>
[Experimental("SKEXP0110")]
public abstract class ChatHistoryAgent : Agent
{
    /// <summary>Shortens the channel's history before each turn in a chat; a thread is never shortened by itself.</summary>
    [Experimental("SKEXP0110")]
    public IChatHistoryReducer? HistoryReducer { get; init; }

    /// <summary>Shortens the history in place; false if nothing was to do.</summary>
    [Experimental("SKEXP0110")]
    public Task<bool> ReduceAsync(ChatHistory history, CancellationToken cancellationToken = default)
        => HistoryReducer is null ? Task.FromResult(false) : history.ReduceInPlaceAsync(HistoryReducer, cancellationToken);

    /// <summary>One turn over the history. Tool messages are added to it; the yielded messages are added by the caller.</summary>
    protected internal abstract IAsyncEnumerable<ChatMessageContent> InvokeAsync(
        ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, CancellationToken cancellationToken = default);

    /// <summary>One turn over the history, piece by piece. The agent adds all whole messages to the history itself, the last one too.</summary>
    protected internal abstract IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, CancellationToken cancellationToken = default);

    [Experimental("SKEXP0110")]
    protected internal sealed override IEnumerable<string> GetChannelKeys()
    {
        string kind = typeof(ChatHistoryChannel).FullName!;
        return HistoryReducer is null
            ? [kind]
            : [kind, HistoryReducer.GetType().FullName!, HistoryReducer.GetHashCode().ToString(CultureInfo.InvariantCulture)];
    }

    [Experimental("SKEXP0110")]
    protected internal sealed override Task<AgentChannel> CreateChannelAsync(CancellationToken cancellationToken)
        => Task.FromResult<AgentChannel>(new ChatHistoryChannel([]) { Logger = ActiveLoggerFactory.CreateLogger(typeof(ChatHistoryChannel).FullName!) });
}
