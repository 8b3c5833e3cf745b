using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>The conversation: roles, order, and that every tool call is answered once, by the messages directly after it.</summary>
internal sealed class MessagesCheck
{
    private readonly Findings _found;
    private readonly ToolCallsCheck _calls;

    private MessagesCheck(IReadOnlySet<string> tools, Findings found)
    {
        _found = found;
        _calls = new ToolCallsCheck(tools, found);
    }

    public static void Of(JsonElement request, IReadOnlySet<string> tools, Findings found)
    {
        if (!request.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            found.Add("messages", "must be an array of at least one message");
            return;
        }

        new MessagesCheck(tools, found).CheckAll(messages);
    }

    private void CheckAll(JsonElement messages)
    {
        var role = default(string);
        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            role = message.ValueKind == JsonValueKind.Object ? CheckMessage(message, index) : null;
            if (message.ValueKind != JsonValueKind.Object)
            {
                _found.Add($"messages[{index}]", "must be an object");
            }
        }

        _calls.MustBeAnswered("the conversation ends");
        if (role == "assistant")
        {
            _found.Add($"messages[{messages.GetArrayLength() - 1}].role", "is 'assistant' in the last message: there is nothing to answer");
        }
    }

    private string? CheckMessage(JsonElement message, int index)
    {
        var role = _found.Text(message, "role", $"messages[{index}].role");
        if (role is not ("system" or "developer" or "user" or "assistant" or "tool"))
        {
            if (role is not null)
            {
                _found.Add($"messages[{index}].role", $"'{role}' is none of system, developer, user, assistant, tool");
            }

            return null;
        }

        if (Findings.Has(message, "name", out _))
        {
            _found.Name(message, "name", $"messages[{index}].name");
        }

        if (role == "tool")
        {
            _calls.Answer(message, index);
        }
        else
        {
            _calls.MustBeAnswered($"messages[{index}] is of role '{role}'");
        }

        var hasCalls = message.TryGetProperty("tool_calls", out var toolCalls);
        if (hasCalls && role == "assistant")
        {
            _calls.Open(toolCalls, index);
        }
        else if (hasCalls)
        {
            _found.Add($"messages[{index}].tool_calls", $"does not belong in a message of role '{role}'");
        }

        CheckContent(message, index, role, mayBeMissing: role == "assistant" && (hasCalls || Findings.Has(message, "refusal", out _)));
        return role;
    }

    private void CheckContent(JsonElement message, int index, string role, bool mayBeMissing)
    {
        if (!Findings.Has(message, "content", out var content))
        {
            if (!mayBeMissing)
            {
                _found.Add($"messages[{index}].content", "is missing");
            }
        }
        else if (content.ValueKind == JsonValueKind.Array && content.GetArrayLength() > 0)
        {
            foreach (var (part, element) in content.EnumerateArray().Index())
            {
                CheckPart(element, $"messages[{index}].content[{part}]", role);
            }
        }
        else if (content.ValueKind != JsonValueKind.String)
        {
            _found.Add($"messages[{index}].content", "must be a string or an array of at least one part");
        }
    }

    private void CheckPart(JsonElement part, string place, string role)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            _found.Add(place, "must be an object");
            return;
        }

        var type = _found.Text(part, "type", $"{place}.type");
        var legal = type switch
        {
            "text" => true,
            "image_url" or "input_audio" or "file" => role == "user",
            "refusal" => role == "assistant",
            _ => false,
        };
        if (type is not null && !legal)
        {
            _found.Add($"{place}.type", $"'{type}' does not belong in a message of role '{role}'");
        }

        if (type == "text")
        {
            _found.Text(part, "text", $"{place}.text");
        }
    }
}
