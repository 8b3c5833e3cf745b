using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Doctor;
using Orchestrator.SK.Models;
using Orchestrator.SK.Models.Trials;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Tests.Doctor;

/// <summary>What `doctor --online` finds out about an endpoint, over real HTTP.</summary>
public sealed class OnlineRowsTests : IAsyncDisposable
{
    private readonly ModelDouble _endpoint = new();
    private readonly KernelFactory _kernels = new(NullLoggerFactory.Instance, TimeProvider.System) { Jitter = () => 0 };
    private int _words;

    public async ValueTask DisposeAsync()
    {
        _kernels.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task SoundEndpoint_IsFoundSound_WithinItsBudget_AndBilled()
    {
        var (rows, bill) = await LookAsync();

        Assert.Equal(["ok default: models", "ok default: tool calls", "ok default: stream", "ok default: long prompt"], rows.Select(Short));
        Assert.Equal(3, bill.Calls);
        Assert.Equal(_endpoint.Bodies.Count, bill.Calls);
        Assert.Equal(12, bill.OutputTokens);
        Assert.Equal(new ModelPrice(1, 10).Of(new Core.Budgets.TokenUsage(bill.InputTokens, bill.OutputTokens)), bill.Cost);

        // No call may return more than a little, whatever the model thinks.
        Assert.All(_endpoint.Bodies, body => Assert.InRange((body["max_tokens"] ?? body["max_completion_tokens"])!.GetValue<int>(), 1, EndpointTrial.MaxOutputTokens));
        Assert.Contains("the window of 128000 tokens was not tried", rows[3].Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rehearsal_ServesTheSameCalls()
    {
        await using var server = await RehearsalServer.StartAsync(new RehearsalOptions
        {
            Script = RehearsalScript.Parse("""
                {"fixtures":[
                  {"match":{"toolName":"note-write"},"response":{"toolCalls":[{"name":"note-write","arguments":{"number":"2342"}}]}},
                  {"match":{"userMessage":"code words"},"response":{"content":"word1 word2"}},
                  {"match":{},"response":{"content":"ready"}}]}
                """),
            Models = ["m"],
        }, CancellationToken.None);

        var (rows, _) = await LookAsync(server.BaseAddress);

        Assert.All(rows, row => Assert.Equal(Health.Ok, row.Health));
        Assert.Equal(4, rows.Count);
        Assert.Empty(server.Violations);
    }

    [Theory]
    [InlineData("""<tool_call>{"name":"note-write","arguments":{"number":"2342"}}</tool_call>""", "wrote its call as text")]
    [InlineData("I would rather not.", "talked instead")]
    [InlineData("", "the reply was empty")]
    public async Task ToolCalls_ThatDoNotCome_FailTheEndpoint_WithTheKindsRemedy(string said, string expected)
    {
        (_endpoint.InsteadOfCalls, _endpoint.Models) = (said, """{"data":[{"id":"m","owned_by":"vllm","max_model_len":131072}]}""");

        var (rows, _) = await LookAsync();

        var row = Row(rows, "tool calls");
        Assert.Equal((Health.Fail, ExitCodes.Endpoint), (row.Health, row.ExitCode));
        Assert.Contains(expected, row.Found, StringComparison.Ordinal);
        Assert.Contains("--enable-auto-tool-choice", row.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToolCalls_ThatCannotBeForced_AreOnlyAWarning_ForRunsDoNotForceThem()
    {
        _endpoint.RefusesForced = true;

        var (rows, _) = await LookAsync();

        Assert.Contains("tool_choice is not supported", Row(rows, "tool calls").Found, StringComparison.Ordinal);
        Assert.Equal(Health.Warn, Row(rows, "tool calls").Health);
        Assert.Equal(Health.Ok, Row(rows, "long prompt").Health);
    }

    [Fact]
    public async Task Usage_ThatIsMissing_IsAWarning_AndEstimated()
    {
        _endpoint.ReportsUsage = false;

        var (rows, bill) = await LookAsync();

        Assert.Equal(["warn default: usage", "warn default: stream"], rows.Where(row => row.Health == Health.Warn).Select(Short));
        Assert.True(bill.InputTokens > 8_000);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(200)]
    public async Task LongPrompt_ThatIsCutWithoutAWord_FailsTheEndpoint(int window)
    {
        (_endpoint.Window, _endpoint.Models) = (window, """{"data":[{"id":"m","owned_by":"library"}]}""");

        var (rows, _) = await LookAsync();

        var row = Row(rows, "long prompt");
        Assert.Equal((Health.Fail, ExitCodes.Endpoint), (row.Health, row.ExitCode));
        Assert.Contains("the word at the start did not come back", row.Found, StringComparison.Ordinal);
        Assert.Contains($"It says that it read {window / 4} tokens.", row.Found, StringComparison.Ordinal);
        Assert.Contains("OLLAMA_CONTEXT_LENGTH", row.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongPrompt_ThatIsRefused_SaysWhatTheWindowIsSetTo()
    {
        (_endpoint.Window, _endpoint.RefusesLong) = (20_000, true);

        var (rows, _) = await LookAsync();

        Assert.Equal(Health.Warn, Row(rows, "long prompt").Health);
        Assert.Contains("refused as too long", Row(rows, "long prompt").Found, StringComparison.Ordinal);
        Assert.Contains("ContextTokens", Row(rows, "long prompt").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatIsRefused_EndsTheLook_AndIsNotRepeated()
    {
        _endpoint.Status = 401;

        var (rows, bill) = await LookAsync(key: "sk-canary-77");

        var row = Assert.Single(rows);
        Assert.Equal((Health.Fail, ExitCodes.Endpoint, 0), (row.Health, row.ExitCode, bill.Calls));
        Assert.Contains("refuses the key", row.Found, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", $"{row.Found}{row.Remedy}", StringComparison.Ordinal);
        Assert.Equal(["GET /v1/models with key"], _endpoint.Requests);
    }

    [Fact]
    public async Task Models_ThatAreNotListed_AreAWarning_AndTheRestIsTried_WithoutTheKeyAtOtherPaths()
    {
        _endpoint.Models = null;
        _endpoint.Others["/api/version"] = """{"version":"0.12.3"}""";

        var (rows, _) = await LookAsync();

        Assert.Equal(Health.Warn, rows[0].Health);
        Assert.Contains("Ollama; it lists no models: HTTP 404", rows[0].Found, StringComparison.Ordinal);
        Assert.Equal(3, rows.Count(row => row.Health == Health.Ok));
        Assert.Equal(["GET /v1/models with key", "GET /api/version"], _endpoint.Requests.Take(2));
    }

    [Theory]
    [InlineData("""{"data":[{"id":"m","owned_by":"vllm","max_model_len":8192}]}""", "vLLM", "a window of 8192 tokens")]
    [InlineData("""{"data":[{"id":"m","owned_by":"llamacpp","meta":{"n_ctx_train":32768}}]}""", "llama.cpp", "a window of 32768 tokens")]
    [InlineData("""{"data":[{"id":"other","owned_by":"organization_owner"}]}""", "LM Studio", "'m' is none of them")]
    [InlineData("""{"data":[{"id":"mm","owned_by":"openai"}]}""", "OpenAI", "Did you mean 'mm'?")]
    [InlineData("""{"error":"no"}""", "an endpoint of unknown kind", "no list of models")]
    public async Task Endpoint_IsToldApartByWhatItAnswers(string models, string kind, string expected)
    {
        _endpoint.Models = models;

        var (rows, _) = await LookAsync(probeTokens: 0);

        Assert.Equal(Health.Warn, rows[0].Health);
        Assert.StartsWith(kind, rows[0].Found, StringComparison.Ordinal);
        Assert.Contains(expected, rows[0].Found, StringComparison.Ordinal);
        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public async Task Money_ThatIsLimited_IsNotSpentOnTrials()
    {
        var (rows, bill) = await LookAsync(mostCost: 0.001m);

        Assert.Equal(0, bill.Calls);
        Assert.Contains("might take the trials above 0.001 US dollars", Row(rows, "tool calls").Found, StringComparison.Ordinal);
        Assert.Empty(_endpoint.Bodies);
    }

    private async Task<(IReadOnlyList<DoctorRow> Rows, TrialBill Bill)> LookAsync(Uri? address = null, string key = "sk-test", int probeTokens = 8_000, decimal? mostCost = null)
    {
        var model = new ModelChoice("default", address ?? _endpoint.Address, key, "m", 16_384, null, TimeSpan.FromSeconds(60)) { Price = new ModelPrice(1, 10) };
        var online = new OnlineRows(_kernels, model, probeTokens, mostCost, () => $"word{++_words}", TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return (await online.LookAsync(limit.Token), online.Bill);
    }

    private static DoctorRow Row(IReadOnlyList<DoctorRow> rows, string what) => Assert.Single(rows, row => row.Subject == $"default: {what}");

    private static string Short(DoctorRow row) => $"{row.Health.ToString().ToLowerInvariant()} {row.Subject}";
}
