using System.Text;
using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Scripts;

/// <summary>One JSON object of a script, read strictly: a key nobody knows would be a fixture that silently does something else.</summary>
internal sealed class ScriptObject
{
    private readonly string _file;
    private readonly string _place;
    private readonly JsonElement _element;

    public ScriptObject(string file, string place, JsonElement element, params ReadOnlySpan<string> knownKeys)
    {
        (_file, _place, _element) = (file, place, element);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ScriptException(file, place, $"must be an object, not {Kind(element)}");
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!knownKeys.Contains(property.Name))
            {
                throw new ScriptException(file, Join(property.Name), $"unknown key; known here: {string.Join(", ", knownKeys)}");
            }
        }
    }

    public bool Has(string key) => _element.TryGetProperty(key, out _);

    public ScriptException Fault(string key, string fault) => new(_file, key.Length == 0 ? _place : Join(key), fault);

    public ScriptObject Object(string key, params ReadOnlySpan<string> knownKeys) => new(_file, Join(key), Required(key), knownKeys);

    public IEnumerable<ScriptObject> Objects(string key, params string[] knownKeys)
    {
        var array = Required(key);
        return array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray().Select((item, index) => new ScriptObject(_file, $"{Join(key)}[{index}]", item, knownKeys))
            : throw Fault(key, $"must be an array, not {Kind(array)}");
    }

    public string? Text(string key) => Get(key, JsonValueKind.String, "a string")?.GetString();

    public string RequiredText(string key) => Text(key) ?? throw Fault(key, "is missing");

    /// <summary>A string, or any object or array taken as its JSON text: nobody likes to write JSON inside JSON.</summary>
    public string? TextOrJson(string key) =>
        !_element.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Compact(value.GetRawText())
        : throw Fault(key, $"must be a string, an object or an array, not {Kind(value)}");

    public IReadOnlyList<string> TextOrTexts(string key)
    {
        if (!_element.TryGetProperty(key, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            return Text(key) is { } text ? [text] : [];
        }

        return [.. value.EnumerateArray().Select((item, index) => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw Fault($"{key}[{index}]", $"must be a string, not {Kind(item)}"))];
    }

    public bool? Flag(string key) => !_element.TryGetProperty(key, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Fault(key, $"must be true or false, not {Kind(value)}");

    public int? Whole(string key, int least, int most = int.MaxValue)
    {
        if (Get(key, JsonValueKind.Number, "a whole number") is not { } value)
        {
            return null;
        }

        return value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Fault(key, $"must be a whole number from {least} to {most}, not {value.GetRawText()}");
    }

    private JsonElement? Get(string key, JsonValueKind kind, string what) => !_element.TryGetProperty(key, out var value) ? null
        : value.ValueKind == kind ? value
        : throw Fault(key, $"must be {what}, not {Kind(value)}");

    private JsonElement Required(string key) => _element.TryGetProperty(key, out var value) ? value : throw Fault(key, "is missing");

    private string Join(string key) => _place.Length == 0 ? key : $"{_place}.{key}";

    /// <summary>The text as its author wrote it, without the blanks between tokens. A serializer would escape what it likes, and change what the model "said".</summary>
    private static string Compact(string json)
    {
        var text = new StringBuilder(json.Length);
        var (inString, escaped) = (false, false);
        foreach (var character in json)
        {
            if (inString || !char.IsWhiteSpace(character))
            {
                text.Append(character);
            }

            inString ^= character == '"' && !escaped;
            escaped = inString && character == '\\' && !escaped;
        }

        return text.ToString();
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
