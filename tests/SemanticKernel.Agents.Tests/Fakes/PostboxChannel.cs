using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;

namespace SemanticKernel.Agents.Tests.Fakes;

/// <summary>Keeps what it receives; its agent says how many messages that were.</summary>
internal sealed class PostboxChannel : AgentChannel<PostboxAgent>
{
    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>Happens at each delivery before the messages are kept.</summary>
    public Func<Task> OnReceive { get; set; } = () => Task.CompletedTask;

    public int Resets { get; private set; }

    public IAsyncEnumerable<(bool IsVisible, ChatMessageContent Message)> InvokeAnyAsync(Agent agent) => InvokeAsync(agent);

    protected override async Task ReceiveAsync(IEnumerable<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. history.Select(message => message.Content ?? "")];
        await OnReceive();
        foreach (string text in texts)
        {
            Received.Enqueue(text);
        }
    }

    protected override async IAsyncEnumerable<(bool IsVisible, ChatMessageContent Message)> InvokeAsync(
        PostboxAgent agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield return (false, new ChatMessageContent(AuthorRole.Assistant, "(counting)") { AuthorName = agent.Name });
        yield return (true, new ChatMessageContent(AuthorRole.Assistant, $"got {Received.Count}") { AuthorName = agent.Name });
    }

    protected override async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        PostboxAgent agent, IList<ChatMessageContent> messages, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((bool isVisible, ChatMessageContent message) in InvokeAsync(agent, cancellationToken))
        {
            messages.Add(message);
            if (isVisible)
            {
                yield return new StreamingChatMessageContent(message.Role, message.Content);
            }
        }
    }

    protected override IAsyncEnumerable<ChatMessageContent> GetHistoryAsync(CancellationToken cancellationToken = default)
        => Received.Reverse().Select(text => new ChatMessageContent(AuthorRole.User, text)).ToAsyncEnumerable();

    protected override Task ResetAsync(CancellationToken cancellationToken = default)
    {
        Resets++;
        Received.Clear();
        return Task.CompletedTask;
    }

    protected override string Serialize() => throw new NotSupportedException();
}
