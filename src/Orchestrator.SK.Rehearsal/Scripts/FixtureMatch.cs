namespace Orchestrator.SK.Rehearsal.Scripts;

/// <summary>What a request must be like: every field that is given has to hold, none given matches everything.</summary>
internal sealed record FixtureMatch
{
    /// <summary>Is contained in the text of the last user message that has text.</summary>
    public string? UserMessage { get; init; }

    /// <summary>Each is contained in the texts of the system messages, joined by line feeds.</summary>
    public IReadOnlyList<string> SystemMessage { get; init; } = [];

    /// <summary>Is the model, or the model without its version (<c>-2024-08-06</c>).</summary>
    public string? Model { get; init; }

    /// <summary>Is the number of assistant messages.</summary>
    public int? TurnIndex { get; init; }

    /// <summary>Is how often fixtures with otherwise the same match have answered.</summary>
    public int? SequenceIndex { get; init; }

    /// <summary>Says whether a tool message follows the last user message.</summary>
    public bool? HasToolResult { get; init; }

    /// <summary>Is the id that the last message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Is contained in the last message, a tool message.</summary>
    public string? ToolResultContains { get; init; }

    /// <summary>Is the name of one of the tools offered.</summary>
    public string? ToolName { get; init; }

    /// <summary>Is the type of the response format.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>Equal for fixtures that share one count: everything but <see cref="SequenceIndex"/>.</summary>
    public string Group => field ??= string.Join('\u001f',
        [UserMessage, Model, $"{TurnIndex}", $"{HasToolResult}", ToolCallId, ToolResultContains, ToolName, ResponseFormat, .. SystemMessage]);
}
