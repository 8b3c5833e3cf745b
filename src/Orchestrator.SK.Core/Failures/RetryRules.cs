namespace Orchestrator.SK.Core.Failures;

/// <summary>When a failed request to an endpoint is sent again.</summary>
public static class RetryRules
{
    /// <summary>The longest wait of our own, in seconds; an endpoint may ask for more.</summary>
    public const double LongestBackoffSeconds = 30;

    /// <summary>Returns the wait before the next attempt, or null to give up.</summary>
    /// <param name="attempt">Attempts made so far, from 1.</param>
    /// <param name="asked">The wait that the endpoint asked for; never shortened.</param>
    /// <param name="longest">The longest wait that an endpoint may ask for; a longer one fails the call at once.</param>
    /// <param name="jitter">A number in [0, 1) that the caller draws: full jitter keeps experts from coming back together.</param>
    public static TimeSpan? WaitBeforeRetry(FailureKind kind, int attempt, TimeSpan? asked, TimeSpan longest, double jitter)
    {
        if (attempt >= FailureRules.Of(kind).Attempts || asked > longest)
        {
            return null;
        }

        var backoff = TimeSpan.FromSeconds(Math.Min(LongestBackoffSeconds, Math.Pow(2, attempt - 1)) * jitter);
        return asked is { } least ? least + (backoff / 4) : backoff;
    }
}
