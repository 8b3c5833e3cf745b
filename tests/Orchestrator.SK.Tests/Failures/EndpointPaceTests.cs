using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Tests.Failures;

public class EndpointPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_RequestsOfAMinute_AreNeverMoreThanAllowedInAnySixtySeconds()
    {
        var (_, started) = Play(new PaceLimits(RequestsPerMinute: 5), tokens: 1, calls: 23);

        Assert.All(started, at => Assert.True(started.Count(other => other >= at && other < at + TimeSpan.FromSeconds(60)) <= 5));
        Assert.Equal(240, (started[^1] - started[0]).TotalSeconds);
        Assert.Equal("5 requests a minute", Play(new PaceLimits(RequestsPerMinute: 5), 1, 5).Pace.Next(Start, 0, 1).Why);
    }

    [Fact]
    public void Next_TokensOfAMinute_AreNeverMoreThanAllowed_AndARequestThatIsLargerGoesAlone()
    {
        var (_, started) = Play(new PaceLimits(TokensPerMinute: 1_000), tokens: 400, calls: 6);
        Assert.Equal([0, 0, 60, 60, 120, 120], started.Select(at => (at - Start).TotalSeconds));

        var (_, large) = Play(new PaceLimits(TokensPerMinute: 1_000), tokens: 5_000, calls: 3);
        Assert.Equal([0, 60, 120], large.Select(at => (at - Start).TotalSeconds));
    }

    [Fact]
    public void Succeed_TellsWhatACallReallyCost()
    {
        var pace = new EndpointPace(new PaceLimits(TokensPerMinute: 1_000)).Start(Start, 1, 900);

        Assert.NotEqual(TimeSpan.Zero, pace.Next(Start, 1, 200).Wait);
        Assert.Equal(TimeSpan.Zero, pace.Succeed(1, 50).Next(Start, 1, 200).Wait);
    }

    [Fact]
    public void TurnAway_OfCallsUnderWayTogether_NarrowsOnce_AndSuccessWidensAgain()
    {
        var pace = new EndpointPace(new PaceLimits(Concurrency: 16));
        for (var n = 0; n < 8; n++)
        {
            pace = pace.TurnAway(Start.AddSeconds(1), Start, null);
        }

        Assert.Equal(8, pace.WidthNow);
        Assert.Equal(4, pace.TurnAway(Start.AddSeconds(9), Start.AddSeconds(8), null).WidthNow);
        for (var n = 0; n < 400; n++)
        {
            pace = pace.Succeed(n, 1);
        }

        Assert.Equal(16, pace.WidthNow);
    }

    [Fact]
    public void TurnAway_ForEver_LeavesOne()
    {
        var pace = new EndpointPace(new PaceLimits(Concurrency: 4));
        for (var n = 1; n < 20; n++)
        {
            pace = pace.TurnAway(Start.AddSeconds(n), Start.AddSeconds(n), null);
        }

        Assert.Equal(1, pace.WidthNow);
    }

    [Fact]
    public void TurnAway_WithAWait_HoldsEverybodyAndLetsThemInOneByOne()
    {
        var pace = new EndpointPace(new PaceLimits());
        for (var n = 0; n < 8; n++)
        {
            pace = pace.TurnAway(Start, Start, TimeSpan.FromSeconds(10));
        }

        Assert.Equal(("the endpoint asks to wait", 10.0), (pace.Next(Start, 0, 1).Why, pace.Next(Start, 0, 1).Wait!.Value.TotalSeconds));
        var now = Start.AddSeconds(10);
        var started = new List<double>();
        for (var n = 0; n < 8; n++)
        {
            now += pace.Next(now, 0, 1).Wait!.Value;
            pace = pace.Start(now, n, 1);
            started.Add((now - Start).TotalSeconds);
        }

        Assert.Equal([10, 11.25, 12.5, 13.75, 15, 16.25, 17.5, 18.75], started);
    }

    [Fact]
    public void TurnAway_OfOneAlone_DoesNotSlowItsNextCalls()
    {
        var pace = new EndpointPace(new PaceLimits()).TurnAway(Start, Start, TimeSpan.FromSeconds(10)).Start(Start.AddSeconds(10), 1, 1);

        Assert.Equal(TimeSpan.Zero, pace.Next(Start.AddSeconds(10.1), 0, 1).Wait);
    }

    // As many calls as there are, each as soon as it may.
    private static (EndpointPace Pace, IReadOnlyList<DateTimeOffset> Started) Play(PaceLimits limits, long tokens, int calls)
    {
        var pace = new EndpointPace(limits);
        var now = Start;
        var started = new List<DateTimeOffset>();
        for (var n = 0; n < calls; n++)
        {
            now += pace.Next(now, 0, tokens).Wait!.Value;
            pace = pace.Start(now, n, tokens);
            started.Add(now);
        }

        return (pace, started);
    }
}
