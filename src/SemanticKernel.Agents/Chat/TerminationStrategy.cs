using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>Says after each turn whether the chat is complete. The chat is not locked meanwhile.</summary>
[Experimental("SKEXP0110")]
public abstract class TerminationStrategy
{
    public const int DefaultMaximumIterations = 99;

    /// <summary>The most turns of one call. Reaching it does not complete the chat.</summary>
    public int MaximumIterations { get; set; } = DefaultMaximumIterations;

    /// <summary>Whether a complete chat goes on when it is called again, instead of refusing. Default false.</summary>
    public bool AutomaticReset { get; set; }

    /// <summary>Whose turns may complete the chat; null or empty: everybody's.</summary>
    public IReadOnlyList<Agent>? Agents { get; set; }

    protected internal ILogger Logger { get; internal set; } = NullLogger.Instance;

    public async Task<bool> ShouldTerminateAsync(
        Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        if (Agents is { Count: > 0 } && Agents.All(listed => listed.Id != agent.Id))
        {
            return false;
        }

        return await ShouldAgentTerminateAsync(agent, history, cancellationToken);
    }

    /// <param name="agent">Who has just spoken.</param>
    /// <param name="history">The chat's own list, oldest first: read it, do not change it.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    protected abstract Task<bool> ShouldAgentTerminateAsync(
        Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken);
}
