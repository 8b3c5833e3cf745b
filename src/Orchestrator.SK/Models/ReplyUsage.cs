using System.Text.Json;
using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Models;

/// <summary>Tokens as a reply reports them.</summary>
internal static class ReplyUsage
{
    // Four bytes of text are about one token; good enough where the endpoint keeps it to itself.
    private const int BytesPerToken = 4;

    /// <summary>The tokens of a reply; null when it reports none.</summary>
    public static TokenUsage? Of(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var input = Count(usage, "prompt_tokens");
        var output = Count(usage, "completion_tokens");
        var cached = usage.TryGetProperty("prompt_tokens_details", out var details) && details.ValueKind == JsonValueKind.Object ? Count(details, "cached_tokens") : 0;
        return input + output == 0 ? null : new(input, output, Math.Min(cached, input));
    }

    /// <summary>The most tokens that a request of this size comes to: half of its bytes, as in the densest code and scripts.</summary>
    public static long AtWorst(int requestBytes) => (requestBytes + 1L) / 2;

    public static TokenUsage Estimate(int requestBytes, int replyBytes) => new((requestBytes + BytesPerToken - 1) / BytesPerToken, (replyBytes + BytesPerToken - 1) / BytesPerToken);

    // The upper bound keeps a nonsensical count from overflowing the run's sum, and so from undoing its limit.
    private static long Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var value) ? Math.Clamp(value, 0, int.MaxValue) : 0;
}
