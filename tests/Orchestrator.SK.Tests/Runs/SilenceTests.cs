using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Silence: an expert of which nothing is heard ends, and a run of which nothing is seen says that it goes on.</summary>
public sealed class SilenceTests
{
    private const int Minutes = 77;

    [Fact]
    public async Task Expert_SilentForTooLong_EndsByThatLimit_ItsWorkIsKept_AndTheOthersFinish()
    {
        // The check hangs in the draft of the first alone: the second one's file is not in it.
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt")])
            .Turn("a1", 0, Write("src/log.txt", "half\n")).Turn("a1", 1, ("checks-run", new { name = "slow" })).Turn("a1", 2, Done()).Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(
            script,
            target =>
            {
                target.Write("slow.sh", "[ -f tests/log.txt ] || sleep 300\n");
                target.Write("orchestrator.json", File.ReadAllText(Path.Combine(target.Root, "orchestrator.json")).Replace("\"checks\": {}", "\"checks\": { \"slow\": [\"sh\", \"slow.sh\"] }", StringComparison.Ordinal));
            },
            settings: ("Orchestrator:Limits:MaxExpertSilentMinutes", $"{Minutes}"));
        await rig.RestartAsync(services => services.AddSingleton<TimeProvider>(new HastyClock(TimeSpan.FromMinutes(Minutes), TimeSpan.FromSeconds(4))));

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.Stopped, ExitCodes.Limit), (state.Outcome!.Kind, state.Outcome.ExitCode));
        var silent = state.Reports.Single(report => report.Assignment.Id == "a1").Report;
        Assert.Equal(FailureKind.Silent, silent.Failure);
        Assert.Contains("store-backend was silent for 77 minutes, the limit (Orchestrator:Limits:MaxExpertSilentMinutes)", silent.Summary, StringComparison.Ordinal);
        Assert.Null(state.Reports.Single(report => report.Assignment.Id == "a2").Report.Failure);
        Assert.Equal("half", rig.Show("BK-001-add-a-log-unverified", "src/log.txt"));
        Assert.Equal("line", rig.Show("BK-001-add-a-log-unverified", "tests/log.txt"));
        Assert.Equal(state.Delivery!.Commit, (await rig.ReplayAsync()).Commit);
    }

    [Fact]
    public async Task PlainProgress_SaysThatTheRunGoesOn_OnlyWhenNothingElseWasSaid()
    {
        await using var rig = await RunRig.StartAsync(new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt"));
        await rig.RunAsync();
        var record = await rig.RecordAsync();
        var time = new FakeTimeProvider(record[0].At);
        var output = new StringWriter();
        await using var progress = new PlainProgress(output, time, TimeSpan.FromSeconds(60));
        var opened = record.TakeWhile(entry => entry.Event is not RunEvent.ToolStarted).ToList();
        opened.ForEach(progress.Show);
        var before = output.ToString();

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(before, output.ToString());
        time.Advance(TimeSpan.FromSeconds(62));
        var lines = output.ToString()[before.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Two minutes, two lines; what is seen in between puts the next one off.
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^\d\d:\d\d:\d\d still at wave 1: store-backend thinking for \d+ s; 2 calls, \d+\.\dk tokens\r?$", lines[0]);
        time.Advance(TimeSpan.FromSeconds(40));
        progress.Show(opened.First(entry => entry.Event is RunEvent.WaveOpened));
        var seen = output.ToString();
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(seen, output.ToString());

        // A run that has ended is silent for good.
        foreach (var entry in record.Skip(opened.Count))
        {
            progress.Show(entry);
        }

        var ended = output.ToString();
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ended, output.ToString());
    }

    [Fact]
    public async Task Heartbeat_OfNoSeconds_SaysNothing()
    {
        var time = new FakeTimeProvider();
        var output = new StringWriter();
        await using var progress = new PlainProgress(output, time, TimeSpan.Zero);

        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("", output.ToString());
    }

    /// <summary>The machine's own clock, on which one length of time passes faster.</summary>
    private sealed class HastyClock(TimeSpan length, TimeSpan really) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new HastyTimer(base.CreateTimer(callback, state, Of(dueTime), period), Of);

        private TimeSpan Of(TimeSpan time) => time == length ? really : time;
    }

    private sealed class HastyTimer(ITimer timer, Func<TimeSpan, TimeSpan> of) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(of(dueTime), period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
