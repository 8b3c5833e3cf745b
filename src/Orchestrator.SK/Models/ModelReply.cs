using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI.Chat;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>What an endpoint sent, read strictly. A reply with a fault is billed all the same, and never reaches Semantic Kernel.</summary>
/// <param name="Body">As it came, or as it was put together from a stream.</param>
/// <param name="Fault">Null for a reply that may be seen.</param>
/// <param name="Why">What is wrong, in words.</param>
internal sealed record ModelReply(string Body, TokenUsage Usage, FailureKind? Fault, string Why)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] FinishReasons = ["stop", "tool_calls", "length", "content_filter"];

    private static readonly HashSet<string> NoIds = [];

    /// <summary>Whether an error stands in the reply's place: nobody bills that.</summary>
    public bool IsError { get; private init; }

    /// <param name="type">The content type that was named, for the message.</param>
    /// <param name="requestBytes">How large the request was: an endpoint that reports no usage has its tokens estimated.</param>
    public static ModelReply Read(string body, string type, int requestBytes)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            var reply = json.RootElement;
            if (ProviderError.IsError(reply))
            {
                var error = ProviderError.Of(reply);
                return new(body, TokenUsage.None, ProviderErrors.Classify(null, error, waitIsNamed: false), $"an error came as a reply: {error.Message}") { IsError = true };
            }

            var (fault, why) = FaultOf(reply);
            var usage = ReplyUsage.Of(reply);
            return new(body, usage ?? (fault is null ? ReplyUsage.Estimate(requestBytes, body.Length) : TokenUsage.None), fault, why);
        }
        catch (JsonException error)
        {
            var named = type.Length == 0 || type.Contains("json", StringComparison.OrdinalIgnoreCase) ? "" : $" (it calls itself {Short(type)})";
            return new(body, TokenUsage.None, FailureKind.BadReply, body.Length == 0 ? $"the reply is empty{named}" : $"the reply is not JSON{named}: {error.Message}");
        }
    }

    private static (FailureKind? Fault, string Why) FaultOf(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
        {
            return (FailureKind.BadReply, "the reply has no choices");
        }

        if (choices.GetArrayLength() > 1)
        {
            return (FailureKind.BadReply, $"the reply has {choices.GetArrayLength()} choices where one was asked for");
        }

        var choice = choices[0];
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
        {
            return (FailureKind.BadReply, "the reply has no message");
        }

        // Raw text: decoding would throw on half of a surrogate pair.
        var reason = choice.TryGetProperty("finish_reason", out var finish) && finish.ValueKind == JsonValueKind.String ? finish.GetRawText().Trim('"') : "";
        return reason.Length == 0 ? (FailureKind.BadReply, "the reply did not end: finish_reason is missing")
            : !FinishReasons.Contains(reason) ? (FailureKind.BadReply, $"the reply ended for an unknown reason '{Short(reason)}'")
            : reason == "length" ? (FailureKind.Truncated, "the reply was cut off at its token limit (Orchestrator:Models:<name>:MaxOutputTokens)")
            : reason == "content_filter" ? (FailureKind.Declined, "a content filter stopped the reply")
            : MessageFault(message, reason) is { } why ? (FailureKind.BadReply, why)
            : !CanBeRead(reply) ? (FailureKind.BadReply, "the reply breaks the form of a chat completion")
            : Refusal(message) is { Length: > 0 } refusal ? (FailureKind.Declined, $"the model declined: {Short(refusal, 300)}")
            : (null, "");
    }

    private static string? MessageFault(JsonElement message, string reason)
    {
        if (message.TryGetProperty("content", out var content) && content.ValueKind is not (JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Array))
        {
            return "the reply's content is no text";
        }

        if (message.TryGetProperty("role", out var role) && role.ValueKind != JsonValueKind.Null && (role.ValueKind != JsonValueKind.String || role.GetRawText() != "\"assistant\""))
        {
            return "the reply's role is not 'assistant'";
        }

        var calls = message.TryGetProperty("tool_calls", out var list) && list.ValueKind != JsonValueKind.Null ? list : default;
        return calls.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Array) ? "the reply's tool calls are no list"
            : calls.ValueKind == JsonValueKind.Array && !calls.EnumerateArray().All(IsCall) ? "the reply has a tool call without name or arguments"
            : reason == "tool_calls" && (calls.ValueKind != JsonValueKind.Array || calls.GetArrayLength() == 0) ? "the reply ended to call tools, and calls none"
            : null;
    }

    // Its id is put right later; without name or arguments nobody knows what was meant.
    private static bool IsCall(JsonElement call) =>
        call.ValueKind == JsonValueKind.Object
        && (!call.TryGetProperty("type", out var type) || type.ValueKind == JsonValueKind.Null || (type.ValueKind == JsonValueKind.String && type.GetRawText() == "\"function\""))
        && call.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
        && function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetRawText().Length > 2
        && function.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.String;

    // Read as the connector will read it: where that breaks, its exception would name neither the endpoint nor the fault, and would not be tried again.
    private static bool CanBeRead(JsonElement reply)
    {
        try
        {
            return ModelReaderWriter.Read<ChatCompletion>(BinaryData.FromString(SoundReply.Of(reply.GetRawText(), NoIds))) is { Content: not null };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Refusal(JsonElement message) =>
        message.TryGetProperty("refusal", out var refusal) && refusal.ValueKind == JsonValueKind.String ? refusal.GetString()! : "";

    private static string Short(string text, int most = 40) => string.Concat(text.Where(c => !char.IsControl(c)).Take(most));
}
