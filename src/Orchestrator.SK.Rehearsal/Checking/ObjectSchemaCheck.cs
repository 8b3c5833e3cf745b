using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>A JSON schema for an object: of a tool's parameters, or of an answer.</summary>
internal static class ObjectSchemaCheck
{
    /// <summary>In OpenAI's strict mode every property is required, and there are none besides.</summary>
    public static void Of(JsonElement schema, string place, bool strict, Findings found)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            found.Add(place, "must be a JSON schema, an object");
            return;
        }

        if (!schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("object"))
        {
            found.Add($"{place}.type", "must be \"object\"");
        }

        var names = Properties(schema, place, found);
        var required = Required(schema, place, names, found);
        if (!strict)
        {
            return;
        }

        if (!schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
        {
            found.Add($"{place}.additionalProperties", "must be false in strict mode");
        }

        foreach (var name in names.Except(required))
        {
            found.Add($"{place}.required", $"must name '{name}': strict mode has no optional properties");
        }
    }

    private static HashSet<string> Properties(JsonElement schema, string place, Findings found)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return names;
        }

        if (properties.ValueKind != JsonValueKind.Object)
        {
            found.Add($"{place}.properties", "must be an object");
            return names;
        }

        foreach (var property in properties.EnumerateObject())
        {
            names.Add(property.Name);
            if (property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            {
                found.Add($"{place}.properties.{property.Name}", "must be a JSON schema");
            }
        }

        return names;
    }

    private static HashSet<string> Required(JsonElement schema, string place, HashSet<string> names, Findings found)
    {
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (!schema.TryGetProperty("required", out var array))
        {
            return required;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            found.Add($"{place}.required", "must be an array");
            return required;
        }

        foreach (var (index, item) in array.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.String || !names.Contains(item.GetString()!) || !required.Add(item.GetString()!))
            {
                found.Add($"{place}.required[{index}]", $"{item.GetRawText()} is not a property, or stands there twice");
            }
        }

        return required;
    }
}
