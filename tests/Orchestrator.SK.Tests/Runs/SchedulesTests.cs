using System.Globalization;
using Orchestrator.SK.Core.Runs;
using Xunit.Abstractions;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A recorded run in which everything crosses (experts that compete for one budget, a handover, a finding and its repair, a word of a person) is done again under seeded schedules: one result.</summary>
/// <remarks>
/// ORCHESTRATOR_SCHEDULES says how many schedules are tried; 6 otherwise. It turns red when an order that is not in the record decides anything: let <c>ReplayHandlers</c> answer <c>AwaitReport</c>
/// with whoever ends first (<c>waves.NextAsync</c>), and see.
/// </remarks>
public sealed class SchedulesTests(ITestOutputHelper output)
{
    private const int Few = 6;
    private const int LongestReply = 1_000;

    // A call counts at its worst until it is billed: near the end not all of a wave fit at once, and some wait for others.
    private const int RoomForOneOrTwo = 9_000;

    /// <param name="fewer">By how many calls the run gets less than it takes. Two: three reviewers compete for the last call but one.</param>
    [Theory]
    [InlineData(0, OutcomeKind.Delivered)]
    [InlineData(2, OutcomeKind.Stopped)]
    public async Task Replay_UnderSeededSchedules_ComesToOneResult(int fewer, OutcomeKind kind)
    {
        var (calls, tokens) = await UsedAsync();
        await using var rig = await RunRig.StartAsync(
            Script, null, TimeSpan.FromMilliseconds(15), null,
            ("Orchestrator:Models:default:MaxOutputTokens", $"{LongestReply}"), ("Orchestrator:Limits:MaxModelCalls", $"{calls - fewer}"), ("Orchestrator:Limits:MaxTokens", $"{tokens + RoomForOneOrTwo}"));
        var run = await rig.StartRunAsync();
        await rig.UntilAsync(() => rig.Seen.Any(entry => entry.Event is RunEvent.ToolCompleted { Conversation: "r1-store-backend" }), run.Completion);
        Assert.True(await run.SayAsync("Keep it short.", CancellationToken.None));
        var state = await run.Completion;
        var record = await rig.RecordAsync();
        Assert.True(kind == state.Outcome!.Kind, $"{state.Outcome} after {state.ModelCalls} calls and {state.Usage.Total} tokens");
        Assert.Contains(record, entry => entry.Event is RunEvent.PersonHeard);
        Assert.Contains(record, entry => entry.Event is RunEvent.Assigned { Cause: AssignmentCause.Handover });
        Assert.Contains(record, entry => entry.Event is RunEvent.Assigned { Cause: AssignmentCause.Review });
        var schedules = int.Parse(Environment.GetEnvironmentVariable("ORCHESTRATOR_SCHEDULES") ?? $"{Few}", CultureInfo.InvariantCulture);
        var results = new HashSet<string>();

        for (var seed = 0; seed < schedules; seed++)
        {
            var result = await rig.ReplayAsync(pace: Schedule.Of(seed));
            results.Add($"{result.Commit} {result.Entries} {result.Decisions} {result.OtherRequests} {result.State.Outcome}");
        }

        output.WriteLine($"{schedules} schedules of {record.Count} entries, {state.Conversations.Count} conversations: {results.Count} result");
        Assert.Equal([$"{state.Delivery?.Commit} {record.Count} {(await rig.ReplayAsync()).Decisions} 0 {state.Outcome}"], results);
    }

    // Whoever was told something is asked with that as the last word: the repair at its second turn, the second round of review at its first.
    private static RunScript Script => RepairedRun.Script
        .Hears("Store & Backend", 1, RunScript.Done())
        .Hears("Store & Backend", 0, ReadIt).Hears("Testing", 0, ReadIt).Hears("Documentation", 0, ReadIt);

    private static (string, object) ReadIt => ("review-submit", new { summary = "Read it.", findings = Array.Empty<object>() });

    private static async Task<(int Calls, long Tokens)> UsedAsync()
    {
        await using var rig = await RunRig.StartAsync(Script, null, default, null, ("Orchestrator:Models:default:MaxOutputTokens", $"{LongestReply}"));
        var state = await rig.RunAsync();
        return (state.ModelCalls, state.Usage.Total);
    }
}

/// <summary>Yields and short waits, drawn from a seed: conversations overtake each other in every way.</summary>
internal static class Schedule
{
    public static Func<CancellationToken, Task> Of(int seed)
    {
        var random = new Random(seed);
        return async cancellationToken =>
        {
            int draw;
            lock (random)
            {
                draw = random.Next(6);
            }

            if (draw == 0)
            {
                await Task.Delay(1, cancellationToken);
            }
            else if (draw < 4)
            {
                await Task.Yield();
            }
        };
    }
}
