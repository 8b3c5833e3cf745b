using System.Text;
using System.Text.Json;

namespace Orchestrator.SK.Core.Documents;

/// <summary>What <c>orchestrator.json</c> may hold, for messages that name the line, the key and the choices.</summary>
internal abstract record SettingsShape
{
    public static readonly SettingsShape Root = new Keys(new()
    {
        ["$schema"] = Text.Only,
        ["paths"] = new Keys(new()
        {
            ["backlog"] = Text.OrNull, ["done"] = Text.OrNull, ["changelog"] = Text.OrNull, ["specs"] = List.OrNull, ["decisions"] = List.OrNull, ["rfcs"] = List.OrNull, ["ripples"] = Text.OrNull,
        }, Nullable: true),
        ["experts"] = new Map("an expert's id", new Keys(new() { ["writes"] = List.Only, ["reads"] = List.OrNull, ["foundations"] = List.OrNull }, ["writes"], "an expert owns at least one path"), Nullable: false),
        ["checks"] = new Map("a check's name", new ListOr(new Keys(new() { ["command"] = List.Only, ["formats"] = Flag.Only }, ["command"], "a check is a program and its arguments"))),
        ["verify"] = List.OrNull,
        ["waivers"] = new Map("a ripple target", Text.Only),
        ["markers"] = new Keys(new()
        {
            ["name"] = Text.Only,
            ["patterns"] = new Items(new Keys(new() { ["files"] = Text.Only, ["pattern"] = Text.Only }, ["files", "pattern"], "a pattern says for which files it is, and how an id stands there")),
        }, Nullable: true),
        ["protected"] = List.OrNull,
        ["audit"] = new Keys(new()
        {
            ["off"] = List.OrNull, ["ignore"] = List.OrNull,
            ["waivers"] = new Items(new Keys(new() { ["reason"] = Text.Only, ["rule"] = Text.OrNull, ["path"] = Text.OrNull, ["by"] = Text.OrNull }, ["reason"], "a waiver says why")),
        }, Nullable: true),
    }, ["experts"], "name at least one, such as \"experts\": { \"testing\": { \"writes\": [\"tests/**\"] } }");

    private SettingsShape(string expected, bool nullable) => (Expected, IsNullable) = (expected, nullable);

    private string Expected { get; }

    private bool IsNullable { get; }

    /// <summary>Reads the whole text against the shape.</summary>
    /// <exception cref="SettingsException">The first place where it departs.</exception>
    public static void Check(string file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            new Walk(file, bytes).Value(ref reader, Root, "");
            reader.Read();
        }
        catch (JsonException error)
        {
            throw new SettingsException($"{file}:{error.LineNumber + 1}: this is no JSON: {error.Message.Split(" LineNumber:")[0]} Mend that line; 'orchestrator init --dry-run' shows how the file looks.", error);
        }
    }

    private sealed record Text(bool Nullable) : SettingsShape("a string", Nullable)
    {
        public static readonly Text Only = new(false);
        public static readonly Text OrNull = new(true);
    }

    private sealed record List(bool Nullable) : SettingsShape("a list of strings, such as [\"a\", \"b\"]", Nullable)
    {
        public static readonly List Only = new(false);
        public static readonly List OrNull = new(true);
    }

    private sealed record Flag() : SettingsShape("true or false", false)
    {
        public static readonly Flag Only = new();
    }

    private sealed record ListOr(Keys Longer) : SettingsShape($"{List.Only.Expected}, or {Longer.Expected}", false);

    private sealed record Items(SettingsShape Of) : SettingsShape("a list of objects", true);

    private sealed record Map(string Key, SettingsShape Of, bool Nullable = true) : SettingsShape($"an object with {Key} as each key", Nullable);

    private sealed record Keys(Dictionary<string, SettingsShape> Known, IReadOnlyList<string>? Required = null, string Why = "", bool Nullable = false) : SettingsShape($"an object with the keys {string.Join(", ", Known.Keys)}", Nullable);

    private sealed class Walk(string file, byte[] bytes)
    {
        public void Value(ref Utf8JsonReader reader, SettingsShape shape, string path)
        {
            switch (reader.TokenType, shape)
            {
                case (JsonTokenType.Null, { IsNullable: true }) or (JsonTokenType.String, Text) or (JsonTokenType.True or JsonTokenType.False, Flag):
                    break;
                case (JsonTokenType.StartArray, List):
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        if (reader.TokenType != JsonTokenType.String)
                        {
                            throw Fault(reader, $"'{path}' holds {Name(reader.TokenType)}, and takes {shape.Expected}.");
                        }
                    }

                    break;
                case (JsonTokenType.StartArray, Items items):
                    for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                    {
                        Value(ref reader, items.Of, $"{path}[{index}]");
                    }

                    break;
                case (JsonTokenType.StartArray or JsonTokenType.StartObject, ListOr either):
                    Value(ref reader, reader.TokenType == JsonTokenType.StartArray ? List.Only : either.Longer, path);
                    break;
                case (JsonTokenType.StartObject, Map or Keys):
                    Members(ref reader, shape, path);
                    break;
                default:
                    throw Fault(reader, $"{(path.Length == 0 ? "the file" : $"'{path}'")} is {Name(reader.TokenType)}, and takes {shape.Expected}{(shape.IsNullable ? ", or null for none" : "")}.");
            }
        }

        private void Members(ref Utf8JsonReader reader, SettingsShape shape, string path)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                var place = path.Length == 0 ? key : $"{path}.{key}";
                if (!seen.Add(key))
                {
                    throw Fault(reader, $"'{place}' stands there twice. Remove one of them.");
                }

                var known = (shape as Keys)?.Known;
                var below = known is null ? ((Map)shape).Of : known.GetValueOrDefault(key)
                    ?? throw Fault(reader, $"there is no key '{place}'.{NearWords.Hint(key, known.Keys)} Known here: {string.Join(", ", known.Keys)}.");
                reader.Read();
                Value(ref reader, below, place);
            }

            if (shape is Keys keys && keys.Required?.FirstOrDefault(key => !seen.Contains(key)) is { } required)
            {
                throw Fault(reader, $"'{(path.Length == 0 ? required : $"{path}.{required}")}' is missing: {keys.Why}.");
            }
        }

        private SettingsException Fault(Utf8JsonReader reader, string message) =>
            new($"{file}:{bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1}: {message}");

        private static string Name(JsonTokenType token) => token switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "true or false",
            _ => "null",
        };
    }
}
