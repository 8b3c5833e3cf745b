using System.Globalization;
using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What a call may come to at its worst: all that is sent, and the longest reply.</summary>
/// <param name="Cost">US dollars; null when the model's price is not known.</param>
public sealed record WorstCase(long Tokens, decimal? Cost)
{
    public static readonly WorstCase None = new(0, 0);

    public static WorstCase Of(long promptTokens, long maxOutputTokens, ModelPrice? price) =>
        new(promptTokens + maxOutputTokens, price?.Of(new TokenUsage(promptTokens, maxOutputTokens)));

    public static WorstCase operator +(WorstCase left, WorstCase right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Tokens + right.Tokens, left.Cost + right.Cost);
    }

    public static WorstCase Add(WorstCase left, WorstCase right) => left + right;
}

/// <summary>A call that is under way: its worst case counts as spent until it is billed.</summary>
public sealed record ReservedCall(string Expert, WorstCase Worst);

/// <summary>Whether one more call may be made. Nothing is ever spent that was not allowed, so the worst case counts, not the likely one.</summary>
public static class BudgetRules
{
    /// <summary>Returns the limit that the call could pass, in words, or null when it may be made.</summary>
    /// <param name="underWay">The other calls that are not billed yet; empty to ask whether the call could ever be made.</param>
    public static string? Refusal(RunState state, string expert, WorstCase worst, IReadOnlyCollection<ReservedCall> underWay)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(worst);
        return StopRules.LimitReached(state) ?? OfCall(state.Limits, worst) ?? OfExpert(state, expert, worst, underWay) ?? OfRun(state, worst, underWay);
    }

    private static string? OfCall(RunLimits limits, WorstCase worst) =>
        worst.Tokens > limits.MaxCallTokens ? $"the limit of {limits.MaxCallTokens} tokens of a call, which could take {worst.Tokens} (Orchestrator:Limits:MaxCallTokens)"
        : IsAbove(worst.Cost, limits.MaxCallCost) ? $"the limit of {Money(limits.MaxCallCost)} of a call, which could cost {Money(worst.Cost)} (Orchestrator:Limits:MaxCallCost)"
        : null;

    private static string? OfExpert(RunState state, string expert, WorstCase worst, IReadOnlyCollection<ReservedCall> underWay)
    {
        var limits = state.Limits;
        var spent = state.Account.Where(account => account.Expert == expert).ToList();
        var reserved = underWay.Where(call => call.Expert == expert).ToList();
        var tokens = spent.Sum(account => account.Usage.Total) + reserved.Sum(call => call.Worst.Tokens) + worst.Tokens;
        var time = state.Conversations.Where(conversation => conversation.Expert == expert).Aggregate(TimeSpan.Zero, (sum, conversation) => sum + (conversation.LastAt - conversation.OpenedAt));
        return spent.Sum(account => account.Calls) + reserved.Count >= limits.MaxExpertCalls ? $"the limit of {limits.MaxExpertCalls} model calls of an expert (Orchestrator:Limits:MaxExpertCalls)"
            : tokens > limits.MaxExpertTokens ? $"the limit of {limits.MaxExpertTokens} tokens of an expert, which this call could pass (Orchestrator:Limits:MaxExpertTokens)"
            : limits.MaxExpertMinutes is { } minutes && time >= TimeSpan.FromMinutes(minutes) ? $"the limit of {minutes} minutes of an expert (Orchestrator:Limits:MaxExpertMinutes)"
            : IsAbove(Sum(spent, reserved, worst), limits.MaxExpertCost) ? $"the limit of {Money(limits.MaxExpertCost)} of an expert, which this call could pass (Orchestrator:Limits:MaxExpertCost)"
            : null;
    }

    private static string? OfRun(RunState state, WorstCase worst, IReadOnlyCollection<ReservedCall> underWay)
    {
        var limits = state.Limits;
        var tokens = state.Usage.Total + underWay.Sum(call => call.Worst.Tokens) + worst.Tokens;
        return tokens > limits.MaxTokens ? $"the run's token limit of {limits.MaxTokens}, which a call of up to {worst.Tokens} could pass (Orchestrator:Limits:MaxTokens)"
            : state.ModelCalls + underWay.Count >= limits.MaxModelCalls ? $"the run's limit of {limits.MaxModelCalls} model calls (Orchestrator:Limits:MaxModelCalls)"
            : IsAbove(Sum(state.Account, underWay, worst), limits.MaxCost) ? $"the run's money limit of {Money(limits.MaxCost)}, which a call of up to {Money(worst.Cost)} could pass (Orchestrator:Limits:MaxCost)"
            : null;
    }

    private static decimal? Sum(IEnumerable<CallAccount> spent, IEnumerable<ReservedCall> underWay, WorstCase worst) =>
        worst.Cost + spent.Sum(account => account.Cost ?? 0) + underWay.Sum(call => call.Worst.Cost ?? 0);

    // A price that is not known passes every limit of money: it could be anything.
    private static bool IsAbove(decimal? cost, decimal? limit) => limit is { } most && (cost is null || cost > most);

    /// <summary>US dollars with four digits after the point, or what stands for a price that nobody knows.</summary>
    public static string Money(decimal? dollars) => dollars is { } known ? string.Create(CultureInfo.InvariantCulture, $"${known:0.00##}") : "an unknown price";
}
