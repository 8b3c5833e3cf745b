using System.Text;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Tests.Repositories;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Conversations that outgrow their model's window: results give way first, the middle last, the brief never, and each request is sound.</summary>
public class CompactionRunTests
{
    private const int Files = 6;
    private static readonly object[] Log = [Assignment("a1", "store-backend", "src/log.txt")];

    private static readonly (string, string)[] Small = [("Orchestrator:Models:default:ContextTokens", "14000"), ("Orchestrator:Models:default:MaxOutputTokens", "256")];

    [Fact]
    public async Task Conversation_ThatNearsItsWindow_LeavesOutOldResults_AndKeepsTheBriefAndTheNewest()
    {
        await using var rig = await RunRig.StartAsync(Reads(new()).Turn("a1", Files, Write("src/log.txt")).Turn("a1", Files + 1, Done()), Fill, settings: Small);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.InRange(state.Compactions, 1, Files);
        var last = Asked(rig, "a1")[^1];
        Assert.Contains("left out to make room: ", last, StringComparison.Ordinal);
        Assert.Contains("files-read src/big0.txt; make the call again", last, StringComparison.Ordinal);
        Assert.Contains($"line {Files - 1} of", last, StringComparison.Ordinal);
        Assert.Contains("Log.Append(line)", last, StringComparison.Ordinal);
        Assert.True(last.Length < Asked(rig, "a1").Max(asked => asked.Length));
        Assert.Equal(state.Delivery!.Commit, (await rig.ReplayAsync()).Commit);
    }

    [Fact]
    public async Task Conversation_LeftAfterItWasCut_GoesOnAsItWas_WhateverItsWindowIsToday()
    {
        var script = Reads(new RunScript().RunsDry("a1", Files)).Turn("a1", Files, Write("src/log.txt")).Turn("a1", Files + 1, Done());
        await using var rig = await RunRig.StartAsync(script, Fill, settings: Small);
        var left = await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());
        Assert.NotEqual(0, left.State.Compactions);
        var before = Asked(rig, "a1").Count;

        rig.Set("Orchestrator:Models:default:ContextTokens", "1000000");
        await rig.RestartAsync();
        var state = await rig.ResumeAsync();

        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(before + 2, Asked(rig, "a1").Count);
        Assert.Equal(Asked(rig, "a1")[before - 1], Asked(rig, "a1")[before]);
        rig.AssertSound();
    }

    [Fact]
    public async Task Conversation_ThatTheModelFindsTooLong_IsCutAndAskedOnceMore()
    {
        var script = Overflows(new RunScript(), Files, times: 1);
        await using var rig = await RunRig.StartAsync(Reads(script).Turn("a1", Files, Write("src/log.txt")).Turn("a1", Files + 1, Done()), Fill);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal((OutcomeKind.Delivered, 1), (state.Outcome!.Kind, state.Compactions));
        var fact = (await rig.RecordAsync()).Select(entry => entry.Event).OfType<RunEvent.ContextCompacted>().Single();
        Assert.Equal((true, false, Files - 1), (fact.Overflowed, fact.Summarised, fact.Results));
        Assert.Equal(state.Delivery!.Commit, (await rig.ReplayAsync()).Commit);
    }

    [Fact]
    public async Task Conversation_ThatStaysTooLong_EndsAfterOneMoreRequest()
    {
        await using var rig = await RunRig.StartAsync(Reads(Overflows(new RunScript(), Files, times: 9)).Works("a2", "tests/log.txt"), Fill);

        var state = await rig.RunAsync();

        Assert.Equal(FailureKind.ContextOverflow, state.Reports.Single().Report.Failure);
        Assert.Equal(Files + 2, Asked(rig, "a1").Count);
    }

    [Fact]
    public async Task Conversation_FullOfWhatItWroteItself_IsSummarisedOnce_AndGoesOn()
    {
        var script = new RunScript().Plan("simple", Log).Always("This conversation has become too long", new { content = "I write one long file after another; a report is still to do." });
        for (var turn = 0; turn < 3; turn++)
        {
            script.Turn("a1", turn, Write($"src/long{turn}.txt", string.Join('\n', Enumerable.Range(0, 900).Select(line => $"line {line}"))));
        }

        script.Always("The middle of this conversation was left out", new { toolCalls = new[] { new { name = "report-submit", arguments = Done().Item2 } } });
        await using var rig = await RunRig.StartAsync(script, settings: Small);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        var last = Asked(rig, "Assignment a1 for")[^1];
        Assert.Contains("one long file after another", last, StringComparison.Ordinal);
        Assert.Contains("- src/long0.txt", last, StringComparison.Ordinal);
        Assert.Equal(1, (await rig.RecordAsync()).Count(entry => entry.Event is RunEvent.ContextCompacted { Summarised: true }));
        Assert.Equal(state.Delivery!.Commit, (await rig.ReplayAsync()).Commit);
    }

    private static RunScript Reads(RunScript script)
    {
        script.Plan("simple", Log);
        foreach (var turn in Enumerable.Range(0, Files))
        {
            script.Turn("a1", turn, ("files-read", new { path = $"src/big{turn}.txt" }));
        }

        return script;
    }

    private static RunScript Overflows(RunScript script, int turn, int times)
    {
        foreach (var time in Enumerable.Range(0, times))
        {
            script.Always(new { userMessage = "Assignment a1 for", turnIndex = turn, sequenceIndex = time }, new { error = new { message = "This model's maximum context length is 8192 tokens.", type = "invalid_request_error", code = "context_length_exceeded" }, status = 400 });
        }

        return script;
    }

    private static List<string> Asked(RunRig rig, string word) => [.. rig.Server.Requests.Where(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal))
        .Select(request => Encoding.UTF8.GetString(request.Body.Span)).Where(body => body.Contains(word == "a1" ? "Assignment a1 for" : word, StringComparison.Ordinal))];

    private static void Fill(GitTarget target)
    {
        foreach (var file in Enumerable.Range(0, Files))
        {
            target.Write($"src/big{file}.txt", string.Join('\n', Enumerable.Range(0, 200).Select(line => $"line {file} of {line}, a text that says nothing")));
        }
    }
}
