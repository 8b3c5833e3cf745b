using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>The tools on offer, and what is said about their use.</summary>
internal static class ToolsCheck
{
    /// <returns>The names of the tools.</returns>
    public static HashSet<string> Of(JsonElement request, Findings found)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var offered = Findings.Has(request, "tools", out var tools);
        if (offered && (tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() is 0 or > 128))
        {
            found.Add("tools", "must be an array of 1 to 128 tools");
        }
        else if (offered)
        {
            foreach (var (index, tool) in tools.EnumerateArray().Index())
            {
                CheckTool(tool, index, names, found);
            }
        }

        foreach (var key in (ReadOnlySpan<string>)["tool_choice", "parallel_tool_calls"])
        {
            if (!offered && Findings.Has(request, key, out _))
            {
                found.Add(key, "is allowed only with 'tools'");
            }
        }

        found.Flag(request, "parallel_tool_calls", "parallel_tool_calls");
        CheckChoice(request, names, found);
        return names;
    }

    private static void CheckTool(JsonElement tool, int index, HashSet<string> names, Findings found)
    {
        var place = $"tools[{index}]";
        if (tool.ValueKind != JsonValueKind.Object)
        {
            found.Add(place, "must be an object");
            return;
        }

        if (found.Text(tool, "type", $"{place}.type") is { } type and not "function")
        {
            found.Add($"{place}.type", $"'{type}' is not \"function\"");
        }

        if (!tool.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
        {
            found.Add($"{place}.function", "must be an object");
            return;
        }

        if (found.Name(function, "name", $"{place}.function.name") is { } name && !names.Add(name))
        {
            found.Add($"{place}.function.name", $"'{name}' is offered twice");
        }

        if (Findings.Has(function, "description", out _))
        {
            found.Text(function, "description", $"{place}.function.description");
        }

        var strict = found.Flag(function, "strict", $"{place}.function.strict") == true;
        if (Findings.Has(function, "parameters", out var parameters))
        {
            ObjectSchemaCheck.Of(parameters, $"{place}.function.parameters", strict, found);
        }
    }

    private static void CheckChoice(JsonElement request, HashSet<string> names, Findings found)
    {
        if (!Findings.Has(request, "tool_choice", out var choice))
        {
            return;
        }

        if (choice.ValueKind == JsonValueKind.String)
        {
            if (choice.GetString() is not ("none" or "auto" or "required"))
            {
                found.Add("tool_choice", $"{choice.GetRawText()} is none of none, auto, required");
            }
        }
        else if (choice.ValueKind != JsonValueKind.Object
            || !choice.TryGetProperty("function", out var function)
            || function.ValueKind != JsonValueKind.Object)
        {
            found.Add("tool_choice", "must be none, auto, required, or name a function");
        }
        else if (found.Text(function, "name", "tool_choice.function.name") is { } name && !names.Contains(name))
        {
            found.Add("tool_choice.function.name", $"'{name}' is not among the tools");
        }
    }
}
