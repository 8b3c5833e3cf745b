using System.Globalization;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>What one try of a call came to.</summary>
/// <param name="Kind">Why it failed; meaningless when there is a reply.</param>
internal sealed record Attempt(FailureKind Kind, string Why)
{
    public int? Status { get; init; }

    /// <summary>How long the endpoint asks to wait; null when it does not say.</summary>
    public TimeSpan? Asked { get; init; }

    public bool MayPass { get; init; } = true;

    /// <summary>What has to be paid for; null when nothing came.</summary>
    public ModelReply? Billed { get; init; }

    /// <summary>The reply that may be seen; null when there is none.</summary>
    public string? Reply { get; init; }

    public ModelCallException ToFailure(ModelChoice model, int attempts, DateTimeOffset now)
    {
        var way = Kind switch
        {
            FailureKind.EndpointRefused when Status is 401 or 403 or null => "Check the key (OPENAI_API_KEY).",
            FailureKind.EndpointRefused => "Check the address (OPENAI_BASE_URL) and the key (OPENAI_API_KEY).",
            FailureKind.ModelUnknown => $"Check that the endpoint serves the model '{model.Id}' (OPENAI_MODEL) and that its address ends in /v1 (OPENAI_BASE_URL).",
            FailureKind.QuotaSpent => "Check the quota of this key.",
            FailureKind.RateLimited when Asked > model.LongestWait => string.Create(CultureInfo.InvariantCulture,
                $"It asks to wait {Asked.Value.TotalSeconds:0} s, until {now + Asked.Value:yyyy-MM-dd HH:mm:ss} UTC, and {model.LongestWait.TotalSeconds:0} s are allowed (Orchestrator:Models:{model.Name}:MaxWaitSeconds)."),
            FailureKind.RateLimited => $"Allow fewer calls at once (Orchestrator:Models:{model.Name}:MaxConcurrency, :RequestsPerMinute, :TokensPerMinute), or try later.",
            FailureKind.EndpointUnavailable when Status is null => "Check that the endpoint is running (OPENAI_BASE_URL).",
            _ => "",
        };
        return new(Kind, $"The model '{model.Id}' at {model.Endpoint.Host}:{model.Endpoint.Port} gave no reply in {attempts} attempt(s): {Why} {way}".TrimEnd());
    }
}
