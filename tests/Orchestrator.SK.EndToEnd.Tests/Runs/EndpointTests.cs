using System.Text;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>No model, no run: exit code 6, with the way out, and nothing changed.</summary>
public sealed class EndpointTests : IDisposable
{
    private const string Refusal = """{"error":{"message":"Incorrect API key provided: sk-canary-4711.","type":"invalid_request_error","code":"invalid_api_key"}}""";
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Endpoint_ThatNobodyNamed_IsAskedFor() =>
        await EndsWith6Async(Variables.None, "No model endpoint is configured", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "'orchestrator demo' needs none");

    [Fact]
    public async Task Endpoint_WithoutAModelId_IsAskedFor() =>
        await EndsWith6Async(new() { ["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1" }, "No model id is configured", "OPENAI_MODEL");

    [Fact]
    public async Task Endpoint_BeyondThisMachineWithoutAKey_IsNotCalled() =>
        await EndsWith6Async(new() { ["OPENAI_BASE_URL"] = "https://models.invalid/v1", ["OPENAI_MODEL"] = "m" }, "needs a key", "OPENAI_API_KEY");

    [Fact]
    public async Task Endpoint_ThatDoesNotAnswer_IsNamed() =>
        await EndsWith6Async(Variables.For(new Uri("http://127.0.0.1:9/v1")), "http://127.0.0.1:9/v1", "does not answer", "OPENAI_BASE_URL");

    [Fact]
    public async Task Endpoint_ThatRefusesTheKey_IsNamed()
    {
        await using var doorman = new Doorman(401, Refusal);
        await EndsWith6Async(Variables.For(doorman.Address, "sk-canary-4711"), "refuses the key", "HTTP 401", "OPENAI_API_KEY");
        Assert.Equal(["Bearer sk-canary-4711"], doorman.Keys);
    }

    [Fact]
    public async Task Endpoint_ThatRefusesTheKeyOnlyWhenCalled_StopsTheRunWithoutRepeatingTheKey()
    {
        await using var model = await Rehearsals.PlayAsync(
            """{"fixtures":[{"match":{},"response":{"status":401,"error":{"message":"Incorrect API key provided: sk-canary-4711.","type":"invalid_request_error","code":"invalid_api_key"}}}]}""");
        await EndsWith6Async(Variables.For(model, "sk-canary-4711"), "HTTP 401", "Check the key (OPENAI_API_KEY).");
        Assert.Single(model.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Endpoint_CutOffInTheMiddle_IsWaitedFor_AndNothingThatWasPaidForIsAskedAgain()
    {
        var target = TidemarkTarget.In(_home);
        ProgramResult cut;
        Uri address;
        List<string> before;
        await using (var model = await Rehearsals.SampleAsync(TimeSpan.FromMilliseconds(100)))
        {
            address = model.BaseAddress;
            await using var run = RunningProgram.Start(_home, target.Root, Variables.For(model), "run", "BK-004", "--sandbox", "none");
            await run.WaitUntilAsync(() => model.Requests.Count(request => request.Method == "POST") > 7, "asked the model eight times");
            await model.DisposeAsync();
            before = Asked(model);
            cut = await run.EndAsync();
        }

        cut.ShouldEndWith(6, "orchestrator runs resume bk-004");
        await using var back = await Rehearsals.SampleAsync(port: address.Port);
        var result = await RunningProgram.RunAsync(_home, target.Root, new Dictionary<string, string>(Variables.For(back)) { ["Orchestrator__Sandbox__Minimum"] = "none" }, "runs", "resume", "--last", "--pull-request", Path.Combine(_home.Root, "request"));

        result.ShouldEndWith(0);
        Assert.Contains("BK-004", await File.ReadAllTextAsync(Path.Combine(_home.Root, "request", "pull-request.md")), StringComparison.Ordinal);
        Assert.Contains("delivered and verified", result.ToString(), StringComparison.Ordinal);

        // Only what was under way when the line was cut: one call of each of the four experts at the most.
        Assert.InRange(Asked(back).Intersect(before, StringComparer.Ordinal).Count(), 0, 4);
        Assert.Equal(Asked(back).Count, Asked(back).Distinct(StringComparer.Ordinal).Count());
        back.ShouldHavePlayedCleanly();
    }

    private static List<string> Asked(RehearsalServer model) =>
        [.. model.Requests.Where(request => request.Method == "POST").Select(request => Encoding.UTF8.GetString(request.Body.Span))];

    private async Task EndsWith6Async(Dictionary<string, string> variables, params string[] said)
    {
        var target = TidemarkTarget.In(_home);
        var before = FolderPicture.Of(target.Root);

        var result = await RunningProgram.RunAsync(_home, target.Root, variables, "run", "BK-005", "--sandbox", "none");

        result.ShouldEndWith(6, said);
        Assert.DoesNotContain("sk-canary-4711", result.ToString(), StringComparison.Ordinal);
        Assert.Empty(FolderPicture.Of(target.Root).ChangesSince(before));
    }
}
