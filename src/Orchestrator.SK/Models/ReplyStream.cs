using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.SK.Models;

/// <summary>A checked reply as the stream that a connector asked for: it came whole or in pieces, and is given on as one sound stream.</summary>
internal static class ReplyStream
{
    public static string Of(string body)
    {
        var reply = JsonNode.Parse(body)!.AsObject();
        var choice = reply["choices"]![0]!;
        var delta = choice["message"]!.DeepClone().AsObject();
        foreach (var (call, index) in (delta["tool_calls"] as JsonArray ?? []).Select((call, index) => (call!, index)))
        {
            call["index"] = index;
        }

        var text = new StringBuilder();
        text.Append(Event(Chunk(reply, new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = null }, null)));
        text.Append(Event(Chunk(reply, new JsonObject { ["index"] = 0, ["delta"] = new JsonObject(), ["finish_reason"] = choice["finish_reason"]!.DeepClone() }, null)));
        if (reply["usage"] is JsonObject usage)
        {
            text.Append(Event(Chunk(reply, null, usage.DeepClone())));
        }

        return text.Append("data: [DONE]\n\n").ToString();
    }

    private static JsonObject Chunk(JsonObject reply, JsonNode? choice, JsonNode? usage)
    {
        var chunk = new JsonObject
        {
            ["id"] = reply["id"]?.DeepClone() ?? "",
            ["object"] = "chat.completion.chunk",
            ["created"] = reply["created"]?.DeepClone() ?? 0,
            ["model"] = reply["model"]?.DeepClone() ?? "",
            ["choices"] = choice is null ? new JsonArray() : new JsonArray(choice),
        };
        if (usage is not null)
        {
            chunk["usage"] = usage;
        }

        return chunk;
    }

    private static string Event(JsonNode chunk) => $"data: {chunk.ToJsonString()}\n\n";
}
