using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.System.Tests.Rehearsal;

/// <summary>The same script and the same requests for our server and for an independent one: what a client sees has to be the same.</summary>
public sealed class PeerTests
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "fixtures", "two-experts.json");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BothServers_GiveTheSameReplies_ToTheSameRequests(bool stream)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var ours = await RehearsalServer.StartAsync(new RehearsalOptions { Script = RehearsalScript.Load(Script) }, limit.Token);
        await using var peer = await AimockServer.StartAsync(Script, limit.Token);

        foreach (var (name, request) in Requests(stream))
        {
            var expected = await AskAsync(peer.BaseAddress, request, limit.Token);
            var actual = await AskAsync(ours.BaseAddress, request, limit.Token);

            Assert.True(expected == actual, $"{name}\n{expected}\nis what aimock says, ours is\n{actual}");
        }

        Assert.Empty(ours.Violations);
        Assert.Equal(["model 'small' is no match for a tool result", "a turn that the script does not have"], ours.Unmatched.Select(miss => Requests(stream)[miss.Request - 1].Name));
    }

    private static IReadOnlyList<(string Name, string Body)> Requests(bool stream)
    {
        const string tester = """{"role":"system","content":"You own tests/.\nAnswer in English."}""";
        const string item = """{"role":"user","content":[{"type":"text","text":"Deliver "},{"type":"text","text":"ID-101"}]}""";
        const string calls = """{"role":"assistant","content":"I read first.","tool_calls":[{"id":"call_read","type":"function","function":{"name":"Files-read","arguments":"{}"}},{"id":"call_list","type":"function","function":{"name":"Files-list","arguments":"{}"}}]}""";
        const string read = """{"role":"tool","tool_call_id":"call_read","content":"text"},{"role":"tool","tool_call_id":"call_list","content":"a.cs"}""";
        const string empty = """{"role":"tool","tool_call_id":"call_read","content":"text"},{"role":"tool","tool_call_id":"call_list","content":"nothing"}""";
        const string write = """{"role":"assistant","content":null,"tool_calls":[{"id":"call_write","type":"function","function":{"name":"Files-write","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_write","content":"written"}""";
        const string again = """{"role":"user","content":"Please try again"}""";
        const string question = """{"role":"user","content":"How are you?"}""";
        const string answer = """{"role":"assistant","content":"Fine."}""";
        return
        [
            ("json mode", Request(stream, """{"role":"system","content":"You are the planner"},{"role":"user","content":"as JSON"}""", ""","response_format":{"type":"json_object"}""")),
            ("parallel tool calls", Request(stream, $"{tester},{item}")),
            ("by tool result", Request(stream, $"{tester},{item},{calls},{empty}")),
            ("next turn, with usage", Request(stream, $"{tester},{item},{calls},{read}")),
            ("finish reason", Request(stream, $"{tester},{item},{calls},{read},{write}")),
            ("first of a sequence, an error", Request(stream, again)),
            ("second of a sequence", Request(stream, again)),
            ("past the sequence", Request(stream, again)),
            ("model with a version", Request(stream, question, model: "small-2026-01-01")),
            ("model 'small' is no match for a tool result", Request(stream, $"{question},{calls},{read}", model: "small")),
            ("a turn that the script does not have", Request(stream, $"{tester},{item},{answer},{question},{answer},{question},{answer},{question}")),
            ("by tool, an error without a status", Request(stream, question, Tools("Files-delete"))),
            .. stream ? [("broken off", Request(stream, """{"role":"user","content":"break off"}"""))] : Array.Empty<(string, string)>(),
        ];
    }

    private static string Request(bool stream, string messages, string more = "", string model = "big") =>
        $$"""{"model":"{{model}}","messages":[{{messages}}]{{(more.Contains("\"tools\"", StringComparison.Ordinal) ? more : more + Tools("Files-read", "Files-list", "Files-write"))}}"""
        + (stream ? ""","stream":true,"stream_options":{"include_usage":true}}""" : "}");

    private static string Tools(params string[] names) =>
        $",\"tools\":[{string.Join(',', names.Select(name => $$$"""{"type":"function","function":{"name":"{{{name}}}"}}"""))}]";

    /// <summary>What a client makes of the reply, as text: status and error, or text, tool calls, finish reason and usage.</summary>
    private static async Task<string> AskAsync(Uri server, string body, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        try
        {
            using var response = await client.PostAsync(new Uri(server, "chat/completions"), new StringContent(body, Encoding.UTF8, "application/json"), cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode != HttpStatusCode.OK ? Error(response, JsonNode.Parse(text)!["error"]!)
                : text.StartsWith("data: ", StringComparison.Ordinal) ? Streamed(text)
                : Whole(JsonNode.Parse(text)!);
        }
        catch (HttpRequestException)
        {
            return "connection broken";
        }
    }

    // The one difference on purpose: aimock's 503 for "no fixture" is retried by clients, our 400 is not.
    private static string Error(HttpResponseMessage response, JsonNode error) => $"{error["code"]}" is "no_fixture_match" or "no_fixture"
        ? "no fixture"
        : $"{(int)response.StatusCode} retry-after {response.Headers.RetryAfter} {error.ToJsonString()}";

    private static string Whole(JsonNode reply)
    {
        var choice = reply["choices"]![0]!;
        var message = choice["message"]!;
        var calls = (message["tool_calls"] as JsonArray ?? []).Select(call => Call(call!["id"], call["function"]!["name"], $"{call["function"]!["arguments"]}"));
        return Shown($"{reply["model"]}", message["content"], calls, choice["finish_reason"], reply["usage"]);
    }

    private static string Streamed(string text)
    {
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", events[^1]);
        var chunks = events.SkipLast(1).Select(line => JsonNode.Parse(line["data: ".Length..])!).ToArray();
        var deltas = chunks.Where(chunk => chunk["choices"]!.AsArray().Count > 0).Select(chunk => chunk["choices"]![0]!["delta"]!).ToArray();
        var calls = deltas
            .Where(delta => delta["tool_calls"] is not null)
            .Select(delta => delta["tool_calls"]![0]!)
            .GroupBy(part => (int)part["index"]!)
            .Select(parts => Call(parts.First()["id"], parts.First()["function"]!["name"], string.Concat(parts.Select(part => $"{part["function"]!["arguments"]}"))));
        var sizes = string.Join(' ', deltas.Select(delta => delta.ToJsonString().Length));
        return Shown(
            $"{chunks[0]["model"]}, sizes {sizes}", string.Concat(deltas.Select(delta => $"{delta["content"]}")), calls, chunks[^2]["choices"]![0]!["finish_reason"], chunks[^1]["usage"]);
    }

    private static string Call(JsonNode? id, JsonNode? name, string arguments) => $"{id} {name} {arguments}";

    private static string Shown(string model, object? content, IEnumerable<string> calls, JsonNode? finishReason, JsonNode? usage) =>
        $"{model}: {content} [{string.Join("; ", calls)}] {finishReason} {usage?.ToJsonString(JsonSerializerOptions.Default)}";
}
