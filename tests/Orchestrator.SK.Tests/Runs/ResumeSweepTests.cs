using Xunit.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A run dies at a durable step and is resumed: it ends as if nothing had happened, and nothing is paid for twice.</summary>
/// <remarks>Set ORCHESTRATOR_SWEEP=all to die at every step; a seeded sample is taken otherwise.</remarks>
public class ResumeSweepTests(ITestOutputHelper output)
{
    private const int Sample = 12;

    [Fact]
    public async Task Run_KilledAtAnyStep_ResumesToTheSameEnd()
    {
        var whole = await RunAsync(Death.Never);
        Assert.Contains("judged: holds", whole.Outcome, StringComparison.Ordinal);
        Assert.True(whole.Outcome.StartsWith($"{RunOutcome.Delivered}", StringComparison.Ordinal), whole.Outcome + whole.Violations);
        var all = Environment.GetEnvironmentVariable("ORCHESTRATOR_SWEEP") == "all";
        var points = from step in Enumerable.Range(1, whole.Steps - 1) from written in new[] { false, true } select new Death(step, written);
        var random = new Random(20261126);
        var different = new List<string>();
        var chosen = all ? [.. points] : points.OrderBy(_ => random.Next()).Take(Sample).ToList();
        foreach (var death in chosen)
        {
            var again = await RunAsync(death);
            if (whole.Difference(again) is { } difference)
            {
                different.Add($"{death}: {difference}");
            }
        }

        output.WriteLine($"{chosen.Count} points of {(whole.Steps - 1) * 2}, {chosen.Count - different.Count} identical");
        Assert.True(different.Count == 0, string.Join("\n", different));
        Assert.True(whole.Steps > 60, $"The story has only {whole.Steps} steps.");
    }

    private static async Task<End> RunAsync(Death death)
    {
        await using var rig = await RunRig.StartAsync(RepairedRun.Script, RepairedRun.Undecided);
        MortalJournal? mortal = null;
        await rig.RestartAsync(services => services
            .AddSingleton<TimeProvider>(new StandingClock())
            .AddSingleton<IRunJournal>(_ => mortal = new MortalJournal(Path.Combine(rig.Target.State, "journal.db"), death)));
        try
        {
            await rig.RunAsync();
        }
        catch (Exception) when (death != Death.Never)
        {
            // Whatever it broke off with: the process is gone.
        }

        var steps = mortal!.Steps;
        if (death != Death.Never)
        {
            await rig.RestartAsync(services => services
                .AddSingleton<TimeProvider>(new StandingClock())
                .AddSingleton<IRunJournal>(_ => new SqliteRunJournal(Path.Combine(rig.Target.State, "journal.db"))));
            if ((await rig.RecordAsync()).Count > 0)
            {
                await rig.ResumeAsync();
            }
            else
            {
                await rig.RunAsync();
            }
        }

        var record = await rig.RecordAsync();
        var state = RunState.Replay(record);
        return new End(
            steps,
            $"{state.Outcome} {state.Delivery?.Branch} {state.Delivery?.Commit} {string.Join(' ', rig.Branches())} {string.Join(' ', state.Audit!.Rows.Where(row => row.Judgement is not null).Select(Speeches.Standing))}",
            Digest(record),
            rig.Server.Requests.Count,
            state.Conversations.Count,
            string.Join("; ", rig.Server.Violations.Select(violation => $"{violation}").Concat(rig.Server.Unmatched.Select(unmatched => $"{unmatched}"))));
    }

    // What each conversation did, without how long it took and without the ids that the server numbers through all of them: conversations run beside each other, so
    // each has its own order.
    private static string Digest(IReadOnlyList<RunEntry> record)
    {
        var past = new RunPast(record);
        return string.Join('\n', record.Select(entry => entry.Event).OfType<RunEvent.ConversationOpened>().Select(opened => opened.Conversation).Order(StringComparer.Ordinal)
            .SelectMany(conversation => past.Of(conversation)).Select(fact => EntryJson.Body(fact switch
            {
                RunEvent.ToolCompleted tool => tool with { Milliseconds = 0, CallId = "" },
                RunEvent.ModelReplied reply => reply with { Milliseconds = 0, Reply = "", RequestHash = "" },
                _ => fact,
            })));
    }

    private sealed record End(int Steps, string Outcome, string Digest, int Requests, int Conversations, string Violations)
    {
        public string? Difference(End other) =>
            Outcome != other.Outcome ? $"{Outcome} became {other.Outcome}"
            : Digest != other.Digest ? $"the conversations differ:\n{string.Join('\n', other.Digest.Split('\n').Except(Digest.Split('\n')).Take(3))}"
            : Violations != other.Violations ? other.Violations

            // A call that was under way when the process died is asked once more; nothing that came to the record is.
            : other.Requests - Requests > MaxInFlight ? $"{other.Requests - Requests} calls more than {Requests}"
            : null;

        // One for the probe of the endpoint, and one for each conversation that a wave of this story holds.
        private const int MaxInFlight = 4;
    }
}
