using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>A history as the prompts of the strategies see it.</summary>
internal static class StrategyHistory
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A JSON array of {Role, Name?, Content}, or of who spoke only; messages without text are left out.</summary>
    public static string ToJson(IEnumerable<ChatMessageContent> history, bool namesOnly)
    {
        ChatMessageContent[] spoken = [.. history.Where(message => !string.IsNullOrEmpty(message.Content))];
        return namesOnly
            ? JsonSerializer.Serialize(spoken.Select(message => message.AuthorName ?? message.Role.Label), Indented)
            : JsonSerializer.Serialize(
                spoken.Select(message => new { Role = message.Role.Label, Name = message.AuthorName, message.Content }), Indented);
    }
}
