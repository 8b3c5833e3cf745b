using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;

namespace SemanticKernel.Agents.Tests.Fakes;

/// <summary>Chooses as the given function says.</summary>
internal sealed class Pick(Func<IReadOnlyList<Agent>, IReadOnlyList<ChatMessageContent>, CancellationToken, Task<Agent>> choose) : SelectionStrategy
{
    public Pick(Func<Agent> choose)
        : this((_, _, _) => Task.FromResult(choose()))
    {
    }

    public bool HasChosen => HasSelected;

    public ILogger SeenLogger => Logger;

    protected override Task<Agent> SelectAgentAsync(
        IReadOnlyList<Agent> agents, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
        => choose(agents, history, cancellationToken);
}

/// <summary>Ends the chat as the given function says, and counts how often it was asked.</summary>
internal sealed class Stop(Func<IReadOnlyList<ChatMessageContent>, bool> isOver) : TerminationStrategy
{
    public int Asked { get; private set; }

    public ILogger SeenLogger => Logger;

    public static Stop Never(int maximumIterations = DefaultMaximumIterations) => new(_ => false) { MaximumIterations = maximumIterations };

    protected override Task<bool> ShouldAgentTerminateAsync(
        Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(isOver(history));
    }
}
