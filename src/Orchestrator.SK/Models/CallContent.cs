using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models;

/// <summary>What a request and a reply say, in the form that the conventions of telemetry have for messages: roles, and parts of a type. Secrets are taken out.</summary>
internal static class CallContent
{
    public static string? OfRequest(byte[] body) => Read(body, root => root["messages"] is JsonArray messages ? new JsonArray([.. messages.OfType<JsonObject>().Select(Message)]) : null);

    public static string? OfReply(string body) => Read(System.Text.Encoding.UTF8.GetBytes(body), root => (root["choices"] as JsonArray)?.FirstOrDefault() is JsonObject choice && choice["message"] is JsonObject message
        ? new JsonArray(With(Message(message), "finish_reason", choice["finish_reason"]?.DeepClone())) : null);

    /// <summary>Id, model and finish reasons of a reply; each null where it is not told.</summary>
    public static (string? Id, string? Model, string[]? Reasons) Facts(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return root.ValueKind != JsonValueKind.Object ? default
                : (Text(root, "id"), Text(root, "model"), root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
                    ? [.. choices.EnumerateArray().Where(choice => choice.ValueKind == JsonValueKind.Object).Select(choice => Text(choice, "finish_reason")).OfType<string>()] : null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Read(byte[] body, Func<JsonObject, JsonArray?> read)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject root && read(root) is { } messages ? ProcessSecrets.RedactJson(messages.ToJsonString()) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half a message tells nobody anything; the record has it whole.
            return null;
        }
    }

    private static JsonObject Message(JsonObject message)
    {
        var parts = new JsonArray();
        if (message["role"]?.ToString() == "tool")
        {
            parts.Add(new JsonObject { ["type"] = "tool_call_response", ["id"] = message["tool_call_id"]?.DeepClone(), ["result"] = message["content"]?.DeepClone() });
        }
        else if (message["content"] is { } content)
        {
            parts.Add(new JsonObject { ["type"] = "text", ["content"] = content is JsonValue ? content.DeepClone() : JsonValue.Create(content.ToJsonString()) });
        }

        foreach (var call in (message["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
        {
            parts.Add(new JsonObject { ["type"] = "tool_call", ["id"] = call["id"]?.DeepClone(), ["name"] = call["function"]?["name"]?.DeepClone(), ["arguments"] = call["function"]?["arguments"]?.DeepClone() });
        }

        return new JsonObject { ["role"] = message["role"]?.DeepClone(), ["parts"] = parts };
    }

    private static JsonObject With(JsonObject message, string name, JsonNode? value)
    {
        message[name] = value;
        return message;
    }

    private static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: < 200 } text ? text : null;
}
