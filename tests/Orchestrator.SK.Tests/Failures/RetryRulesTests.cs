using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Tests.Failures;

public class RetryRulesTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(FailureKind.EndpointUnavailable, 4)]
    [InlineData(FailureKind.RateLimited, 4)]
    [InlineData(FailureKind.BadReply, 3)]
    [InlineData(FailureKind.QuotaSpent, 1)]
    [InlineData(FailureKind.EndpointRefused, 1)]
    [InlineData(FailureKind.ModelUnknown, 1)]
    [InlineData(FailureKind.RequestRefused, 1)]
    [InlineData(FailureKind.ContextOverflow, 1)]
    [InlineData(FailureKind.Truncated, 1)]
    [InlineData(FailureKind.Declined, 1)]
    public void Wait_OnlyWhatMayPass_IsTriedAgain(FailureKind kind, int attempts) =>
        Assert.Equal(attempts, Enumerable.Range(1, 9).First(attempt => RetryRules.WaitBeforeRetry(kind, attempt, null, Longest, 0.5) is null));

    [Fact]
    public void Rules_HaveARowForEveryKind() =>
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.True(FailureRules.Of(kind) is { Attempts: >= 1 } rule && (!rule.ClosesEndpoint || (rule.StopsRun && !rule.IsTransient))));

    [Fact]
    public void Wait_GrowsWithFullJitter() =>
        Assert.Equal([0.5, 1, 2], Enumerable.Range(1, 3).Select(attempt => RetryRules.WaitBeforeRetry(FailureKind.EndpointUnavailable, attempt, null, Longest, 0.5)!.Value.TotalSeconds));

    [Fact]
    public void Wait_AskedFor_IsTheLeast() =>
        Assert.Equal(TimeSpan.FromSeconds(7), RetryRules.WaitBeforeRetry(FailureKind.RateLimited, 1, TimeSpan.FromSeconds(7), Longest, 0));

    [Theory]
    [InlineData(120, true)]
    [InlineData(121, false)]
    public void Wait_AskedForTooLong_GivesUpAtOnce(int seconds, bool again) =>
        Assert.Equal(again, RetryRules.WaitBeforeRetry(FailureKind.RateLimited, 1, TimeSpan.FromSeconds(seconds), Longest, 0) is not null);
}
