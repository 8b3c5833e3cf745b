using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>One conversation with an agent, from its creation to its deletion. Not to be used concurrently.</summary>
public abstract class AgentThread
{
    /// <summary>Null until the thread is created; stays after it is deleted.</summary>
    public virtual string? Id { get; protected set; }

    public virtual bool IsDeleted { get; protected set; }

    [Experimental("SKEXP0110")]
    public virtual AggregateAIContextProvider AIContextProviders { get; init; } = new();

    /// <summary>Creates the thread; does nothing the second time.</summary>
    /// <exception cref="InvalidOperationException">The thread was deleted.</exception>
    protected internal virtual async Task CreateAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDeleted();
        if (Id is not null)
        {
            return;
        }

        Id = await CreateInternalAsync(cancellationToken);
        await AIContextProviders.ConversationCreatedAsync(Id, cancellationToken);
    }

    /// <summary>Deletes the thread; does nothing the second time.</summary>
    /// <exception cref="InvalidOperationException">The thread was never created.</exception>
    public virtual async Task DeleteAsync(CancellationToken cancellationToken = default)
    {
        if (IsDeleted)
        {
            return;
        }

        ThrowIfNotCreated();
        await AIContextProviders.ConversationDeletingAsync(Id, cancellationToken);
        await DeleteInternalAsync(cancellationToken);
        IsDeleted = true;
    }

    [Experimental("SKEXP0110")]
    public virtual Task OnSuspendAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDeleted();
        ThrowIfNotCreated();
        return AIContextProviders.SuspendingAsync(Id, cancellationToken);
    }

    [Experimental("SKEXP0110")]
    public virtual Task OnResumeAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDeleted();
        ThrowIfNotCreated();
        return AIContextProviders.ResumingAsync(Id, cancellationToken);
    }

    internal async Task OnNewMessageAsync(ChatMessageContent newMessage, CancellationToken cancellationToken)
    {
        await CreateAsync(cancellationToken);
        await AIContextProviders.MessageAddingAsync(Id, newMessage, cancellationToken);
        await OnNewMessageInternalAsync(newMessage, cancellationToken);
    }

    protected abstract Task<string?> CreateInternalAsync(CancellationToken cancellationToken);

    protected abstract Task DeleteInternalAsync(CancellationToken cancellationToken);

    protected abstract Task OnNewMessageInternalAsync(ChatMessageContent newMessage, CancellationToken cancellationToken = default);

    private void ThrowIfDeleted()
    {
        if (IsDeleted)
        {
            throw new InvalidOperationException($"The thread '{Id}' was deleted; start a new one.");
        }
    }

    private void ThrowIfNotCreated()
    {
        if (Id is null)
        {
            throw new InvalidOperationException("The thread was not created yet; create it, or let an agent speak on it, first.");
        }
    }
}
