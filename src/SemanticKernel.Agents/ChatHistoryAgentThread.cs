using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>A conversation kept in memory, as a plain list.</summary>
public sealed class ChatHistoryAgentThread : AgentThread
{
    public ChatHistoryAgentThread()
        : this([])
    {
    }

    /// <param name="chatHistory">Used as it is, not copied.</param>
    /// <param name="id">A thread with an id counts as created.</param>
    public ChatHistoryAgentThread(ChatHistory chatHistory, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(chatHistory);
        ChatHistory = chatHistory;
        Id = id;
    }

    public ChatHistory ChatHistory { get; }

    public new Task CreateAsync(CancellationToken cancellationToken = default) => base.CreateAsync(cancellationToken);

    /// <summary>Oldest first.</summary>
    /// <exception cref="InvalidOperationException">The thread was deleted.</exception>
    [Experimental("SKEXP0110")]
    public async IAsyncEnumerable<ChatMessageContent> GetMessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await CreateAsync(cancellationToken);
        foreach (ChatMessageContent message in ChatHistory)
        {
            yield return message;
        }
    }

    protected override Task<string?> CreateInternalAsync(CancellationToken cancellationToken)
        => Task.FromResult<string?>(Guid.NewGuid().ToString("N"));

    protected override Task DeleteInternalAsync(CancellationToken cancellationToken)
    {
        ChatHistory.Clear();
        return Task.CompletedTask;
    }

    protected override Task OnNewMessageInternalAsync(ChatMessageContent newMessage, CancellationToken cancellationToken = default)
    {
        ChatHistory.Add(newMessage);
        return Task.CompletedTask;
    }
}
