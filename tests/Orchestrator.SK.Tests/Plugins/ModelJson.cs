using System.Text.Json;

namespace Orchestrator.SK.Tests.Plugins;

/// <summary>Arguments as a model writes them: JSON text, in which also half of a character can be escaped.</summary>
internal static class ModelJson
{
    public static string Of(IEnumerable<(string Name, object? Value)> arguments) =>
        $"{{{string.Join(',', arguments.Select(argument => $"{JsonSerializer.Serialize(argument.Name)}:{Of(argument.Value)}"))}}}";

    private static string Of(object? value) => value is string text && text.Any(char.IsSurrogate)
        ? $"\"{string.Concat(text.Select(c => char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : JsonSerializer.Serialize($"{c}")[1..^1]))}\""
        : JsonSerializer.Serialize(value);
}
