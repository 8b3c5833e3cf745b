using System.Text;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Stages;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

public sealed class MoneyRunTests : IDisposable
{
    private readonly string _prices = Path.Combine(Directory.CreateTempSubdirectory("money-").FullName, "prices.json");

    public MoneyRunTests() => File.WriteAllText(_prices, """{ "models": { "rehearsal": { "input": 3, "cached": 1, "output": 15 } } }""");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_prices)!, recursive: true);

    [Fact]
    public async Task Run_WithPrices_IsAccountedToTheCent_AndItsForecastPrecedesTheWork()
    {
        await using var rig = await RunRig.StartAsync(Script(), settings: [("Orchestrator:PricesFile", _prices), ("Orchestrator:Limits:MaxCost", "5")]);

        var state = await rig.RunAsync();

        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(new ModelPrice(3, 15, 1).Of(state.Usage), state.Cost);
        Assert.Equal(rig.Server.Requests.Count(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)), state.Account.Sum(account => account.Calls));
        Assert.Equal(["expert", "plan", "summarise"], state.Account.Select(account => account.Purpose).Order(StringComparer.Ordinal));
        Assert.True(rig.Seen.FindIndex(entry => entry.Event is RunEvent.ForecastMade) < rig.Seen.FindIndex(entry => entry.Event is RunEvent.WaveOpened));
        Assert.Equal(5m, state.Forecast!.Worst.Cost);
        rig.AssertSound();
    }

    [Fact]
    public async Task Run_AfterOneOfTheSamePrompts_ExpectsWhatThatTook()
    {
        await using var rig = await RunRig.StartAsync(Script(), settings: ("Orchestrator:PricesFile", _prices));
        var first = await rig.RunAsync();

        var second = await rig.RunAsync(run: "run-2");

        var line = second.Forecast!.Lines.Single(line => line.Purpose == "expert");
        Assert.Equal((ForecastBasis.SamePrompts, 1), (line.Basis, line.Past));
        Assert.Equal(first.Account.Single(account => account.Purpose == "expert").Usage, line.Expected.Usage);
    }

    [Fact]
    public async Task Run_WithALimitOfMoneyAndNoPrice_RefusesBeforeItAsksAnybody()
    {
        await using var rig = await RunRig.StartAsync(Script(), settings: ("Orchestrator:Limits:MaxCost", "5"));

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.Refused, OutcomeCause.Limit, 5), (state.Outcome!.Kind, state.Outcome.Cause, state.Outcome.ExitCode));
        Assert.Contains("price of the model 'rehearsal' is not known", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:PricesFile", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Server.Requests);
    }

    [Fact]
    public async Task Run_WithALimitOfMoneyAndAFallbackWithoutPrice_RefusesAsWell()
    {
        await using var rig = await RunRig.StartAsync(Script(), settings:
            [("Orchestrator:PricesFile", _prices), ("Orchestrator:Limits:MaxCost", "5"), ("Orchestrator:Fallbacks:summarise", "spare"), ("Orchestrator:Models:spare:Id", "nobody-knows"), ("Orchestrator:Models:spare:Endpoint", "http://127.0.0.1:9")]);

        var state = await rig.RunAsync();

        Assert.Equal(OutcomeKind.Refused, state.Outcome!.Kind);
        Assert.Contains("nobody-knows", state.Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseNextCallCouldPassItsMoney_StopsBeforeIt()
    {
        var usage = new { prompt_tokens = 10_000, completion_tokens = 1_000 };
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
            .Always("Assignment a1 for", new { toolCalls = new[] { new { name = "files-list", arguments = new { folder = "src" } } }, usage });
        await using var rig = await RunRig.StartAsync(
            script, settings: [("Orchestrator:PricesFile", _prices), ("Orchestrator:Limits:MaxCost", "0.2"), ("Orchestrator:Models:default:MaxOutputTokens", "4096")]);

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.Stopped, OutcomeCause.Limit), (state.Outcome!.Kind, state.Outcome.Cause));
        Assert.Equal(FailureKind.Budget, state.Reports.Single().Report.Failure);
        Assert.Contains("MaxCost", state.Reports.Single().Report.Summary, StringComparison.Ordinal);
        Assert.InRange(state.Cost, 0.08m, 0.2m);
    }

    [Theory]
    [InlineData(true, OutcomeKind.Delivered)]
    [InlineData(false, OutcomeKind.Cancelled)]
    [InlineData(null, OutcomeKind.NeedsInput)]
    public async Task Run_WithAForecastAboveTheAmount_AsksFirst(bool? answer, OutcomeKind expected)
    {
        var person = new Asked(answer);
        await using var rig = await RunRig.StartAsync(Script(), person: person, settings: [("Orchestrator:PricesFile", _prices), ("Orchestrator:Limits:AskAboveCost", "0.01")]);

        var state = await rig.RunAsync();

        Assert.Equal(expected, state.Outcome!.Kind);
        Assert.True(person.Shown!.Forecast!.Expected.Cost > 0.01m);
        Assert.Equal(answer == true, state.Wave > 0);
        Assert.Equal(answer is null, state.Outcome.Reason.Contains("--yes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithAForecastBelowTheAmount_AsksNobody()
    {
        var person = new Asked(false);
        await using var rig = await RunRig.StartAsync(Script(), person: person, settings: [("Orchestrator:PricesFile", _prices), ("Orchestrator:Limits:AskAboveCost", "100")]);

        Assert.Equal(OutcomeKind.Delivered, (await rig.RunAsync()).Outcome!.Kind);
        Assert.Null(person.Shown);
    }

    [Theory]
    [InlineData("yes", 1, OutcomeKind.Delivered)]
    [InlineData("no", 1, OutcomeKind.Cancelled)]
    [InlineData("yes", 100, OutcomeKind.NeedsInput)]
    public async Task Run_AfterAnAnswerAboutItsPlan_AsksAgainOnlyWhenItIsDearer(string answer, int dearer, OutcomeKind expected)
    {
        await using var rig = await RunRig.StartAsync(Script(), settings: [("Orchestrator:PricesFile", _prices), ("Orchestrator:Limits:AskAboveCost", "0.01")]);
        var first = await rig.RunAsync();
        var asked = first.Unanswered.Single();
        var cost = first.Forecast!.Expected.Cost!.Value;
        var of = asked.Replace(BudgetRules.Money(Math.Ceiling(cost * 125) / 100), BudgetRules.Money(Math.Ceiling(cost * 125) / 100 / dearer), StringComparison.Ordinal);

        var state = await rig.RunAsync(run: "run-2", answers: new Dictionary<string, string> { [of] = answer });

        Assert.Equal(expected, state.Outcome!.Kind);
        Assert.DoesNotContain(rig.Server.Requests, request => Encoding.UTF8.GetString(request.Body.Span).Contains("A person has decided this", StringComparison.Ordinal));
    }

    private static RunScript Script() => new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt");

    private sealed class Asked(bool? answer) : IPerson
    {
        public RunState? Shown { get; private set; }

        public Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

        public Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken)
        {
            Shown = state;
            return Task.FromResult(answer);
        }
    }
}
