using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Checking;

internal static class ResponseFormatCheck
{
    public static void Of(JsonElement request, Findings found)
    {
        if (!Findings.Has(request, "response_format", out var format))
        {
            return;
        }

        if (format.ValueKind != JsonValueKind.Object)
        {
            found.Add("response_format", "must be an object");
            return;
        }

        switch (found.Text(format, "type", "response_format.type"))
        {
            case "json_schema":
                CheckSchema(format, found);
                break;
            case "json_object" when request.TryGetProperty("messages", out var messages)
                && !messages.GetRawText().Contains("json", StringComparison.OrdinalIgnoreCase):
                // OpenAI's own rule: without the word a model may write blanks for ever.
                found.Add("messages", "must contain the word 'json' for response_format 'json_object'");
                break;
            case "text" or "json_object" or null:
                break;
            case { } other:
                found.Add("response_format.type", $"'{other}' is none of text, json_object, json_schema");
                break;
        }
    }

    private static void CheckSchema(JsonElement format, Findings found)
    {
        const string place = "response_format.json_schema";
        if (!Findings.Has(format, "json_schema", out var holder) || holder.ValueKind != JsonValueKind.Object)
        {
            found.Add(place, "must be an object");
            return;
        }

        found.Name(holder, "name", $"{place}.name");
        var strict = found.Flag(holder, "strict", $"{place}.strict") == true;
        if (!Findings.Has(holder, "schema", out var schema))
        {
            found.Add($"{place}.schema", "is missing");
            return;
        }

        ObjectSchemaCheck.Of(schema, $"{place}.schema", strict, found);
    }
}
