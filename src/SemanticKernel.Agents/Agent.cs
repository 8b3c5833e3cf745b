using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>A named participant with instructions that answers messages, on a thread of its own or at the table of an <see cref="AgentChat"/>.</summary>
public abstract class Agent
{
    /// <summary>Unique in a chat; a new GUID unless given.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Goes on the wire as it is, as <see cref="ChatMessageContent.AuthorName"/>: model endpoints accept ^[a-zA-Z0-9_-]{1,64}$ only.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? Instructions { get; init; }

    /// <summary>Renders the instructions; null sends <see cref="Instructions"/> as they are.</summary>
    public IPromptTemplate? Template { get; set; }

    public KernelArguments? Arguments { get; init; }

    public Kernel Kernel { get; init; } = new();

    /// <summary>True adds the functions of context providers to a clone of the kernel instead of the shared one. Default false.</summary>
    [Experimental("SKEXP0130")]
    public bool UseImmutableKernel { get; set; }

    public ILoggerFactory? LoggerFactory { get; init; }

    protected virtual ILoggerFactory ActiveLoggerFactory => LoggerFactory ?? NullLoggerFactory.Instance;

    protected ILogger Logger => field ??= ActiveLoggerFactory.CreateLogger(GetType());

    public virtual IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
        => InvokeAsync((ICollection<ChatMessageContent>)[], thread, options, cancellationToken);

    public virtual IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        string message, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InvokeAsync(new ChatMessageContent(AuthorRole.User, message), thread, options, cancellationToken);
    }

    public virtual IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        ChatMessageContent message, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InvokeAsync((ICollection<ChatMessageContent>)[message], thread, options, cancellationToken);
    }

    public abstract IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default);

    public virtual IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
        => InvokeStreamingAsync((ICollection<ChatMessageContent>)[], thread, options, cancellationToken);

    public virtual IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        string message, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InvokeStreamingAsync(new ChatMessageContent(AuthorRole.User, message), thread, options, cancellationToken);
    }

    public virtual IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        ChatMessageContent message, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InvokeStreamingAsync((ICollection<ChatMessageContent>)[message], thread, options, cancellationToken);
    }

    public abstract IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Agents of one chat with equal keys share one channel.</summary>
    [Experimental("SKEXP0110")]
    protected internal abstract IEnumerable<string> GetChannelKeys();

    [Experimental("SKEXP0110")]
    protected internal abstract Task<AgentChannel> CreateChannelAsync(CancellationToken cancellationToken);

    /// <summary>The inverse of <see cref="AgentChannel.Serialize"/>.</summary>
    [Experimental("SKEXP0110")]
    protected internal abstract Task<AgentChannel> RestoreChannelAsync(string channelState, CancellationToken cancellationToken);

    protected async Task<string?> RenderInstructionsAsync(Kernel kernel, KernelArguments? arguments, CancellationToken cancellationToken)
        => Template is null ? Instructions : await Template.RenderAsync(kernel, arguments, cancellationToken);

    protected static string FormatAdditionalInstructions(AIContext context, AgentInvokeOptions? options)
    {
        ArgumentNullException.ThrowIfNull(context);
        string?[] parts = [options?.AdditionalInstructions, context.Instructions];
        return string.Join(Environment.NewLine + Environment.NewLine, parts.Where(part => !string.IsNullOrWhiteSpace(part)));
    }

    /// <summary>Creates the thread if need be and appends the messages to it, so they stay there even if the answer fails.</summary>
    /// <exception cref="KernelException">The thread belongs to another kind of agent.</exception>
    /// <exception cref="InvalidOperationException">The thread was deleted.</exception>
    protected virtual async Task<TThreadType> EnsureThreadExistsWithMessagesAsync<TThreadType>(
        ICollection<ChatMessageContent> messages, AgentThread? thread, Func<TThreadType> constructThread, CancellationToken cancellationToken)
        where TThreadType : AgentThread
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(constructThread);
        if ((thread ?? constructThread()) is not TThreadType own)
        {
            throw new KernelException($"{GetType().Name} works on threads of type {typeof(TThreadType).Name}, not {thread?.GetType().Name}.");
        }

        await own.CreateAsync(cancellationToken);
        foreach (ChatMessageContent message in messages)
        {
            await NotifyThreadOfNewMessage(own, message, cancellationToken);
        }

        return own;
    }

#pragma warning disable CA1822 // An instance member in the surface this assembly stands in for.
    protected Task NotifyThreadOfNewMessage(AgentThread thread, ChatMessageContent message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(thread);
        return thread.OnNewMessageAsync(message, cancellationToken);
    }
#pragma warning restore CA1822
}
