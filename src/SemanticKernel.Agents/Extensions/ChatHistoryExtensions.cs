using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents.Extensions;

/// <summary>A history read from its newest message to its oldest.</summary>
public static class ChatHistoryExtensions
{
    public static IEnumerable<ChatMessageContent> ToDescending(this ChatHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Enumerable.Reverse<ChatMessageContent>(history);
    }

    public static IAsyncEnumerable<ChatMessageContent> ToDescendingAsync(this ChatHistory history)
        => history.ToDescending().ToAsyncEnumerable();
}
