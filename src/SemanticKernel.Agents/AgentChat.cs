using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel.Agents.Extensions;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>A conversation of several agents: one primary history, and one channel for each kind of agent.</summary>
/// <remarks>One thing at a time: a second entry does not wait, it throws. Newest messages come first when it is read.</remarks>
[Experimental("SKEXP0110")]
public abstract class AgentChat
{
    private readonly Dictionary<string, ChannelInbox> _channels = [];
    private int _active;

    public abstract IReadOnlyList<Agent> Agents { get; }

    /// <summary>True during a turn (the caller's handling of its messages included), and while messages are added, read or reset.</summary>
    public bool IsActive => Volatile.Read(ref _active) != 0;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    protected ILogger Logger => field ??= LoggerFactory.CreateLogger(GetType());

    /// <summary>Everything said so far, the agents' tool calls and results included.</summary>
    protected ChatHistory History { get; } = [];

    public abstract IAsyncEnumerable<ChatMessageContent> InvokeAsync(CancellationToken cancellationToken = default);

    public abstract IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(CancellationToken cancellationToken = default);

    /// <summary>Newest first.</summary>
    public IAsyncEnumerable<ChatMessageContent> GetChatMessagesAsync(CancellationToken cancellationToken = default)
        => GetChatMessagesAsync(null, cancellationToken);

    /// <summary>Newest first; what the agent's channel holds, if one is given (nothing before its first turn).</summary>
    public async IAsyncEnumerable<ChatMessageContent> GetChatMessagesAsync(
        Agent? agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SetActivityOrThrow();
        try
        {
            IAsyncEnumerable<ChatMessageContent> messages = agent is null
                ? History.ToDescendingAsync()
                : (await FindChannelAsync(agent, cancellationToken))?.GetHistoryAsync(cancellationToken) ?? AsyncEnumerable.Empty<ChatMessageContent>();
            await foreach (ChatMessageContent message in messages.WithCancellation(cancellationToken))
            {
                yield return message;
            }
        }
        finally
        {
            ClearActivity();
        }
    }

    public void AddChatMessage(ChatMessageContent message) => AddChatMessages([message]);

    /// <exception cref="KernelException">The chat is active, or a message has the System role: instructions belong to agents.</exception>
    public void AddChatMessages(IReadOnlyList<ChatMessageContent> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        SetActivityOrThrow();
        try
        {
            if (messages.Any(message => message.Role == AuthorRole.System))
            {
                throw new KernelException($"History does not support messages with Role of \"{AuthorRole.System}\".");
            }

            History.AddRange(messages);
            Broadcast(messages, except: null);
        }
        finally
        {
            ClearActivity();
        }
    }

    /// <summary>Empties the history and drops the channels; agents, strategies and completion stay as they are.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken = default)
    {
        SetActivityOrThrow();
        try
        {
            await Task.WhenAll(_channels.Values.Select(inbox => inbox.ResetAsync(cancellationToken)));
            _channels.Clear();
            History.Clear();
        }
        finally
        {
            ClearActivity();
        }
    }

    /// <summary>One turn. If the caller stops reading early, other channels never hear what was said.</summary>
    protected async IAsyncEnumerable<ChatMessageContent> InvokeAgentAsync(
        Agent agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SetActivityOrThrow();
        try
        {
            AgentChannel channel = await GetChannelAsync(agent, cancellationToken);
            List<ChatMessageContent> spoken = [];
            await foreach ((bool isVisible, ChatMessageContent message) in channel.InvokeAsync(agent, cancellationToken))
            {
                History.Add(message);
                spoken.Add(message);
                if (isVisible)
                {
                    yield return message;
                }
            }

            Broadcast(spoken, except: channel);
        }
        finally
        {
            ClearActivity();
        }
    }

    /// <summary>One turn, piece by piece; the history gets the whole messages when the turn is over.</summary>
    protected async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAgentAsync(
        Agent agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SetActivityOrThrow();
        try
        {
            AgentChannel channel = await GetChannelAsync(agent, cancellationToken);
            List<ChatMessageContent> spoken = [];
            await foreach (StreamingChatMessageContent chunk in channel.InvokeStreamingAsync(agent, spoken, cancellationToken))
            {
                yield return chunk;
            }

            History.AddRange(spoken);
            Broadcast(spoken, except: channel);
        }
        finally
        {
            ClearActivity();
        }
    }

    /// <exception cref="KernelException">Something else is going on in this chat.</exception>
    protected void SetActivityOrThrow()
    {
        if (Interlocked.CompareExchange(ref _active, 1, 0) != 0)
        {
            throw new KernelException("Unable to proceed while another agent is active.");
        }
    }

    private void ClearActivity() => Volatile.Write(ref _active, 0);

    private void Broadcast(IReadOnlyList<ChatMessageContent> messages, AgentChannel? except)
    {
        foreach (ChannelInbox inbox in _channels.Values.Where(inbox => inbox.Channel != except))
        {
            inbox.Post(messages);
        }
    }

    private async Task<AgentChannel?> FindChannelAsync(Agent agent, CancellationToken cancellationToken)
    {
        if (!_channels.TryGetValue(KeyOf(agent), out ChannelInbox? inbox))
        {
            return null;
        }

        await inbox.SynchronizeAsync(cancellationToken);
        return inbox.Channel;
    }

    private async Task<AgentChannel> GetChannelAsync(Agent agent, CancellationToken cancellationToken)
    {
        if (await FindChannelAsync(agent, cancellationToken) is { } known)
        {
            return known;
        }

        AgentChannel channel = await agent.CreateChannelAsync(cancellationToken);
        if (History.Count > 0)
        {
            await channel.ReceiveAsync(History, cancellationToken);
        }

        _channels.Add(KeyOf(agent), new ChannelInbox(channel));
        return channel;
    }

    private static string KeyOf(Agent agent) => string.Join('\n', agent.GetChannelKeys());
}
