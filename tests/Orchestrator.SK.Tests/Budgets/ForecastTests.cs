using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Budgets;

public sealed class ForecastTests
{
    private static readonly ModelPrice Price = new(1, 10, 0.5m);
    private static readonly Amount Spent = new(1, new(1_000, 100), 0.002m, 5_000);

    [Fact]
    public void Expectation_WithRunsOfTheSamePrompts_IsTheirMean()
    {
        PastConversation[] past =
        [
            new("expert", "same", 2, new(1_000, 100, 200), 4_000), new("expert", "same", 5, new(2_001, 200, 200), 6_000), new("expert", "other", 90, new(90_000, 9_000), 90_000),
        ];

        var forecast = Forecast.Of([Planned(0, "testing", "same")], past, new RunLimits(), Spent);

        var line = Assert.Single(forecast.Lines);
        Assert.Equal((ForecastBasis.SamePrompts, 2), (line.Basis, line.Past));
        Assert.Equal(new Amount(4, new(1_501, 150, 200), 0.002901m, 5_000), line.Expected);
        Assert.Equal(new Amount(5, new(2_501, 250, 200), 0.004901m, 10_000), forecast.Expected);
    }

    [Fact]
    public void Expectation_WithoutThem_SaysOnWhatItRests()
    {
        PastConversation[] past = [new("expert", "other", 3, new(10, 10), 10)];

        var forecast = Forecast.Of([Planned(0, "testing", "same"), Planned(1, "testing", "same") with { Purpose = "review" }], past, new RunLimits(), Amount.None);

        Assert.Equal([ForecastBasis.SamePurpose, ForecastBasis.RuleOfThumb], forecast.Lines.Select(line => line.Basis));
        Assert.Equal([1, 0], forecast.Lines.Select(line => line.Past));
    }

    [Fact]
    public void Time_OfOneStage_IsThatOfItsSlowest()
    {
        PastConversation[] past = [new("expert", "slow", 1, new(1, 1), 60_000), new("expert", "fast", 1, new(1, 1), 1_000)];

        var forecast = Forecast.Of([Planned(0, "a", "slow"), Planned(0, "b", "fast"), Planned(1, "c", "fast")], past, new RunLimits(), Amount.None);

        Assert.Equal(61_000, forecast.Expected.Milliseconds);
    }

    [Fact]
    public void Worst_IsWhatTheLimitsAllow_AtTheDearestModel()
    {
        var limits = new RunLimits { MaxTokens = 100_000, MaxModelCalls = 10, MaxMinutes = 3 };
        PlannedConversation[] planned = [Planned(0, "a", "h"), Planned(0, "b", "h") with { Price = new(2, 20) }];

        Assert.Equal(new Amount(10, new(90_000, 10_000), 0.38m, 180_000), Forecast.Of(planned, [], limits, Amount.None).Worst);
        Assert.Equal(0.1m, Forecast.Of(planned, [], limits with { MaxCost = 0.1m }, Amount.None).Worst.Cost);
        Assert.Null(Forecast.Of([.. planned, Planned(0, "c", "h") with { Price = null }], [], limits, Amount.None).Worst.Cost);
    }

    [Fact]
    public void Cost_WithAnUnknownPrice_IsUnknownAndNotZero() =>
        Assert.Null(Forecast.Of([Planned(0, "a", "h"), Planned(0, "b", "h") with { Price = null }], [], new RunLimits(), Spent).Expected.Cost);

    [Fact]
    public void Past_OfARecord_IsOneEntryForEachConversation()
    {
        RunEvent.ModelReplied Reply(string conversation, int sequence) => new(conversation, sequence, "expert", "m", "hash", "r", new(10, 1), 1, 500, "");
        var entries = new[] { Reply("a1-x", 1), Reply("a2-y", 1), Reply("a1-x", 2) }.Select((reply, index) => new RunEntry("r", index, DateTimeOffset.UnixEpoch, reply));

        Assert.Equal([new("expert", "hash", 2, new(20, 2), 1_000), new("expert", "hash", 1, new(10, 1), 500)], PastConversations.Of(entries));
    }

    private static PlannedConversation Planned(int stage, string expert, string hash) => new(stage, expert, "expert", hash, "m", 1_000, Price);
}
