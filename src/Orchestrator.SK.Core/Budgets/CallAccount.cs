namespace Orchestrator.SK.Core.Budgets;

/// <summary>What the calls of one expert for one purpose to one model came to.</summary>
/// <param name="Calls">Replies that were paid for, of any attempt.</param>
/// <param name="Cost">US dollars; null when no call had a known price.</param>
/// <param name="Unpriced">Calls whose price is not known; they are not in the cost.</param>
public sealed record CallAccount(string Expert, string Purpose, string Model, int Calls, TokenUsage Usage, decimal? Cost, int Unpriced)
{
    /// <summary>US dollars of them all; null when the price of a call is not known, for then nobody knows the sum.</summary>
    public static decimal? CostOf(IEnumerable<CallAccount> accounts) =>
        accounts.Aggregate((decimal?)0, (sum, account) => account.Unpriced > 0 ? null : sum + (account.Cost ?? 0));

    public CallAccount Add(TokenUsage usage, decimal? cost) => this with
    {
        Calls = Calls + 1,
        Usage = Usage + usage,
        Cost = cost is null ? Cost : (Cost ?? 0) + cost,
        Unpriced = Unpriced + (cost is null ? 1 : 0),
    };
}
