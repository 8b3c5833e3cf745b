using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Budgets;

public sealed class BudgetRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ModelPrice Price = new(1, 10);

    [Theory]
    [InlineData("MaxTokens", 2_000, null)]
    [InlineData("MaxTokens", 1_999, "MaxTokens")]
    [InlineData("MaxModelCalls", 2, null)]
    [InlineData("MaxModelCalls", 1, "MaxModelCalls")]
    [InlineData("MaxExpertTokens", 2_000, null)]
    [InlineData("MaxExpertTokens", 1_999, "MaxExpertTokens")]
    [InlineData("MaxExpertCalls", 2, null)]
    [InlineData("MaxExpertCalls", 1, "MaxExpertCalls")]
    [InlineData("MaxExpertMinutes", 2, null)]
    [InlineData("MaxExpertMinutes", 1, "MaxExpertMinutes")]
    [InlineData("MaxCallTokens", 1_000, null)]
    [InlineData("MaxCallTokens", 999, "MaxCallTokens")]
    public void Call_AtItsWorst_MayReachALimitAndNotPassIt(string limit, int value, string? named)
    {
        // Spent: one call of 1,000 tokens in a conversation of one minute. Asked for: one of up to 1,000.
        var refusal = BudgetRules.Refusal(Spent(With(limit, value)), "testing", new WorstCase(1_000, 0.0019m), []);

        Assert.Equal(named is null, refusal is null);
        Assert.Contains(named ?? "", refusal ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", 0.0038, true)]
    [InlineData("run", 0.0037, false)]
    [InlineData("expert", 0.0038, true)]
    [InlineData("expert", 0.0037, false)]
    [InlineData("call", 0.0019, true)]
    [InlineData("call", 0.0018, false)]
    public void Money_AtItsWorst_MayReachALimitAndNotPassIt(string level, decimal most, bool may)
    {
        var limits = level switch { "run" => new RunLimits { MaxCost = most }, "expert" => new RunLimits { MaxExpertCost = most }, _ => new RunLimits { MaxCallCost = most } };

        Assert.Equal(may, BudgetRules.Refusal(Spent(limits), "testing", WorstCase.Of(900, 100, Price), []) is null);
        Assert.NotNull(BudgetRules.Refusal(Spent(limits), "testing", WorstCase.Of(900, 100, null), []));
    }

    [Fact]
    public void Call_UnderWay_CountsAsSpentAtItsWorst()
    {
        var state = Spent(new RunLimits { MaxTokens = 3_000, MaxExpertTokens = 2_500 });
        ReservedCall other = new("extension", new WorstCase(1_000, 0)), own = new("testing", new WorstCase(600, 0));

        Assert.Null(BudgetRules.Refusal(state, "testing", new WorstCase(1_000, 0), [other]));
        Assert.Contains("MaxTokens", BudgetRules.Refusal(state, "testing", new WorstCase(1_001, 0), [other]), StringComparison.Ordinal);
        Assert.Contains("MaxExpertTokens", BudgetRules.Refusal(state, "testing", new WorstCase(1_000, 0), [own]), StringComparison.Ordinal);
        Assert.Null(BudgetRules.Refusal(state, "documentation", new WorstCase(1_000, 0), [own]));
    }

    [Fact]
    public void Account_ByExpertPurposeAndModel_AddsUpToTheRun()
    {
        var state = Spent(new RunLimits())
            .Apply(Entry(4, new RunEvent.ModelReplied("a1-testing", 2, "expert", "m", "h", "r", new(10, 5, 2), 1, 1, "", 0.5m)))
            .Apply(Entry(5, new RunEvent.ModelReplied("a1-testing", 3, "expert", "other", "h", "r", new(1, 1), 1, 1, "", null)))
            .Apply(Entry(6, new RunEvent.ModelReplied("plan-1", 1, "plan", "m", "h", "r", new(2, 2), 1, 1, "", 0.25m)));

        Assert.Equal(
            [("testing", "expert", "m", 2, 0), ("testing", "expert", "other", 1, 1), ("orchestrator", "plan", "m", 1, 0)],
            state.Account.Select(account => (account.Expert, account.Purpose, account.Model, account.Calls, account.Unpriced)));
        Assert.Equal(state.Usage, state.Account.Aggregate(TokenUsage.None, (sum, account) => sum + account.Usage));
        Assert.Equal(0.7519m, state.Cost);
        Assert.Null(state.Account[1].Cost);
    }

    private static RunLimits With(string limit, int value) => limit switch
    {
        "MaxTokens" => new() { MaxTokens = value },
        "MaxModelCalls" => new() { MaxModelCalls = value },
        "MaxExpertTokens" => new() { MaxExpertTokens = value },
        "MaxExpertCalls" => new() { MaxExpertCalls = value },
        "MaxExpertMinutes" => new() { MaxExpertMinutes = value },
        _ => new() { MaxCallTokens = value },
    };

    private static RunState Spent(RunLimits limits) => RunState.Replay(
    [
        Entry(1, new RunEvent.Accepted(new RunRequest("r", "B-1", "x", "base", Start), limits)),
        Entry(2, new RunEvent.ConversationOpened("a1-testing", "testing", "p", "h")),
        Entry(3, new RunEvent.ModelReplied("a1-testing", 1, "expert", "m", "h", "r", new(900, 100), 1, 1, "", 0.0019m), minutes: 1),
    ]);

    private static RunEntry Entry(long sequence, RunEvent fact, int minutes = 0) => new("r", sequence, Start.AddMinutes(sequence > 3 ? 1 : minutes), fact);
}
