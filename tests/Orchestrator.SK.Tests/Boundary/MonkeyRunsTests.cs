using System.Globalization;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>The monkey as an endpoint of the whole product. <c>ORCHESTRATOR_MONKEY_HTTP_CALLS</c> says how many calls, <c>ORCHESTRATOR_MONKEY_SEED</c> which.</summary>
public class MonkeyRunsTests
{
    private const int CallsARun = 300;

    // The fast suite has time for one run; .ci/run asks for more.
    private static int Calls => Number("ORCHESTRATOR_MONKEY_HTTP_CALLS", CallsARun);

    private static int Seed => Number("ORCHESTRATOR_MONKEY_SEED", 1);

    [Fact]
    public async Task Runs_OfAMonkey_ChangeTheDomainAsTheModelSays_AndNothingElse()
    {
        for (var run = 0; run * CallsARun < Calls; run++)
        {
            var calls = Draw(Seed + run, CallsARun);
            var played = await MonkeyRun.PlayAsync(calls);
            if (played.Fault is not null)
            {
                var fewest = await MonkeyShrinking.FewestAsync(calls, async fewer => (await MonkeyRun.PlayAsync(fewer)).Fault is not null);
                Assert.Fail($"seed {Seed + run}: {played.Fault}\n\nThe fewest calls that fail:\n{string.Join('\n', fewest)}\n{(await MonkeyRun.PlayAsync(fewest)).Fault}");
            }
        }
    }

    [Fact]
    public async Task Runs_OfOneSeed_GiveOneTranscript()
    {
        var (first, second) = (await MonkeyRun.PlayAsync(Draw(7, 40)), await MonkeyRun.PlayAsync(Draw(7, 40)));

        Assert.Null(first.Fault);
        Assert.Equal(first.Transcript, second.Transcript);
    }

    // What no wire carries is drawn past.
    private static IReadOnlyList<MonkeyCall> Draw(int seed, int calls) => [.. MonkeyRun.OverTheWire(new MonkeyGrammar(seed).Draw(calls * 2)).Take(calls)];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
