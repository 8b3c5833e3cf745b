using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Benchmarks;

/// <summary>Do four experts take as long as one? Whole runs over real HTTP; the time of the wave is what the journal says.</summary>
internal static class WaveBenchmark
{
    private const int Repetitions = 5;
    private const double Bar = 1.25;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(300);
    private static int _runs;

    /// <summary>Returns whether the ratio is within the bar.</summary>
    public static async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var target = new TargetFolder(WaveScript.Files());
        await using var server = await RehearsalServer.StartAsync(new RehearsalOptions { Script = RehearsalScript.Parse(WaveScript.Json()), Latency = Latency }, cancellationToken);
        await using var services = Services(server, target);
        var launcher = services.GetRequiredService<RunLauncher>();

        List<double> four = [], one = [];
        for (var repetition = 0; repetition <= Repetitions; repetition++)
        {
            // Interleaved, so that a machine that grows busier is unfair to neither; the first pair warms up.
            var (together, alone) = (await WaveAsync(launcher, target, WaveScript.Everybody, cancellationToken), await WaveAsync(launcher, target, WaveScript.Alone, cancellationToken));
            if (repetition > 0)
            {
                four.Add(together);
                one.Add(alone);
            }
        }

        var ratio = new Times(four).Median / new Times(one).Median;
        Console.WriteLine("wave: 3 model calls of 300 ms each, ideal 900 ms");
        Console.WriteLine($"  four experts at once: {Show(four)}");
        Console.WriteLine($"  one expert alone:     {Show(one)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio of the medians: {ratio:0.000} (bar {Bar}), four against the ideal: {new Times(four).Median / 900:0.000}"));
        PrefixShare.Print(server.Requests);
        PrefixShare.PrintBetween(server.Requests);
        if (server.Violations.Count + server.Unmatched.Count > 0)
        {
            throw new InvalidOperationException($"The rehearsal went wrong: {string.Join("; ", server.Violations.Select(v => $"{v}").Concat(server.Unmatched.Select(miss => miss.Message)))}");
        }

        return ratio <= Bar;
    }

    private static async Task<double> WaveAsync(RunLauncher launcher, TargetFolder target, string item, CancellationToken cancellationToken)
    {
        List<RunEntry> entries = [];
        var state = await launcher.RunAsync(new LaunchRequest($"bench-{++_runs}", target.Repository, item, null), entries.Add, cancellationToken);
        if (state.Outcome?.Kind != OutcomeKind.Delivered)
        {
            throw new InvalidOperationException($"{item} was not delivered: {state.Outcome?.Reason}");
        }

        var opened = entries.First(entry => entry.Event is RunEvent.WaveOpened).At;
        return (entries.Last(entry => entry.Event is RunEvent.ReportReceived).At - opened).TotalMilliseconds;
    }

    private static ServiceProvider Services(RehearsalServer server, TargetFolder target)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orchestrator:StateDirectory"] = target.State,
            ["Orchestrator:Models:default:Endpoint"] = server.BaseAddress.ToString(),
            ["Orchestrator:Models:default:Id"] = "rehearsal",
            ["Orchestrator:Sandbox:Minimum"] = "none",
            ["Orchestrator:TrustedSettings:0"] = TrustedSettings.HashOf(WaveScript.Files().First(file => file.Path == "orchestrator.json").Text),
        }).Build();
        return new ServiceCollection().AddLogging().AddOrchestrator(configuration).BuildServiceProvider();
    }

    private static string Show(List<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"median {new Times(times).Median:0} ms of {string.Join(", ", times.Select(time => time.ToString("0", CultureInfo.InvariantCulture)))}");
}
