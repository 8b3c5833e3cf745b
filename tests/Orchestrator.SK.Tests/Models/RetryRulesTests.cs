using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Tests.Models;

public class RetryRulesTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData(408, null, true)]
    [InlineData(409, null, true)]
    [InlineData(429, "rate_limit_exceeded", true)]
    [InlineData(429, "insufficient_quota", false)]
    [InlineData(500, null, true)]
    [InlineData(503, null, true)]
    [InlineData(400, null, false)]
    [InlineData(401, "invalid_api_key", false)]
    [InlineData(403, null, false)]
    [InlineData(404, null, false)]
    [InlineData(302, null, false)]
    public void Wait_OnlyWhatMayPass_IsTriedAgain(int? status, string? code, bool again)
    {
        Assert.Equal(again, RetryRules.WaitBeforeRetry(status, code, 1, null, 0.5) is not null);
        Assert.Equal(again ? FailureKind.EndpointUnavailable : FailureKind.EndpointRefused, RetryRules.Classify(status, code));
    }

    [Fact]
    public void Wait_GrowsWithFullJitter() =>
        Assert.Equal([0.5, 1, 2], Enumerable.Range(1, 3).Select(attempt => RetryRules.WaitBeforeRetry(500, null, attempt, null, 0.5)!.Value.TotalSeconds));

    [Fact]
    public void Wait_LastAttempt_GivesUp() => Assert.Null(RetryRules.WaitBeforeRetry(500, null, RetryRules.MaxAttempts, null, 0));

    [Fact]
    public void Wait_AskedFor_IsTheLeast() => Assert.Equal(TimeSpan.FromSeconds(7), RetryRules.WaitBeforeRetry(429, null, 1, TimeSpan.FromSeconds(7), 0));

    [Theory]
    [InlineData(120, true)]
    [InlineData(121, false)]
    public void Wait_AskedForTooLong_GivesUpAtOnce(int seconds, bool again) =>
        Assert.Equal(again, RetryRules.WaitBeforeRetry(429, null, 1, TimeSpan.FromSeconds(seconds), 0) is not null);
}
