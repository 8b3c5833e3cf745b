using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>In the order of joining, over and over.</summary>
[Experimental("SKEXP0110")]
public sealed class SequentialSelectionStrategy : SelectionStrategy
{
    private int _next;
    private bool _hasBegun;

    /// <summary>Begins again with the first agent.</summary>
    public void Reset() => _next = 0;

    protected override Task<Agent> SelectAgentAsync(
        IReadOnlyList<Agent> agents, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        if (agents.Count == 0)
        {
            throw new KernelException("Agent Failure - No agents present to select.");
        }

        // The first agent, if it was also the initial one, has just spoken.
        if (!_hasBegun && HasSelected && agents[0] == InitialAgent)
        {
            _next = 1;
        }

        _hasBegun = true;
        _next %= agents.Count;
        return Task.FromResult(agents[_next++]);
    }
}
