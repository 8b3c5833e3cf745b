using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What one expert did and used in a run.</summary>
/// <param name="Cost">US dollars; null when the price of a call is not known.</param>
/// <param name="Time">The sum of its conversations, each from its opening to its last entry.</param>
public sealed record ExpertAccount(string Expert, IReadOnlyList<string> Files, IReadOnlyList<string> Specs, int Calls, TokenUsage Usage, TimeSpan Time, decimal? Cost)
{
    /// <summary>One account for each expert that had a conversation, in the order in which they started; the orchestrator's own planning and summing up included.</summary>
    public static IReadOnlyList<ExpertAccount> Of(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. state.Conversations.GroupBy(conversation => conversation.Expert, StringComparer.Ordinal).Select(group =>
        {
            var writes = state.Writes.Where(write => write.Expert == group.Key).ToList();
            return new ExpertAccount(
                group.Key,
                [.. writes.Select(write => write.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                [.. writes.SelectMany(write => write.Specs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                group.Sum(conversation => conversation.Calls),
                group.Aggregate(TokenUsage.None, (sum, conversation) => sum + conversation.Usage),
                group.Aggregate(TimeSpan.Zero, (sum, conversation) => sum + (conversation.LastAt - conversation.OpenedAt)),
                CallAccount.CostOf(state.Account.Where(account => account.Expert == group.Key)));
        })];
    }
}
