using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Tests.Failures;

public class RetryAfterTests
{
    private const double Nothing = -1;
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("retry-after: 7", 7)]
    [InlineData("retry-after:  7 ", 7)]
    [InlineData("retry-after: 1.5", 1.5)]
    [InlineData("retry-after: 7s", 7)]
    [InlineData("retry-after: 1m30s", 90)]
    [InlineData("retry-after-ms: 1500", 1.5)]
    [InlineData("retry-after-ms: 300|retry-after: 60", 0.3)]
    [InlineData("retry-after-ms: soon|retry-after: 60", 60)]
    [InlineData("x-ms-retry-after-ms: 250", 0.25)]
    [InlineData("retry-after: Wed, 25 Nov 2026 09:00:30 GMT", 30)]
    [InlineData("retry-after: Wednesday, 25-Nov-26 09:00:30 GMT", 30)]
    [InlineData("retry-after: Wed Nov 25 09:00:30 2026", 30)]
    [InlineData("retry-after: 2026-11-25T10:00:30+01:00", 30)]
    [InlineData("retry-after: Wed, 25 Nov 2026 11:00:30 GMT|date: Wed, 25 Nov 2026 11:00:00 GMT", 30)]
    [InlineData("retry-after: Wed, 25 Nov 2020 09:00:30 GMT", Nothing)]
    [InlineData("retry-after: 410400", 410_400)]
    [InlineData("retry-after: 99999999999999999999999999", 100_000_000)]
    [InlineData("retry-after: -5", Nothing)]
    [InlineData("retry-after: 0", Nothing)]
    [InlineData("retry-after: soon", Nothing)]
    [InlineData("retry-after: NaN", Nothing)]
    [InlineData("retry-after: Infinity", Nothing)]
    [InlineData("retry-after: 1e9", Nothing)]
    [InlineData("retry-after: ", Nothing)]
    [InlineData("x-ratelimit-reset-requests: 1s", 1)]
    [InlineData("x-ratelimit-reset-tokens: 6m0s", 360)]
    [InlineData("x-ratelimit-reset-requests: 120ms|x-ratelimit-remaining-requests: 0|x-ratelimit-reset-tokens: 6m0s|x-ratelimit-remaining-tokens: 149984", 0.12)]
    [InlineData("x-ratelimit-reset-requests: 2s|x-ratelimit-remaining-requests: 59", Nothing)]
    [InlineData("x-ratelimit-reset: 1795597230", 30)]
    [InlineData("x-ratelimit-reset: 1795597230000", 30)]
    [InlineData("x-ratelimit-reset: 12", 12)]
    [InlineData("anthropic-ratelimit-tokens-reset: 2026-11-25T09:00:30Z", 30)]
    [InlineData("ratelimit-reset: 5|ratelimit-remaining: 0", 5)]
    public void Read_AnyForm_IsTheWait(string headers, double seconds)
    {
        var all = headers.Split('|').ToDictionary(header => header[..header.IndexOf(':', StringComparison.Ordinal)], header => header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..]);

        Assert.Equal(seconds, RetryAfter.Read(name => all.GetValueOrDefault(name), ProviderError.None, isRateLimit: true, Now)?.TotalSeconds ?? Nothing);
    }

    [Fact]
    public void Read_ABudgetThatFillsUp_MattersOnlyToALimit() =>
        Assert.Null(RetryAfter.Read(name => name == "x-ratelimit-reset-requests" ? "50s" : null, ProviderError.None, isRateLimit: false, Now));

    [Theory]
    [InlineData("""{"error":{"message":"Rate limit reached. Please try again in 20s.","code":"rate_limit_exceeded"}}""", 20)]
    [InlineData("""{"error":{"message":"Limit 3 / min. Please try again in 1m2.5s. Visit …"}}""", 62.5)]
    [InlineData("""{"error":{"message":"Please try again in 152ms."}}""", 0.152)]
    [InlineData("""{"error":{"code":"429","message":"Requests have exceeded the call rate limit. Please retry after 26 seconds."}}""", 26)]
    [InlineData("""[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"x","details":[{"@type":"RetryInfo","retryDelay":"34.074824224s"}]}}]""", 34.0748242)]
    [InlineData("""{"error":{"message":"slow down"}}""", Nothing)]
    [InlineData("try again in 20s", Nothing)]
    public void Read_WordsOfTheBody_AreTheLastResort(string body, double seconds) =>
        Assert.Equal(seconds, RetryAfter.Read(_ => null, ProviderError.Read(body), isRateLimit: true, Now)?.TotalSeconds ?? Nothing);
}
