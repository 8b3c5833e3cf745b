using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using static Orchestrator.SK.Tests.Rehearsal.Stage;

namespace Orchestrator.SK.Tests.Rehearsal;

public sealed class ReplyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Content_ComesAsACompletion_ThatEchoesTheModel()
    {
        await using var stage = await StartAsync(Always("""{"content":"Hello there, é<😀>"}"""), options => options with { TimeProvider = new FakeTimeProvider(Noon) });

        var (status, body) = await stage.AskAsync(Request($"{Prompt("abcdefgh")},{User("abc")}"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"id":"chatcmpl-000001","object":"chat.completion","created":1795608000,"model":"m",
             "choices":[{"index":0,"message":{"role":"assistant","content":"Hello there, é<😀>","refusal":null},"logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}
            """), body), $"{body}");
    }

    [Fact]
    public async Task ParallelToolCalls_ComeWithIdsOfTheRequest_UnlessTheScriptGivesThem()
    {
        await using var stage = await StartAsync(Always(
            """{"content":"both","toolCalls":[{"name":"f","arguments":{"a":1}},{"id":"call_x","name":"g","arguments":"not json"},{"name":"f","arguments":""}]}"""));

        await stage.AskAsync(Request(User("q")));
        var (_, body) = await stage.AskAsync(Request(User("q")));

        var choice = body["choices"]![0]!;
        Assert.Equal("tool_calls", $"{choice["finish_reason"]}");
        Assert.Equal("both", $"{choice["message"]!["content"]}");
        Assert.Equal(
            ["call_000002_0 f {\"a\":1}", "call_x g not json", "call_000002_2 f "],
            choice["message"]!["tool_calls"]!.AsArray().Select(call => $"{call!["id"]} {call["function"]!["name"]} {call["function"]!["arguments"]}"));
    }

    [Fact]
    public async Task Overrides_AreSentAsTheScriptSays()
    {
        await using var stage = await StartAsync(Always(
            """
            {"content":"cut off","finishReason":"length","model":"m-2026-01-01","id":"chatcmpl-x","created":5,"systemFingerprint":"fp_1",
             "usage":{"prompt_tokens":1000,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":896},"completion_tokens_details":{"reasoning_tokens":3}}}
            """));

        var (_, body) = await stage.AskAsync(Request(User("q")));

        Assert.Equal("chatcmpl-x 5 m-2026-01-01 fp_1 length", $"{body["id"]} {body["created"]} {body["model"]} {body["system_fingerprint"]} {body["choices"]![0]!["finish_reason"]}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"prompt_tokens":1000,"completion_tokens":5,"total_tokens":1005,"prompt_tokens_details":{"cached_tokens":896},"completion_tokens_details":{"reasoning_tokens":3}}
            """), body["usage"]));
    }

    [Fact]
    public async Task Stream_OfText_ComesInPieces_UsageAndEndMarkLast()
    {
        await using var stage = await StartAsync(Always("""{"content":"0123456789abcdefghi😀 and the rest"}"""));

        var events = await stage.EventsAsync(Streamed(User("q")));

        Assert.All(events.SkipLast(1), chunk => Assert.Equal("chatcmpl-000001 chat.completion.chunk m", $"{chunk["id"]} {chunk["object"]} {chunk["model"]}"));
        Assert.Equal(
            ["""{"role":"assistant","content":""}""", """{"content":"0123456789abcdefghi😀"}""", """{"content":" and the rest"}""", "{}"],
            events.SkipLast(2).Select(Delta));
        Assert.Equal(["", "", "", "stop"], events.SkipLast(2).Select(chunk => $"{chunk["choices"]![0]!["finish_reason"]}"));
        Assert.Empty(events[^2]["choices"]!.AsArray());
        Assert.Equal(9, (int)events[^2]["usage"]!["completion_tokens"]!);
        Assert.Equal("[DONE]", $"{events[^1]}");
    }

    [Fact]
    public async Task Stream_OfToolCalls_BeginsEachWithIdAndName_ThenPiecesOfArguments()
    {
        await using var stage = await StartAsync(
            Always("""{"toolCalls":[{"id":"c1","name":"f","arguments":{"path":"a.txt"}},{"name":"g","arguments":""}],"finishReason":"tool_calls"}""", ""","chunkSize":10"""));

        var events = await stage.EventsAsync(Request(User("q"), ""","stream":true"""));

        Assert.Equal(
            [
                """{"role":"assistant","content":null}""",
                """{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}]}""",
                """{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":\"a"}}]}""",
                """{"tool_calls":[{"index":0,"function":{"arguments":".txt\"}"}}]}""",
                """{"tool_calls":[{"index":1,"id":"call_000001_1","type":"function","function":{"name":"g","arguments":""}}]}""",
                "{}",
            ],
            events.SkipLast(1).Select(Delta));
        Assert.Equal("tool_calls", $"{events[^2]["choices"]![0]!["finish_reason"]}");
        Assert.DoesNotContain(events, chunk => chunk is JsonObject && chunk["usage"] is not null);
    }

    [Fact]
    public async Task Error_ComesAsAnErrorObject_StreamedOrNot()
    {
        await using var stage = await StartAsync(
            """
            {"fixtures":[{"match":{"sequenceIndex":0},"response":{"error":{"message":"slow","type":"rate_limit_error","code":"rate_limited"},"status":429,"retryAfter":7}},
                         {"match":{"sequenceIndex":1},"response":{"error":{"message":"slow"},"status":429}},
                         {"match":{"sequenceIndex":2},"response":{"error":{"message":"boom"}}}]}
            """);

        using var first = await stage.PostAsync(Streamed(User("q")));
        using var second = await stage.PostAsync(Request(User("q")));
        using var third = await stage.PostAsync(Request(User("q")));

        Assert.Equal([429, 429, 500], new[] { first, second, third }.Select(response => (int)response.StatusCode));
        Assert.Equal([7, 1, null], new[] { first, second, third }.Select(response => response.Headers.RetryAfter?.Delta?.TotalSeconds));
        Assert.Equal("""{"error":{"message":"slow","type":"rate_limit_error","param":null,"code":"rate_limited"}}""", await first.Content.ReadAsStringAsync());
        Assert.Equal("""{"error":{"message":"boom","type":"server_error","param":null,"code":null}}""", await third.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Models_AreThoseOfTheOptionsAndOfTheScript()
    {
        await using var stage = await StartAsync(
            """{"fixtures":[{"match":{"model":"big"},"response":{"content":"x"}}]}""", options => options with { Models = ["small", "big"] });

        using var response = await stage.SendAsync(HttpMethod.Get, "models");

        var models = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(["small", "big"], models["data"]!.AsArray().Select(model => $"{model!["id"]}"));
    }

    private static string Delta(JsonNode chunk) => chunk["choices"]![0]!["delta"]!.ToJsonString(
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal);
}
