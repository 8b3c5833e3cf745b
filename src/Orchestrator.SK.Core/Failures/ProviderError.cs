using System.Text.Json;

namespace Orchestrator.SK.Core.Failures;

/// <summary>What an endpoint said of an error, whoever built it: OpenAI, Azure, Anthropic, Google, Ollama, llama.cpp, vLLM, a gateway.</summary>
/// <param name="Names">Codes, types and reasons, as far as they are texts, the most special first.</param>
/// <param name="Message">Its words; the first of the body where that is no JSON.</param>
/// <param name="IsSpoken">Whether the words are an endpoint's about this request, and not a page of some proxy.</param>
/// <param name="RetryDelay">The wait it names in the body, such as <c>34.5s</c>; empty when it names none.</param>
public sealed record ProviderError(IReadOnlyList<string> Names, string Message, bool IsSpoken, string RetryDelay = "")
{
    public static readonly ProviderError None = new([], "", false);

    private const int MaxMessage = 300;

    private static readonly string[] NameMembers = ["code", "type", "status", "reason", "__type", "error_type"];

    private static readonly string[] WordMembers = ["message", "detail", "error_description", "msg", "title", "Message"];

    /// <summary>Reads the body of an error reply, or of a reply with an error in it.</summary>
    public static ProviderError Read(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        try
        {
            using var json = JsonDocument.Parse(body);
            return Of(json.RootElement);
        }
        catch (JsonException)
        {
            // A page of a proxy, or nothing: the status alone decides, and a few words are shown.
            return new([], Short(body.Split('<', 2)[0].Length > 0 ? body : ""), false);
        }
    }

    /// <summary>Whether a whole reply, or a chunk of one, is an error and no completion.</summary>
    public static bool IsError(JsonElement reply) =>
        reply.ValueKind == JsonValueKind.Object && !reply.TryGetProperty("choices", out _)
        && ((reply.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
            || (reply.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("error"))
            || (reply.TryGetProperty("object", out var kind) && kind.ValueKind == JsonValueKind.String && kind.ValueEquals("error")));

    public static ProviderError Of(JsonElement root)
    {
        var names = new List<string>();
        var words = new List<string>();
        var delay = "";
        Collect(root, 0, names, words, ref delay);
        return new([.. names.Distinct(StringComparer.Ordinal)], Short(words.FirstOrDefault(word => word.Length > 0) ?? ""), true, delay);
    }

    // Special before general: what an inner error says comes before what stands around it.
    private static void Collect(JsonElement element, int depth, List<string> names, List<string> words, ref string delay)
    {
        if (depth > 4)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray().Take(8))
            {
                Collect(item, depth + 1, names, words, ref delay);
            }
        }
        else if (element.ValueKind == JsonValueKind.String && depth > 0)
        {
            words.Add(Text(element));
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var inner in new[] { "innererror", "inner_error", "error", "details", "metadata" })
            {
                if (element.TryGetProperty(inner, out var nested) && (nested.ValueKind != JsonValueKind.String || inner == "error"))
                {
                    Collect(nested, depth + 1, names, words, ref delay);
                }
            }

            names.AddRange(NameMembers.Select(name => Member(element, name)).Where(name => name.Length is > 0 and <= 80));
            words.AddRange(WordMembers.Select(name => Member(element, name)).Where(word => word.Length > 0));
            delay = delay.Length > 0 ? delay : Member(element, "retryDelay") is { Length: > 0 } google ? google : Member(element, "retry_after");
            if (element.TryGetProperty("detail", out var list) && list.ValueKind == JsonValueKind.Array)
            {
                Collect(list, depth + 1, names, words, ref delay);
            }
        }
    }

    private static string Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.String => Text(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        } : "";

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return ""; // Half of a surrogate pair.
        }
    }

    private static string Short(string text)
    {
        var line = string.Concat(text.Where(c => !char.IsControl(c)));
        return line.Length > MaxMessage ? line[..MaxMessage] : line;
    }
}
