using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Models;
using static Orchestrator.SK.Tests.Models.RawEndpoint;

namespace Orchestrator.SK.Tests.Models;

public sealed class ModelCallHandlerTests : IDisposable
{
    private const string Key = "sk-secret-key-of-a-user";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly VirtualTime time = new(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));
    private readonly List<ModelCall> calls = [];
    private readonly KernelFactory kernels;

    public ModelCallHandlerTests() => kernels = new KernelFactory(NullLoggerFactory.Instance, time) { Jitter = () => 0 };

    [Fact]
    public async Task Call_GoodReply_IsRecordedOnceWithItsUsage()
    {
        await using var endpoint = new RawEndpoint(Response(200, Reply(Text())));

        Assert.Equal("hello", await AskAsync(endpoint.Address));

        var call = Assert.Single(calls);
        Assert.Equal((7, 5, 3, 1), (call.Usage.Input, call.Usage.Output, call.Usage.Cached, call.Attempts));
        Assert.Contains($"Authorization: Bearer {Key}", endpoint.Requests.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("retry-after-ms: 1500\r\n", 1.5)]
    [InlineData("retry-after-ms: 1500\r\nRetry-After: 60\r\n", 1.5)]
    [InlineData("Retry-After: Wed, 25 Nov 2026 09:00:30 GMT\r\n", 30)]
    [InlineData("", 0)]
    [InlineData("Retry-After: soon\r\n", 0)]
    [InlineData("retry-after-ms: NaN\r\n", 0)]
    [InlineData("Retry-After: Wed, 25 Nov 2020 09:00:30 GMT\r\n", 0)]
    public async Task Call_TooMany_WaitsAsLongAsTheEndpointAsks(string header, double seconds)
    {
        await using var endpoint = new RawEndpoint(Response(429, """{"error":{"message":"slow","type":"requests","code":"rate_limit_exceeded"}}""", header), Response(200, Reply(Text())));

        Assert.Equal("hello", await AskAsync(endpoint.Address));

        Assert.Equal(seconds, time.Waits.Sum(wait => wait.TotalSeconds));
        Assert.Equal(2, calls.Single().Attempts);
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task Call_AskedToWaitTooLong_GivesUpAtOnce()
    {
        await using var endpoint = new RawEndpoint(Response(429, "{}", "Retry-After: 3600\r\n"));

        Assert.Equal(FailureKind.RateLimited, (await FailAsync(endpoint.Address)).Kind);

        Assert.Single(endpoint.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task Call_ServerFault_IsTriedFourTimes(int status)
    {
        await using var endpoint = new RawEndpoint(Response(status, "<html>bad gateway</html>", type: "text/html"));

        var failure = await FailAsync(endpoint.Address);

        Assert.Equal(FailureKind.EndpointUnavailable, failure.Kind);
        Assert.Contains($"in 4 attempt(s): HTTP {status}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, endpoint.Requests.Count);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task Call_SpentQuota_IsNotTriedAgain()
    {
        await using var endpoint = new RawEndpoint(Response(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", "Retry-After: 1\r\n"));

        var failure = await FailAsync(endpoint.Address);

        Assert.Equal(FailureKind.QuotaSpent, failure.Kind);
        Assert.Contains("You exceeded your current quota Check the quota of this key.", failure.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task Call_WrongKey_IsAskedOnceAndNeverShowsTheKey()
    {
        await using var endpoint = new RawEndpoint(Response(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}.\nGet one.","code":"invalid_api_key"}}"""));

        var failure = await FailAsync(endpoint.Address);

        Assert.Equal(FailureKind.EndpointRefused, failure.Kind);
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("Incorrect API key provided: ….Get one. Check the key (OPENAI_API_KEY).", failure.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task Call_UnknownModel_NamesItAndTheWayOut()
    {
        await using var endpoint = new RawEndpoint(Response(404, """{"error":"model not found"}"""));

        Assert.Contains("serves the model 'test-model' (OPENAI_MODEL)", (await FailAsync(endpoint.Address)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Redirect_IsNotFollowed()
    {
        await using var endpoint = new RawEndpoint(Response(307, "", "Location: http://127.0.0.1:9/v1\r\n"));

        Assert.Equal(FailureKind.EndpointRefused, (await FailAsync(endpoint.Address)).Kind);

        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task Call_TruncatedBody_IsTriedAgain()
    {
        await using var endpoint = new RawEndpoint(Response(200, Reply(Text())[..60], missing: 100), Response(200, Reply(Text())));

        Assert.Equal("hello", await AskAsync(endpoint.Address));

        Assert.Equal(2, calls.Single().Attempts);
    }

    public static TheoryData<string> UselessReplies => new()
    {
        "<html><body>Welcome to the proxy</body></html>", "", "[]", "null", "{}", """{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5}}""",
        """{"choices":[null]}""", """{"choices":[{"message":null,"finish_reason":"stop"}]}""", """{"choices":[{"message":{"content":"a"}}]}""",
        """{"choices":[{"message":{"content":"a"},"finish_reason":null}]}""", Reply(Text(), finish: "tired"), Reply("""{"role":"assistant","content":7}"""),
        Reply("""{"role":"assistant","content":"a","content":"b"}"""), Reply("""{"role":"assistant","content":null,"tool_calls":{}}""", "tool_calls"),
        Reply("""{"role":"assistant","content":null,"tool_calls":[{"id":"","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "tool_calls"),
        Reply("""{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f"}}]}""", "tool_calls"),
        Reply("""{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":{}}}]}""", "tool_calls"),
        Reply("""{"role":"assistant","content":null,"tool_calls":[null]}""", "tool_calls"),
        Reply("{\"role\":\"assistant\",\"content\":\"\\ud83d\"}"),
    };

    [Theory]
    [MemberData(nameof(UselessReplies))]
    public async Task Call_UselessReply_IsBilledAndTriedAgain(string body)
    {
        await using var endpoint = new RawEndpoint(Response(200, body), Response(200, Reply(Text())));

        Assert.Equal("hello", await AskAsync(endpoint.Address));

        Assert.Equal([body, Reply(Text())], calls.Select(call => call.Reply));
    }

    [Fact]
    public async Task Call_UselessForEver_IsABadReplyAndBilledEachTime()
    {
        await using var endpoint = new RawEndpoint(Response(200, """{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5}}"""));

        Assert.Equal(FailureKind.BadReply, (await FailAsync(endpoint.Address)).Kind);

        Assert.Equal([7, 7, 7], calls.Select(call => call.Usage.Input));
    }

    [Fact]
    public async Task Call_CutOffAtItsLimit_IsNotTriedAgainAndRunsNoTool()
    {
        var ran = 0;
        await using var endpoint = new RawEndpoint(Response(200, Reply(
            """{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"files-write","arguments":"{\"path\":\"a\",\"content\":\"half"}}]}""", "length")));

        var failure = await FailAsync(endpoint.Address, KernelPluginFactory.CreateFromFunctions("files", [KernelFunctionFactory.CreateFromMethod(() => ran++, "write")]));

        Assert.Equal(FailureKind.Truncated, failure.Kind);
        Assert.Contains("MaxOutputTokens", failure.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (endpoint.Requests.Count, ran));
        Assert.Equal(5, calls.Single().Usage.Output);
    }

    [Fact]
    public async Task Call_StrangeCharset_IsReadAsJsonAllTheSame()
    {
        await using var endpoint = new RawEndpoint(Response(200, "\uFEFF" + Reply(Text("é 😀")), type: "application/json; charset=klingon"));

        Assert.Equal("é 😀", await AskAsync(endpoint.Address));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}""")]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":"many"}""")]
    [InlineData("7")]
    public async Task Call_NonsensicalUsage_IsNoReasonToPayTwice_AndNeverGivesTokensBack(string usage)
    {
        await using var endpoint = new RawEndpoint(Response(200, Reply(Text(), usage: usage)));

        Assert.Equal("hello", await AskAsync(endpoint.Address));

        Assert.True(Assert.Single(calls).Usage is { Input: > 0, Output: > 0, Total: <= 2L * int.MaxValue });
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"prompt_tokens":7,"completion_tokens":5,"prompt_tokens_details":null}""")]
    public async Task Call_SparseUsage_IsGoodEnough(string usage)
    {
        await using var endpoint = new RawEndpoint(Response(200, Reply(Text(), usage: usage)));

        Assert.Equal("hello", await AskAsync(endpoint.Address));
    }

    [Fact]
    public async Task Call_ReplyOfTheFewestWords_IsGoodEnough()
    {
        await using var endpoint = new RawEndpoint(Response(200, """{"choices":[{"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}"""));

        Assert.Equal("hello", await AskAsync(endpoint.Address));
    }

    [Fact]
    public async Task Call_NobodyListens_IsUnavailable()
    {
        Uri address;
        await using (var endpoint = new RawEndpoint(""))
        {
            address = endpoint.Address;
        }

        var failure = await FailAsync(address);

        Assert.Equal(FailureKind.EndpointUnavailable, failure.Kind);
        Assert.Contains("(OPENAI_BASE_URL)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Cancelled_ClosesTheRequest()
    {
        await using var endpoint = new RawEndpoint("");
        using var cancel = new CancellationTokenSource();
        var asking = AskAsync(endpoint.Address, cancellationToken: cancel.Token);
        await endpoint.Asked.Task.WaitAsync(Limit);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(Limit));
        await endpoint.ClientLeft.Task.WaitAsync(Limit);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task Call_NoReplyInTime_IsTriedAgain()
    {
        await using var endpoint = new RawEndpoint("", Response(200, Reply(Text())));

        var asking = AskAsync(endpoint.Address, timeout: TimeSpan.FromSeconds(7));
        await endpoint.Asked.Task.WaitAsync(Limit);
        await time.RunOutAsync(TimeSpan.FromSeconds(7), CancellationToken.None).WaitAsync(Limit);

        Assert.Equal("hello", await asking);
        Assert.Equal(2, calls.Single().Attempts);
    }

    [Fact]
    public async Task Probe_WrongKeyOrNobody_SaysSo()
    {
        await using var refusing = new RawEndpoint(Response(401, "{}"));
        Assert.Contains("refuses the key", (await Assert.ThrowsAsync<NoEndpointException>(() => kernels.ProbeAsync(Choice(refusing.Address), CancellationToken.None))).Message, StringComparison.Ordinal);

        var gone = new RawEndpoint("");
        var address = gone.Address;
        await gone.DisposeAsync();
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<NoEndpointException>(() => kernels.ProbeAsync(Choice(address), CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_EndpointWithoutAModelsList_IsGoodEnough()
    {
        await using var endpoint = new RawEndpoint(Response(404, ""));

        await kernels.ProbeAsync(Choice(endpoint.Address), CancellationToken.None);

        Assert.StartsWith("GET /v1/models ", endpoint.Requests.Single(), StringComparison.Ordinal);
    }

    public void Dispose() => kernels.Dispose();

    private static ModelChoice Choice(Uri address, TimeSpan? timeout = null) => new("default", address, Key, "test-model", 1_000, null, timeout ?? TimeSpan.FromSeconds(60));

    private async Task<ModelCallException> FailAsync(Uri address, params KernelPlugin[] plugins) =>
        await Assert.ThrowsAsync<ModelCallException>(() => AskAsync(address, plugins));

    private async Task<string?> AskAsync(Uri address, KernelPlugin[]? plugins = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var kernel = kernels.Create(Choice(address, timeout), (call, _) =>
        {
            calls.Add(call);
            return Task.CompletedTask;
        }, plugins ?? []);
        var history = new ChatHistory("Be brief.");
        history.AddUserMessage("Hello?");
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: true) };
        var asking = kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history, settings, kernel, cancellationToken);
        return (await asking.WaitAsync(Limit, CancellationToken.None)).Content;
    }
}
