using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Orchestrator.SK.Host.PromptLab.Rendering;

/// <summary>One message as it goes out.</summary>
internal sealed record RenderedMessage(string Role, string Text, int Tokens);

/// <summary>One tool as it goes out: name, description and the JSON schema of its arguments.</summary>
internal sealed record RenderedTool(string Name, string Description, JsonElement Parameters, int Tokens);

/// <summary>A file that a request was made from.</summary>
internal sealed record RenderedPart(string Id, string Hash);

/// <summary>A request of a run, exactly as it would be sent.</summary>
/// <param name="Hash">What is recorded with every call of the conversation.</param>
/// <param name="RequestHash">SHA-256 of the request body, as a call's record keeps it.</param>
/// <param name="Answer">The JSON schema that the answer has to keep; null when it is free.</param>
/// <param name="Settings">The other members of the request: model, limits.</param>
internal sealed record RenderedRequest(
    IReadOnlyList<RenderedPart> Parts,
    string Item,
    string Expert,
    string Purpose,
    string Hash,
    string RequestHash,
    IReadOnlyDictionary<string, JsonElement> Settings,
    IReadOnlyList<RenderedMessage> Messages,
    IReadOnlyList<RenderedTool> Tools,
    JsonElement? Answer,
    int AnswerTokens)
{
    /// <summary>Messages, tools and schema; what a provider adds around them is not known.</summary>
    public int Tokens => Messages.Sum(message => message.Tokens) + Tools.Sum(tool => tool.Tokens) + AnswerTokens;

    /// <param name="body">The body of a chat completion request.</param>
    public static RenderedRequest Parse(string body, IReadOnlyList<RenderedPart> parts, string item, string expert, string purpose, string hash)
    {
        using var json = JsonDocument.Parse(body);
        var members = json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone(), StringComparer.Ordinal);
        members.Remove("messages", out var messages);
        members.Remove("tools", out var tools);
        JsonElement? answer = members.Remove("response_format", out var format) ? format : null;
        return new(
            parts, item, expert, purpose, hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))), members,
            [.. messages.EnumerateArray().Select(Message)],
            tools.ValueKind == JsonValueKind.Array ? [.. tools.EnumerateArray().Select(Tool)] : [],
            answer, answer is { } schema ? TokenEstimate.Of(schema.GetRawText()) : 0);
    }

    private static RenderedMessage Message(JsonElement message)
    {
        var content = message.TryGetProperty("content", out var value) ? value : default;
        var text = content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var piece) ? piece.GetString() : part.GetRawText())),
            _ => "",
        };
        return new(message.GetProperty("role").GetString()!, text, TokenEstimate.Of(text));
    }

    private static RenderedTool Tool(JsonElement tool)
    {
        var function = tool.GetProperty("function");
        var description = function.TryGetProperty("description", out var text) ? text.GetString()! : "";
        return new(
            function.GetProperty("name").GetString()!, description,
            function.TryGetProperty("parameters", out var parameters) ? parameters : default, TokenEstimate.Of(function.GetRawText()));
    }
}
