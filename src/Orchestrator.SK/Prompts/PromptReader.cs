using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Orchestrator.SK.Prompts;

/// <summary>Reads a prompt file: YAML front matter between two lines of three dashes, then the message itself, byte for byte.</summary>
internal static class PromptReader
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <exception cref="PromptException">The front matter is missing, is no YAML, or has an unknown key.</exception>
    public static PromptFile Read(string id, string file, string text, Func<string, string?> shared)
    {
        if (PromptText.Split(text) is not { } parts)
        {
            throw new PromptException(file, 1, "a prompt starts with front matter: '---', name and description, '---'.");
        }

        var head = Parse(file, parts.Head);
        var full = Include(file, parts.BodyLine, parts.Body, shared);
        return new(id, head.Name ?? id, head.Description ?? "", head.Inputs ?? [], head.Tools ?? [], full, parts.BodyLine, Hash(parts.Fenced + full));
    }

    private static Head Parse(string file, string yaml)
    {
        try
        {
            return Yaml.Deserialize<Head>(yaml) ?? new Head();
        }
        catch (YamlException error)
        {
            throw new PromptException(file, (int)error.Start.Line + 1, $"the front matter cannot be read: {error.InnerException?.Message ?? error.Message} Known keys: name, description, inputs, tools.");
        }
    }

    // {{shared.rules}} stands for prompts/shared/rules.md: a text that several prompts say in the same words.
    private static string Include(string file, int line, string body, Func<string, string?> shared)
    {
        const string Open = "{{shared.";
        PromptBlocks.Check(file, line, body);
        while (body.IndexOf(Open, StringComparison.Ordinal) is var at and >= 0)
        {
            var close = body.IndexOf("}}", at, StringComparison.Ordinal);
            var name = close < 0 ? "" : body[(at + Open.Length)..close];
            var text = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? shared(name) : null;
            if (text is null || text.Contains(Open, StringComparison.Ordinal))
            {
                throw new PromptException(file, line + body[..at].Count(c => c == '\n'), $"'{{{{shared.{name}}}}}' names no file prompts/shared/{name}.md without includes of its own.");
            }

            PromptBlocks.Check($"prompts/shared/{name}.md", 1, text);
            body = string.Concat(body.AsSpan(0, at), text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\n'), body.AsSpan(close + 2));
        }

        return body;
    }

    /// <summary>The identity of a text.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class Head
    {
        public string? Name { get; set; }

        public string? Description { get; set; }

        public Dictionary<string, string>? Inputs { get; set; }

        public List<string>? Tools { get; set; }
    }
}
