using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Models;

/// <summary>Gives a checked reply the form that a connector and the next request need: call ids that are there and unique, a usage that is a number.</summary>
internal static partial class SoundReply
{
    /// <summary>Begins the id of a call that came under the id of another in the same reply: nobody knows which of the two was meant, so only the first is carried out.</summary>
    public const string Doubled = "doubled_";

    /// <param name="used">Ids of calls that the conversation has already.</param>
    public static string Of(string body, IReadOnlySet<string> used)
    {
        var reply = JsonNode.Parse(body)!.AsObject();
        var message = reply["choices"]![0]!["message"]!.AsObject();
        var changed = MendCalls(message, used) | MendUsage(reply);
        if (!message.ContainsKey("role"))
        {
            message["role"] = "assistant";
            changed = true;
        }

        return changed ? reply.ToJsonString() : body;
    }

    /// <summary>What a reply says.</summary>
    public static string Words(string body) =>
        JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"] is JsonValue content && content.TryGetValue<string>(out var text) ? text : "";

    private static bool MendCalls(JsonObject message, IReadOnlySet<string> used)
    {
        if (message["tool_calls"] is not JsonArray calls)
        {
            return false;
        }

        if (calls.Count == 0)
        {
            return message.Remove("tool_calls");
        }

        var changed = false;
        var here = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (call, number) in calls.Select((call, index) => (call!.AsObject(), index + 1)))
        {
            var id = call["id"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
            var isDoubled = id.Length > 0 && here.Contains(id);
            var given = id;
            if (!SoundId().IsMatch(id) || isDoubled || used.Contains(id))
            {
                id = Fresh(isDoubled ? Doubled : "call_", number, used, here);
                call["id"] = id;
                changed = true;
            }

            here.Add(given);
            here.Add(id);
            if (call["type"] is null)
            {
                call["type"] = "function";
                changed = true;
            }
        }

        return changed;
    }

    private static string Fresh(string prefix, int number, IReadOnlySet<string> used, HashSet<string> here)
    {
        // Counted on from what the conversation has, so that the same conversation gives the same ids.
        for (var n = used.Count + number; ; n++)
        {
            if ($"{prefix}{n}" is var id && !used.Contains(id) && !here.Contains(id))
            {
                return id;
            }
        }
    }

    // What is no count would break the connector, and with it a reply that is good otherwise.
    private static bool MendUsage(JsonObject reply)
    {
        if (reply["usage"] is not { } usage || (usage is JsonObject counts && counts.All(count => count.Value is null or JsonObject || (count.Value is JsonValue value && value.TryGetValue<int>(out var number) && number >= 0))))
        {
            return false;
        }

        using var json = System.Text.Json.JsonDocument.Parse(reply.ToJsonString());
        var known = ReplyUsage.Of(json.RootElement) ?? TokenUsage.None;
        reply["usage"] = new JsonObject { ["prompt_tokens"] = known.Input, ["completion_tokens"] = known.Output, ["total_tokens"] = Math.Min(known.Total, int.MaxValue) };
        return true;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.:|-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SoundId();
}
