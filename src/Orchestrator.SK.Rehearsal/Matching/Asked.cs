using System.Text.Json;
using Orchestrator.SK.Rehearsal.Checking;

namespace Orchestrator.SK.Rehearsal.Matching;

/// <summary>A request as fixtures see it.</summary>
/// <param name="Model">As asked for.</param>
/// <param name="Stream">The reply is to be streamed.</param>
/// <param name="IncludeUsage">The stream is to end with the usage.</param>
/// <param name="Messages">How many messages there are.</param>
/// <param name="UserText">The last user message that has text.</param>
/// <param name="SystemText">All system messages, joined by line feeds.</param>
/// <param name="Turn">How many assistant messages there are.</param>
/// <param name="HasToolResult">A tool message follows the last user message.</param>
/// <param name="ToolCallId">What the last message answers, if it is a tool message.</param>
/// <param name="ToolResult">The text of the last message, if it is a tool message.</param>
/// <param name="ToolNames">The tools on offer.</param>
/// <param name="ResponseFormat">Its type, if one is given.</param>
/// <param name="TextLength">UTF-16 units in the texts of all messages.</param>
internal sealed record Asked(
    string Model,
    bool Stream,
    bool IncludeUsage,
    int Messages,
    string? UserText,
    string SystemText,
    int Turn,
    bool HasToolResult,
    string? ToolCallId,
    string? ToolResult,
    IReadOnlyList<string> ToolNames,
    string? ResponseFormat,
    int TextLength)
{
    /// <summary>Reads a request that passed the check: its shape is not questioned again.</summary>
    public static Asked Read(JsonElement request)
    {
        string? userText = null, role = null, text = null;
        var system = new List<string>();
        var (turn, length, toolResult) = (0, 0, false);
        var messages = request.GetProperty("messages");
        var last = default(JsonElement);
        foreach (var message in messages.EnumerateArray())
        {
            last = message;
            role = message.GetProperty("role").GetString();
            text = MessageText.Of(message);
            length += text?.Length ?? 0;
            turn += role == "assistant" ? 1 : 0;
            toolResult = role == "tool" || (toolResult && role != "user");
            userText = role == "user" ? text ?? userText : userText;
            if (role == "system" && text is not null)
            {
                system.Add(text);
            }
        }

        return new Asked(
            request.GetProperty("model").GetString()!,
            IsTrue(request, "stream"),
            request.TryGetProperty("stream_options", out var options) && IsTrue(options, "include_usage"),
            messages.GetArrayLength(),
            userText,
            string.Join('\n', system),
            turn,
            toolResult,
            role == "tool" ? last.GetProperty("tool_call_id").GetString() : null,
            role == "tool" ? text : null,
            ToolsOf(request),
            Findings.Has(request, "response_format", out var format) ? format.GetProperty("type").GetString() : null,
            length);
    }

    private static bool IsTrue(JsonElement owner, string key) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    private static string[] ToolsOf(JsonElement request) => Findings.Has(request, "tools", out var tools)
        ? [.. tools.EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString()!)]
        : [];
}
