using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI.Chat;
using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Models;

/// <summary>What an endpoint sent, read strictly. A reply with a fault is billed all the same, and never reaches Semantic Kernel.</summary>
/// <param name="Fault">Why it is no usable reply; empty when it is one.</param>
/// <param name="MayRetry">Whether the same request may well bring a better one; a reply cut off at its limit would be cut off again.</param>
internal sealed record ModelReply(string Body, TokenUsage Usage, string Fault, bool MayRetry)
{
    /// <summary>No sensible reply is larger; 8 MiB.</summary>
    public const long MaxBytes = 8 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] FinishReasons = ["stop", "tool_calls", "function_call", "length", "content_filter"];

    public static ModelReply Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            var (fault, mayRetry) = FaultOf(json.RootElement);
            return new(body, json.RootElement.ValueKind == JsonValueKind.Object ? UsageOf(json.RootElement) : TokenUsage.None, fault, mayRetry);
        }
        catch (JsonException error)
        {
            return new(body, TokenUsage.None, $"the reply is not JSON: {error.Message}", MayRetry: true);
        }
    }

    private static (string Fault, bool MayRetry) FaultOf(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
        {
            return ("the reply has no choices", true);
        }

        var choice = choices[0];
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
        {
            return ("the reply has no message", true);
        }

        // Raw text: decoding would throw on half of a surrogate pair.
        var reason = choice.TryGetProperty("finish_reason", out var finish) && finish.ValueKind == JsonValueKind.String ? finish.GetRawText().Trim('"') : null;
        return reason is null ? ("the reply did not end: finish_reason is missing", true)
            : !FinishReasons.Contains(reason) ? ($"the reply ended for an unknown reason '{Short(reason)}'", true)
            : reason == "length" ? ("the reply was cut off at its token limit (Orchestrator:Models:<name>:MaxOutputTokens)", false)
            : message.TryGetProperty("content", out var content) && content.ValueKind is not (JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Array) ? ("the reply's content is no text", true)
            : !HasSoundCalls(message) ? ("the reply has a tool call without id, name or arguments", true)
            : !CanBeRead(reply) ? ("the reply breaks the form of a chat completion", true)
            : ("", false);
    }

    private static bool HasSoundCalls(JsonElement message) =>
        !message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind == JsonValueKind.Null
        || (calls.ValueKind == JsonValueKind.Array && calls.EnumerateArray().All(IsCall));

    // Without an id the next request could not be built.
    private static bool IsCall(JsonElement call) =>
        call.ValueKind == JsonValueKind.Object && HasText(call, "id")
        && call.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object && HasText(function, "name")
        && function.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.String;

    // Read as the connector will read it: where that breaks, its exception would name neither the endpoint nor the fault, and would not be tried again.
    private static bool CanBeRead(JsonElement reply)
    {
        try
        {
            return ModelReaderWriter.Read<ChatCompletion>(BinaryData.FromString(reply.GetRawText())) is { Content: not null };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool HasText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetRawText().Length > 2;

    private static string Short(string text) => string.Concat(text.Where(c => !char.IsControl(c)).Take(40));

    private static TokenUsage UsageOf(JsonElement reply)
    {
        if (!reply.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return TokenUsage.None;
        }

        var cached = usage.TryGetProperty("prompt_tokens_details", out var details) && details.ValueKind == JsonValueKind.Object ? Count(details, "cached_tokens") : 0;
        return new(Count(usage, "prompt_tokens"), Count(usage, "completion_tokens"), cached);
    }

    // The upper bound keeps a nonsensical count from overflowing the run's sum, and so from undoing its limit.
    private static long Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var value) ? Math.Clamp(value, 0, int.MaxValue) : 0;
}
