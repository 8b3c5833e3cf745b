using System.Text.Json;
using Microsoft.SemanticKernel;
using OpenAI.Chat;
using Orchestrator.SK.Tests.Plugins;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>One call as a model makes it: any tool name, any arguments; null arguments stand for text that is no JSON object.</summary>
internal sealed record MonkeyCall(string Tool, IReadOnlyList<(string Name, object? Value)>? Arguments)
{
    public FunctionCallContent ToContent(string id)
    {
        var parts = Tool.Split('-', 2);
        var written = Arguments is null ? "[]" : ModelJson.Of(Arguments);
        return new(parts[^1], parts.Length > 1 ? parts[0] : null, id) { InnerContent = ChatToolCall.CreateFunctionToolCall(id, "written", BinaryData.FromString(written)) };
    }

    public string? Text(string name) => Handed(Arguments?.FirstOrDefault(argument => argument.Name == name).Value);

    /// <summary>Whether the call has exactly these arguments, texts all of them, and the spec that was read.</summary>
    public bool Has(params string[] names) => Arguments is { } given
        && given.Select(argument => argument.Name).Order(StringComparer.Ordinal).SequenceEqual(names.Append("specs").Order(StringComparer.Ordinal))
        && names.All(name => given.Single(argument => argument.Name == name).Value is string) && given.Single(argument => argument.Name == "specs").Value is string[] and ["LOG-001"];

    public override string ToString() => $"{Tool} {(Arguments is null ? "(no object)" : string.Join(' ', Arguments.Select(argument => $"{argument.Name}={Show(argument.Value)}")))}";

    // The connector hands over strings as they are, and everything else as its JSON text.
    private static string? Handed(object? value) => value as string ?? (value is null ? null : JsonSerializer.Serialize(value));

    private static string Show(object? value) => JsonSerializer.Serialize(value) is var text && text.Length > 120 ? $"{text[..120]}…({text.Length})" : text;
}
