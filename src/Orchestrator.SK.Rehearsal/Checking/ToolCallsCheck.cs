using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>Tool calls and their answers, in the order of the conversation.</summary>
internal sealed class ToolCallsCheck(IReadOnlySet<string> tools, Findings found)
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The calls of the last assistant message that nobody has answered yet: id to place.</summary>
    private readonly Dictionary<string, string> _open = new(StringComparer.Ordinal);

    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);

    public void Open(JsonElement calls, int message)
    {
        if (calls.ValueKind != JsonValueKind.Array || calls.GetArrayLength() == 0)
        {
            found.Add($"messages[{message}].tool_calls", "must be an array of at least one call; leave it out if there is none");
            return;
        }

        foreach (var (index, call) in calls.EnumerateArray().Index())
        {
            CheckCall(call, $"messages[{message}].tool_calls[{index}]");
        }
    }

    public void Answer(JsonElement message, int index)
    {
        var place = $"messages[{index}].tool_call_id";
        if (found.Text(message, "tool_call_id", place) is not { } id)
        {
            return;
        }

        if (_open.Remove(id))
        {
            _answered.Add(id);
            return;
        }

        found.Add(place, _answered.Contains(id) ? $"'{id}' is answered twice"
            : _ids.Contains(id) ? $"'{id}' was not called by the assistant message directly before"
            : $"'{id}' was never called: an orphan");
    }

    public void MustBeAnswered(string because)
    {
        foreach (var (id, place) in _open)
        {
            found.Add($"{place}.id", $"'{id}' has no answer: tool messages must follow directly, but {because}");
        }

        // A call reported once is not reported again for an answer that comes too late.
        _open.Clear();
    }

    private void CheckCall(JsonElement call, string place)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            found.Add(place, "must be an object");
            return;
        }

        if (found.Text(call, "id", $"{place}.id") is { } id)
        {
            CheckId(id, place);
        }

        if (found.Text(call, "type", $"{place}.type") is { } type and not "function")
        {
            found.Add($"{place}.type", $"'{type}' is not \"function\"");
        }

        if (!call.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
        {
            found.Add($"{place}.function", "must be an object");
            return;
        }

        if (found.Name(function, "name", $"{place}.function.name") is { } name && !tools.Contains(name))
        {
            found.Add($"{place}.function.name", $"'{name}' is no known tool; known: {string.Join(", ", tools.Order(StringComparer.Ordinal))}");
        }

        if (found.Text(function, "arguments", $"{place}.function.arguments") is { } arguments && !IsJsonObject(arguments))
        {
            found.Add($"{place}.function.arguments", "must be the text of a JSON object without duplicate keys");
        }
    }

    private void CheckId(string id, string place)
    {
        if (id.Length == 0)
        {
            found.Add($"{place}.id", "must not be empty");
        }
        else if (_ids.Add(id))
        {
            _open.Add(id, place);
        }
        else
        {
            found.Add($"{place}.id", $"'{id}' is used twice");
        }
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, NoDuplicates);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
