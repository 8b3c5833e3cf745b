using System.Text.Json;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Runs;

/// <summary>Checks a value against the part of JSON Schema in which tools describe their arguments: types, members, items. What is not named there is refused.</summary>
internal static class JsonShape
{
    /// <summary>Returns what is wrong and where, or null.</summary>
    /// <param name="place">Names the value, for example <c>'changelog'[0].text</c>.</param>
    public static string? Fault(JsonElement value, JsonElement schema, string place)
    {
        var types = Types(schema);
        if (types.Count > 0 && !types.Any(type => IsOf(value, type)))
        {
            return $"{place} must be {string.Join(" or ", types.Where(type => type != "null").Select(Word))}, and is {Kind(value)}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().Select((item, index) => Fault(item, items, $"{place}[{index}]")).FirstOrDefault(fault => fault is not null),
            JsonValueKind.Object when schema.TryGetProperty("properties", out var members) => MemberFault(value, schema, members, place),
            _ => null,
        };
    }

    /// <summary>The shape in few words, for example <c>list of {path: text, what: text}</c>.</summary>
    public static string Describe(JsonElement schema)
    {
        var type = Types(schema).FirstOrDefault(name => name != "null") ?? "any";
        return type switch
        {
            "array" => $"list of {(schema.TryGetProperty("items", out var items) ? Describe(items) : "anything")}",
            "object" when schema.TryGetProperty("properties", out var members) => $"{{{string.Join(", ", members.EnumerateObject().Select(member => $"{member.Name}: {Describe(member.Value)}"))}}}",
            _ => Word(type),
        };
    }

    private static string? MemberFault(JsonElement value, JsonElement schema, JsonElement members, string place)
    {
        var unknown = value.EnumerateObject().FirstOrDefault(member => !members.TryGetProperty(member.Name, out _));
        if (unknown.Value.ValueKind != JsonValueKind.Undefined)
        {
            return $"{place} has no member '{PathRules.Escape(unknown.Name)}'";
        }

        var missing = schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _))
            : null;
        return missing is not null
            ? $"{place}.{missing} is missing"
            : value.EnumerateObject().Select(member => Fault(member.Value, members.GetProperty(member.Name), $"{place}.{member.Name}")).FirstOrDefault(fault => fault is not null);
    }

    private static IReadOnlyList<string> Types(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)]
        : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static string Word(string type) => type switch
    {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        _ => type,
    };

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => $"the number {(value.GetRawText() is { Length: <= 20 } number ? number : "of many digits")}",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };
}
