using System.Text;
using System.Text.Json;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>Where the members of a JSON text stand: <c>experts.testing</c>, <c>input_variables[0].name</c> to the offset of the name (of an element: of its value).</summary>
internal static class JsonPlaces
{
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static IReadOnlyDictionary<string, int> Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var path = new Stack<(string Path, int Next)>([("", -1)]);
        var pending = "";
        while (reader.Read())
        {
            var start = Encoding.UTF8.GetCharCount(bytes, 0, (int)reader.TokenStartIndex);
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                pending = Join(path.Peek().Path, reader.GetString()!);
                places.TryAdd(pending, start);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                path.Pop();
                continue;
            }

            if (path.Peek() is { Next: >= 0 } array)
            {
                pending = $"{array.Path}[{array.Next}]";
                places.TryAdd(pending, start);
                path.Push(path.Pop() with { Next = array.Next + 1 });
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                path.Push((pending, reader.TokenType is JsonTokenType.StartArray ? 0 : -1));
            }
        }

        return places;
    }

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";
}
