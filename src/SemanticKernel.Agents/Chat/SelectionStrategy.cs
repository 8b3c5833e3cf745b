using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>Chooses who speaks next. The chat is not locked meanwhile: messages may be added.</summary>
[Experimental("SKEXP0110")]
public abstract class SelectionStrategy
{
    /// <summary>Speaks first, once, without being chosen. Default: nobody.</summary>
    public Agent? InitialAgent { get; set; }

    /// <summary>True for ever after the first choice.</summary>
    protected bool HasSelected { get; private set; }

    protected internal ILogger Logger { get; internal set; } = NullLogger.Instance;

    /// <exception cref="KernelException">There is nobody to choose from.</exception>
    public async Task<Agent> NextAsync(
        IReadOnlyList<Agent> agents, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agents);
        if (agents.Count == 0 && InitialAgent is null)
        {
            throw new KernelException("Agent Failure - No agents present to select.");
        }

        Agent agent = !HasSelected && InitialAgent is not null
            ? InitialAgent
            : await SelectAgentAsync(agents, history, cancellationToken);
        HasSelected = true;
        return agent;
    }

    /// <param name="agents">Those in the chat; one from outside may be returned and joins it.</param>
    /// <param name="history">The chat's own list, oldest first: read it, do not change it.</param>
    /// <param name="cancellationToken">Cancels the choice.</param>
    protected abstract Task<Agent> SelectAgentAsync(
        IReadOnlyList<Agent> agents, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default);
}
