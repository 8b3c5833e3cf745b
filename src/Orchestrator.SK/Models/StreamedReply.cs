using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>Puts the chunks of a streamed reply together to the reply that a whole one would have been.</summary>
internal sealed class StreamedReply(Action<string>? words)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly StringBuilder _content = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<StreamedCall> _calls = [];
    private readonly Dictionary<string, JsonNode?> _head = new(StringComparer.Ordinal);
    private JsonNode? _usage;
    private string? _finish;
    private bool _isDone;

    /// <summary>Whether the terminal chunk has come; what follows can only be usage.</summary>
    public bool IsFinished => _finish is not null;

    /// <summary>Takes one event; true when it was the last.</summary>
    /// <exception cref="ReplyFault">It is an error, or no chunk of a reply.</exception>
    public bool Add(string eventType, byte[] data)
    {
        if (data.AsSpan().Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            return _isDone = true;
        }

        if (data.Length == 0)
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(data, Strict);
            var chunk = json.RootElement;
            if (eventType == "error" || ProviderError.IsError(chunk))
            {
                var error = ProviderError.Of(chunk);
                throw new ReplyFault(ProviderErrors.Classify(null, error, waitIsNamed: false), $"the endpoint broke the reply off: {error.Message}".TrimEnd(' ', ':'));
            }

            Add(chunk.ValueKind == JsonValueKind.Object ? chunk : throw new ReplyFault(FailureKind.BadReply, "a chunk of the reply is no object"));
            return false;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter is what System.Text.Json says of bytes that are no UTF-8, and of half of a surrogate pair.
            throw new ReplyFault(FailureKind.BadReply, $"a chunk of the reply is not JSON: {error.Message}");
        }
    }

    /// <summary>The whole reply, as JSON.</summary>
    /// <exception cref="ReplyFault">The stream ended before the reply did.</exception>
    public string Complete()
    {
        if (_finish is null && !_isDone)
        {
            throw new ReplyFault(FailureKind.EndpointUnavailable, "the stream ended before the reply did");
        }

        var message = new JsonObject { ["role"] = "assistant", ["content"] = _content.Length > 0 ? _content.ToString() : null };
        if (_refusal.Length > 0)
        {
            message["refusal"] = _refusal.ToString();
        }

        if (_calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. _calls.Select(JsonNode (call) => call.ToJson())]);
        }

        var reply = new JsonObject(_head) { ["object"] = "chat.completion", ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = _finish }) };
        if (_usage is not null)
        {
            reply["usage"] = _usage;
        }

        return reply.ToJsonString();
    }

    private void Add(JsonElement chunk)
    {
        foreach (var name in new[] { "id", "created", "model" })
        {
            if (!_head.ContainsKey(name) && chunk.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number && value.GetRawText() != "\"\"")
            {
                _head[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            _usage = JsonNode.Parse(usage.GetRawText());
        }

        if (!chunk.TryGetProperty("choices", out var choices) || choices.ValueKind is JsonValueKind.Null)
        {
            return;
        }

        if (choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() > 1)
        {
            throw new ReplyFault(FailureKind.BadReply, choices.ValueKind == JsonValueKind.Array ? "the reply has several choices" : "the choices of a chunk are no list");
        }

        foreach (var choice in choices.EnumerateArray())
        {
            AddChoice(choice);
        }
    }

    private void AddChoice(JsonElement choice)
    {
        if (choice.ValueKind != JsonValueKind.Object || (choice.TryGetProperty("index", out var index) && index.ValueKind == JsonValueKind.Number && index.GetRawText() != "0"))
        {
            throw new ReplyFault(FailureKind.BadReply, choice.ValueKind == JsonValueKind.Object ? "the reply has several choices" : "a choice of the reply is no object");
        }

        if (choice.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Object)
        {
            AddDelta(delta);
        }

        // An empty text stands for null with some.
        if (choice.TryGetProperty("finish_reason", out var finish) && finish.ValueKind == JsonValueKind.String && finish.GetString() is { Length: > 0 } reason)
        {
            _finish = reason;
        }
    }

    private void AddDelta(JsonElement delta)
    {
        var text = Text(delta, "content");
        var refusal = Text(delta, "refusal");
        var calls = delta.TryGetProperty("tool_calls", out var list) && list.ValueKind != JsonValueKind.Null ? list : default;
        if (IsFinished && (text.Length > 0 || refusal.Length > 0 || calls is { ValueKind: JsonValueKind.Array } && calls.GetArrayLength() > 0))
        {
            throw new ReplyFault(FailureKind.BadReply, "the reply goes on after its end");
        }

        _content.Append(text);
        _refusal.Append(refusal);
        if (text.Length > 0)
        {
            words?.Invoke(text);
        }

        if (calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                StreamedCall.Take(_calls, call);
            }
        }
        else if (calls.ValueKind != JsonValueKind.Undefined)
        {
            throw new ReplyFault(FailureKind.BadReply, "the tool calls of the reply are no list");
        }
    }

    private static string Text(JsonElement delta, string name) =>
        !delta.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new ReplyFault(FailureKind.BadReply, $"the reply's {name} is no text");
}
