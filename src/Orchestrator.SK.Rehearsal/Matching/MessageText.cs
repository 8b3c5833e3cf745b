using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Matching;

/// <summary>The text of a message, however its content is written.</summary>
internal static class MessageText
{
    /// <summary>The string, or the text parts joined without a gap; null if there is no text at all.</summary>
    public static string? Of(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return null;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString();
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var texts = content.EnumerateArray()
            .Where(part => part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            .Select(part => part.GetProperty("text").GetString())
            .ToArray();
        return texts.Length == 0 ? null : string.Concat(texts);
    }
}
