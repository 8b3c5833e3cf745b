using System.Net;
using System.Text.Json.Nodes;
using Orchestrator.SK.Rehearsal;
using static Orchestrator.SK.Tests.Rehearsal.Stage;

namespace Orchestrator.SK.Tests.Rehearsal;

public sealed class RecordTests
{
    [Fact]
    public async Task Request_IsRecordedInFull_WithoutTheKey()
    {
        await using var stage = await StartAsync(Always("""{"content":"x"}"""));
        var body = Request(User("é 😀"));

        await stage.AskAsync(body);

        var request = Assert.Single(stage.Server.Requests);
        Assert.Equal((1, "POST", "/v1/chat/completions", 1, 200, 0), (request.Number, request.Method, request.Path, request.InFlight, request.Status, request.Fixture));
        Assert.Equal(body, request.BodyText);
        Assert.Equal("[redacted]", request.Headers["authorization"]);
        Assert.DoesNotContain(request.Headers.Values, value => value.Contains("sk-any", StringComparison.Ordinal));
        Assert.Empty(request.Violations);
    }

    [Fact]
    public async Task UnknownPath_IsRefusedAndRecorded()
    {
        await using var stage = await StartAsync("""{"fixtures":[]}""");

        using var response = await stage.SendAsync(HttpMethod.Post, "embeddings?x=1");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("POST /v1/embeddings is not played here", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/v1/embeddings?x=1", Assert.Single(stage.Server.Requests).Path);
    }

    [Fact]
    public async Task Record_IsTheSameInMemory_OverHttp_AndInTheFile()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var stage = await StartAsync(
                """{"fixtures":[{"match":{"userMessage":"a"},"response":{"content":"x"}}]}""", options => options with { RecordFile = file }))
            {
                await stage.AskAsync(Request(User("a")));
                await stage.AskAsync(Request(User("b")));
                await stage.AskAsync("{}");
                using var response = await stage.SendAsync(HttpMethod.Get, "_requests");
                var overHttp = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();

                Assert.Equal(["fixtures[0]", "", ""], overHttp.Select(line => $"{line!["fixture"]}"));
                Assert.Equal(stage.Server.Requests.Select(request => request.BodyText), overHttp.Select(line => $"{line!["body"]}"));
                Assert.Equal(["model: is missing", "messages: must be an array of at least one message"], overHttp[2]!["violations"]!.AsArray().Select(text => $"{text}"));
                Assert.Equal(overHttp.Select(line => line!.ToJsonString()), ReadShared(file).Select(line => JsonNode.Parse(line)!.ToJsonString()));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Delete_OfTheRecord_BeginsAgain()
    {
        await using var stage = await StartAsync("""{"fixtures":[{"match":{"sequenceIndex":0},"response":{"content":"first"}}]}""");
        await stage.ContentAsync(User("q"));
        await stage.ContentAsync(User("q"));
        await stage.AskAsync("{}");

        using var response = await stage.SendAsync(HttpMethod.Delete, "_requests");

        Assert.Empty(stage.Server.Requests);
        Assert.Empty(stage.Server.Unmatched);
        Assert.Empty(stage.Server.Violations);
        Assert.Equal("first", await stage.ContentAsync(User("q")));
    }

    [Fact]
    public async Task Record_KeepsOnlyTheNewest_WhereALimitIsSet()
    {
        await using var stage = await StartAsync(Always("""{"content":"x"}"""), options => options with { KeepRequests = 2 });

        await stage.ContentAsync(User("1"));
        await stage.ContentAsync(User("2"));
        await stage.ContentAsync(User("3"));

        Assert.Equal([2, 3], stage.Server.Requests.Select(request => request.Number));
    }

    [Fact]
    public async Task InFlight_CountsWhatIsAnsweredAtOnce()
    {
        const int width = 8;
        await using var stage = await StartAsync(Always("""{"content":"x"}"""), options => options with { Latency = TimeSpan.FromMilliseconds(400) });

        await Task.WhenAll(Enumerable.Range(0, width).Select(_ => stage.ContentAsync(User("q"))));
        await stage.ContentAsync(User("q"));

        Assert.Equal(width, stage.Server.Requests.Max(request => request.InFlight));
        Assert.Equal(1, stage.Server.Requests[^1].InFlight);
    }

    private static string[] ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
