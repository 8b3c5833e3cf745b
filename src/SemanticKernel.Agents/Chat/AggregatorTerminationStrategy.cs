using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>Asks several strategies at once. Only their answers count, not their limits.</summary>
[Experimental("SKEXP0110")]
public sealed class AggregatorTerminationStrategy : TerminationStrategy
{
    private readonly TerminationStrategy[] _strategies;

    public AggregatorTerminationStrategy(params TerminationStrategy[] strategies)
    {
        ArgumentNullException.ThrowIfNull(strategies);
        _strategies = strategies;
    }

    public AggregateTerminationCondition Condition { get; init; } = AggregateTerminationCondition.All;

    protected override async Task<bool> ShouldAgentTerminateAsync(
        Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        bool[] answers = await Task.WhenAll(_strategies.Select(strategy => strategy.ShouldTerminateAsync(agent, history, cancellationToken)));
        return Condition == AggregateTerminationCondition.All ? answers.All(yes => yes) : answers.Any(yes => yes);
    }
}
