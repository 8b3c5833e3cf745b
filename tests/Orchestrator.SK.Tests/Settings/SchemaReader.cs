using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>As much of a JSON Schema validator as our schemas need: type, properties, additionalProperties, required, items, minItems, minProperties, propertyNames.</summary>
internal static class SchemaReader
{
    /// <summary>The places where a value departs from the schema, with what was expected.</summary>
    public static IEnumerable<string> Faults(JsonObject schema, JsonNode? value, string path)
    {
        if (!Types(schema).Contains(TypeOf(value)))
        {
            return [$"{path}: is {TypeOf(value)}, not {string.Join(" or ", Types(schema))}"];
        }

        return value switch
        {
            JsonObject members => Members(schema, members, path),
            JsonArray items => items.SelectMany((item, index) => Faults(schema["items"]!.AsObject(), item, $"{path}[{index}]"))
                .Concat(items.Count < ((int?)schema["minItems"] ?? 0) ? [$"{path}: has too few items"] : []),
            _ => [],
        };
    }

    private static IEnumerable<string> Members(JsonObject schema, JsonObject members, string path) =>
    [
        .. (schema["required"] as JsonArray ?? []).Select(key => $"{key}").Where(key => !members.ContainsKey(key)).Select(key => $"{path}.{key}: is missing"),
        .. members.Count < ((int?)schema["minProperties"] ?? 0) ? new[] { $"{path}: has too few members" } : [],
        .. members.Select(member => member.Key).Where(key => schema["propertyNames"]?["pattern"] is { } pattern && !Regex.IsMatch(key, $"{pattern}")).Select(key => $"{path}.{key}: is no such name"),
        .. members.SelectMany(member => (schema["properties"]?[member.Key] ?? schema["additionalProperties"]) is JsonObject below
            ? Faults(below, member.Value, $"{path}.{member.Key}") : [$"{path}.{member.Key}: is not known"]),
    ];

    private static IReadOnlyList<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => [.. types.Select(type => $"{type}")],
        null => throw new NotSupportedException($"A schema without a type: {schema.ToJsonString()}"),
        var type => [$"{type}"],
    };

    private static string TypeOf(JsonNode? value) => value is null ? "null" : value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => "number",
        _ => "boolean",
    };
}
