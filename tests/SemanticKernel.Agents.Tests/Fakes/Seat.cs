using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;

namespace SemanticKernel.Agents.Tests.Fakes;

/// <summary>A history agent written outside the assembly, with the five overrides that are needed there; speaks what it is told to.</summary>
internal sealed class Seat(Func<ChatHistory, CancellationToken, IAsyncEnumerable<ChatMessageContent>> speak) : ChatHistoryAgent
{
    public Seat(string name, params string[] lines)
        : this((_, _) => lines.Select(line => new ChatMessageContent(AuthorRole.Assistant, line) { AuthorName = name }).ToAsyncEnumerable())
        => Name = name;

    public int Turns { get; private set; }

    public override IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException("A seat speaks in a chat only.");

    public override IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException("A seat speaks in a chat only.");

    protected override IAsyncEnumerable<ChatMessageContent> InvokeAsync(
        ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        Turns++;
        return speak(history, cancellationToken);
    }

    /// <summary>Records what it says itself: in streaming nobody else does.</summary>
    protected override async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        ChatHistory history,
        KernelArguments? arguments = null,
        Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (ChatMessageContent message in InvokeAsync(history, arguments, kernel, cancellationToken))
        {
            yield return new StreamingChatMessageContent(message.Role, message.Content) { AuthorName = message.AuthorName };
            history.Add(message);
        }
    }

    protected override Task<AgentChannel> RestoreChannelAsync(string channelState, CancellationToken cancellationToken)
        => throw new NotSupportedException("A seat is not restored.");
}
