using System.Globalization;
using Xunit.Abstractions;

namespace Orchestrator.SK.EndToEnd.Tests.Crashes;

/// <summary>The program is killed at its durable steps and started again: it comes to the same end, pays nothing twice, and loses nothing that was acknowledged.</summary>
/// <remarks>
/// ORCHESTRATOR_CRASHES says how many points of each story are tried, by a seed; 'all' takes every step on each of its sides. ORCHESTRATOR_SYSCALLS says at how many calls to the
/// kernel it is killed besides, by strace, in the middle of whatever it does; 'all' takes each of them. The report stands in the test's output.
/// </remarks>
public sealed class CrashSweepTests(ITestOutputHelper output)
{
    private const string Points = "ORCHESTRATOR_CRASHES";
    private const string Calls = "ORCHESTRATOR_SYSCALLS";
    private const int Sample = 2;
    private const int Seed = 20261126;

    [Fact]
    public Task Sample_KilledAtItsSteps_ComesToTheSameEnd() => SweepAsync(Story.Sample, 60);

    [Fact]
    public Task RunWithRepairs_KilledAtItsSteps_ComesToTheSameEnd() => SweepAsync(Story.Repaired, 60);

    /// <remarks>Without the variable there is nothing to do: strace is not on every machine.</remarks>
    [Fact]
    public async Task RunWithRepairs_KilledAtCallsToTheKernel_ComesToTheSameEnd()
    {
        var wanted = Environment.GetEnvironmentVariable(Calls) is { Length: > 0 } given ? given : "0";
        if (wanted == "0")
        {
            output.WriteLine($"{Calls} is not set: no call was tried.");
            return;
        }

        Assert.True(File.Exists(Strace.Program), $"{Strace.Program} is not there. Debian and Ubuntu: apt install strace.");
        using var story = Story.Repaired();
        var (whole, _) = await WholeAsync(story);
        var points = await Strace.PointsAsync(story);
        var random = new Random(Seed);
        var chosen = wanted == "all" ? points : [.. points.OrderBy(_ => random.Next()).Take(int.Parse(wanted, CultureInfo.InvariantCulture))];
        var report = new Report();
        foreach (var (call, number) in chosen)
        {
            await report.TryAsync($"{call} {number}", story, async run =>
            {
                report.Reached += await run.LiveAsync(0, Side.Before, Strace.Kill(call, number)) ? 0 : 1;
                Assert.True(await run.LiveAsync(0, Side.Before));
                return whole.Difference(run.End(), 1);
            });
        }

        output.WriteLine($"{points.Count} calls to the kernel that reach the disk; {chosen.Count} tried, {report.Reached} killed the program: {report} (seed {Seed})");
        report.Check();
    }

    /// <inheritdoc cref="RunWithRepairs_KilledAtCallsToTheKernel_ComesToTheSameEnd"/>
    [Theory]
    [InlineData("fsync", "EIO", "Look after the disk.")]
    [InlineData("pwrite64", "ENOSPC", "Free some space on that disk.")]
    public async Task RunWithRepairs_DiskFailsOrIsFull_StopsWithTheWayOut_AndGoesOnToTheSameEnd(string call, string error, string wayOut)
    {
        var wanted = Environment.GetEnvironmentVariable(Calls);
        if (wanted is not { Length: > 0 } or "0")
        {
            output.WriteLine($"{Calls} is not set: no call was tried.");
            return;
        }

        using var story = Story.Repaired();
        var (whole, _) = await WholeAsync(story);
        var most = (await Strace.PointsAsync(story)).Where(point => point.Call == call).Max(point => point.Number);
        var report = new Report();
        foreach (var from in wanted.Length < 2 ? [most / 2] : new[] { most / 4, most / 2, most * 3 / 4 })
        {
            await report.TryAsync($"{call} {from} {error}", story, async run =>
            {
                if (!await run.LiveAsync(0, Side.Before, Strace.Fail(call, error, from)))
                {
                    report.Reached++;
                    Assert.Contains(wayOut, run.Said, StringComparison.Ordinal);
                }

                Assert.True(await run.LiveAsync(0, Side.Before));
                return whole.Difference(run.End(), 1);
            });
        }

        output.WriteLine($"{error} from some of {most} calls of {call} on: {report.Reached} stopped; {report}");
        Assert.True(report.Reached > 0, $"No {call} failed.");
        report.Check();
    }

    private async Task SweepAsync(Func<Story> tell, int atLeast)
    {
        using var story = tell();
        var (whole, steps) = await WholeAsync(story);
        Assert.True(steps >= atLeast, $"The story has only {steps} durable steps.");
        var random = new Random(Seed);
        var points = (from step in Enumerable.Range(1, steps) from side in Enum.GetValues<Side>() select (Step: step, Side: side)).ToList();
        var wanted = Environment.GetEnvironmentVariable(Points);
        var chosen = wanted == "all" ? points : points.OrderBy(_ => random.Next()).Take(wanted is null ? Sample : int.Parse(wanted, CultureInfo.InvariantCulture)).ToList();
        var (report, twice) = (new Report(), 0);
        foreach (var (step, side) in chosen)
        {
            // Each third of them dies once more, while it goes on.
            var again = random.Next(3) == 0 ? (Step: random.Next(1, Math.Max(2, steps - step + 2)), points[random.Next(points.Count)].Side) : default;
            twice += again.Step > 0 ? 1 : 0;
            await report.TryAsync($"{side} step {step}{(again.Step > 0 ? $", then {again.Side} step {again.Step}" : "")}", story, async run =>
            {
                Assert.False(await run.LiveAsync(step, side), $"Nobody died {side} step {step}.");
                if (again.Step > 0)
                {
                    await run.LiveAsync(again.Step, again.Side);
                }

                Assert.True(await run.LiveAsync(0, Side.Before));
                return whole.Difference(run.End(), again.Step > 0 ? 2 : 1);
            });
        }

        output.WriteLine($"{points.Count} points in {steps} durable steps; {chosen.Count} tried, {twice} of them killed again while going on: {report} (seed {Seed})");
        report.Check();
    }

    private static async Task<(SweptEnd End, int Steps)> WholeAsync(Story story)
    {
        await using var run = await SweptRun.StartAsync(story);
        Assert.True(await run.LiveAsync(0, Side.Before));
        var end = run.End();
        Assert.StartsWith("Delivered", end.Outcome, StringComparison.Ordinal);
        Assert.Equal("", end.Violations);
        return (end, run.Steps);
    }

    private sealed class Report
    {
        private readonly List<string> _different = [];
        private int _points;
        private int _repeated;
        private int _lost;

        public int Reached { get; set; }

        /// <summary>Tries one point. What goes wrong at it is one line of the report: a sweep of hours tells of all its points.</summary>
        public async Task TryAsync(string point, Story story, Func<SweptRun, Task<string?>> die)
        {
            await using var run = await SweptRun.StartAsync(story);
            string? difference;
            try
            {
                difference = await die(run);
            }
            catch (Exception error)
            {
                difference = error.ToString();
            }

            _points++;
            (_repeated, _lost) = (_repeated + run.Repeated, _lost + run.Lost);
            if (difference is not null)
            {
                _different.Add($"{point}: {difference}");
                Console.Error.WriteLine($"{_points}: {_different[^1]}");
            }
        }

        public void Check()
        {
            Assert.True(_different.Count == 0, string.Join("\n\n", _different));
            Assert.Equal((0, 0), (_repeated, _lost));
        }

        public override string ToString() => $"{_points - _different.Count} identical, {_repeated} journaled calls repeated, {_lost} acknowledged steps lost";
    }
}
