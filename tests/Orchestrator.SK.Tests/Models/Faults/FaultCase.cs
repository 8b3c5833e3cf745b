using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.SK.Tests.Models.Faults;

/// <summary>How a reply travels, and how it is asked for.</summary>
public enum ReplyForm
{
    /// <summary>As one JSON text, as experts are answered.</summary>
    Whole,

    /// <summary>As a stream that a person watches while the connector waits for the whole.</summary>
    Watched,

    /// <summary>As a stream that the connector itself asked for.</summary>
    Streamed,
}

/// <summary>One fault on the wire and how it ends.</summary>
/// <param name="Answers">What the endpoint does with each request, the last with all that follow.</param>
/// <param name="Ends">The text of the answer or the kind of the failure, then when each request came, in seconds; then the tools that ran.</param>
internal sealed record FaultCase(string Id, string What, Func<ReplyForm, IReadOnlyList<WireAnswer>> Answers, string Ends)
{
    public IReadOnlyList<ReplyForm> Forms { get; init; } = [ReplyForm.Whole, ReplyForm.Watched, ReplyForm.Streamed];

    /// <summary>What the failure has to say, or the model be told.</summary>
    public string Says { get; init; } = "";

    public override string ToString() => $"{Id} {What}";
}

/// <summary>Replies as endpoints send them, whole or in chunks.</summary>
internal static class Wire
{
    public const string Usage = """{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12}""";

    public static readonly JsonSerializerOptions AsIs = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static WireAnswer Done(ReplyForm form) => Say(form, """{"role":"assistant","content":"done"}""");

    public static WireAnswer Say(ReplyForm form, string message, string finish = "\"stop\"", string usage = Usage, string id = "chatcmpl-1") =>
        form == ReplyForm.Whole ? WireAnswer.Body(200, Json(message, finish, usage, id)) : WireAnswer.Sse([.. Chunks(message, finish, usage, id), "data: [DONE]\n\n"]);

    public static string Json(string message, string finish = "\"stop\"", string usage = Usage, string id = "chatcmpl-1") =>
        $$"""{"id":"{{id}}","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{{message}},"finish_reason":{{finish}}}],"usage":{{usage}}}""";

    public static IReadOnlyList<string> Chunks(string message, string finish = "\"stop\"", string usage = Usage, string id = "chatcmpl-1")
    {
        var calls = JsonNode.Parse(message)!["tool_calls"] as JsonArray;
        var plain = JsonNode.Parse(message)!.AsObject();
        plain.Remove("tool_calls");
        List<string> deltas = [plain.ToJsonString(AsIs)];
        foreach (var (call, index) in (calls ?? []).Select((call, index) => (call!.AsObject(), index)))
        {
            // The arguments come in two pieces.
            var arguments = (string?)call["function"]!["arguments"] ?? "";
            var head = call.DeepClone().AsObject();
            head["index"] = index;
            head["function"]!["arguments"] = arguments[..(arguments.Length / 2)];
            deltas.Add($$"""{"tool_calls":[{{head.ToJsonString(AsIs)}}]}""");
            deltas.Add($$$"""{"tool_calls":[{"index":{{{index}}},"function":{"arguments":{{{JsonSerializer.Serialize(arguments[(arguments.Length / 2)..], AsIs)}}}}}]}""");
        }

        return [.. deltas.Select(delta => Chunk(delta, id: id)), Chunk("{}", finish, id), $$"""data: {"id":"{{id}}","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{usage}}}""" + "\n\n"];
    }

    public static string Chunk(string delta, string finish = "null", string id = "chatcmpl-1") =>
        $$"""data: {"id":"{{id}}","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""" + "\n\n";

    public static string Calls(params IEnumerable<(string? Id, string Name, string Arguments)> calls) => Calls(null, calls);

    public static string Calls(string? content, IEnumerable<(string? Id, string Name, string Arguments)> calls) =>
        $$"""{"role":"assistant","content":{{JsonSerializer.Serialize(content)}},"tool_calls":[{{string.Join(',', calls.Select(call =>
            $$$"""{{{{(call.Id is null ? "" : $"\"id\":{JsonSerializer.Serialize(call.Id)},")}}}"type":"function","function":{"name":{{{JsonSerializer.Serialize(call.Name)}}},"arguments":{{{JsonSerializer.Serialize(call.Arguments, AsIs)}}}}}"""))}}]}""";

    public static WireAnswer Error(int status, string body = """{"error":{"message":"x"}}""", string headers = "", string type = "application/json") => WireAnswer.Body(status, body, type, headers);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
