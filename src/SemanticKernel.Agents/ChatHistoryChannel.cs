using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.SemanticKernel.Agents.Extensions;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>The one channel of all history agents of a chat that reduce alike.</summary>
internal sealed class ChatHistoryChannel(ChatHistory history) : AgentChannel<ChatHistoryAgent>
{
    protected internal override Task ReceiveAsync(IEnumerable<ChatMessageContent> messages, CancellationToken cancellationToken = default)
    {
        history.AddRange(messages.Where(HasSubstance));
        return Task.CompletedTask;
    }

    protected internal override async IAsyncEnumerable<(bool IsVisible, ChatMessageContent Message)> InvokeAsync(
        ChatHistoryAgent agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await agent.ReduceAsync(history, cancellationToken);
        int taken = history.Count;
        // Tool traffic is shown only if the turn ends with it, so each such message waits for the next one.
        ChatMessageContent? waiting = null;
        await foreach (ChatMessageContent spoken in agent.InvokeAsync(history, null, null, cancellationToken))
        {
            if (!history.Skip(taken).Contains(spoken, ReferenceEqualityComparer.Instance))
            {
                history.Add(spoken);
            }

            for (; taken < history.Count; taken++)
            {
                if (waiting is not null)
                {
                    yield return (false, waiting);
                }

                ChatMessageContent message = history[taken];
                waiting = message.IsToolTraffic() ? message : null;
                if (waiting is null)
                {
                    yield return (true, message);
                }
            }
        }

        if (waiting is not null)
        {
            yield return (true, waiting);
        }
    }

    protected internal override async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        ChatHistoryAgent agent, IList<ChatMessageContent> messages, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await agent.ReduceAsync(history, cancellationToken);
        int taken = history.Count;
        await foreach (StreamingChatMessageContent chunk in agent.InvokeStreamingAsync(history, null, null, cancellationToken))
        {
            yield return chunk;
        }

        for (; taken < history.Count; taken++)
        {
            messages.Add(history[taken]);
        }
    }

    protected internal override IAsyncEnumerable<ChatMessageContent> GetHistoryAsync(CancellationToken cancellationToken = default)
        => history.ToDescendingAsync();

    protected internal override Task ResetAsync(CancellationToken cancellationToken = default)
    {
        history.Clear();
        return Task.CompletedTask;
    }

    protected internal override string Serialize() => JsonSerializer.Serialize(history);

    private static bool HasSubstance(ChatMessageContent message)
        => !string.IsNullOrEmpty(message.Content) || message.IsToolTraffic() || message.Items.Any(item => item is ImageContent);
}
