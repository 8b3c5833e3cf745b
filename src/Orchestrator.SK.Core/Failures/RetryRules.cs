namespace Orchestrator.SK.Core.Failures;

/// <summary>Whether a failed request to an endpoint is sent again, and when: the one table.</summary>
public static class RetryRules
{
    /// <summary>How many times one call is tried at the most.</summary>
    public const int MaxAttempts = 4;

    /// <summary>The longest wait that an endpoint may ask for; a longer one fails the call at once.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Returns the wait before the next attempt, or null to give up.</summary>
    /// <param name="status">The HTTP status, or null when no reply came.</param>
    /// <param name="errorCode">The <c>error.code</c> or <c>error.type</c> of the body: a spent quota is a 429 that no wait mends.</param>
    /// <param name="attempt">Attempts made so far, from 1.</param>
    /// <param name="asked">The wait that the endpoint asked for.</param>
    /// <param name="jitter">A number in [0, 1) that the caller draws: full jitter keeps experts from coming back together.</param>
    public static TimeSpan? WaitBeforeRetry(int? status, string? errorCode, int attempt, TimeSpan? asked, double jitter)
    {
        if (attempt >= MaxAttempts || !IsTransient(status, errorCode) || asked > LongestWait)
        {
            return null;
        }

        var backoff = TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, attempt - 1)) * jitter);
        return asked is { } least ? least + (backoff / 4) : backoff;
    }

    /// <summary>Which failure a status that is not retried (any more) means for a run.</summary>
    public static FailureKind Classify(int? status, string? errorCode) =>
        IsTransient(status, errorCode) ? FailureKind.EndpointUnavailable : FailureKind.EndpointRefused;

    private static bool IsTransient(int? status, string? errorCode) => status switch
    {
        null => true,
        429 => errorCode is not "insufficient_quota",
        408 or 409 or >= 500 => true,
        _ => false,
    };
}
