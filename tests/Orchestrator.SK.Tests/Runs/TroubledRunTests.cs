using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Stories of whole runs that end otherwise: nothing that was written is lost, and the reason is said.</summary>
public class TroubledRunTests
{
    private static readonly object[] LogAndTests = [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt")];

    [Fact]
    public async Task Run_VerifyStaysRed_GoesToTheOwnerAndIsDeliveredUnverified()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
            .Works("a1", "src/log.txt", "1\n").Works("r1", "src/log.txt", "2\n").Works("r2", "src/log.txt", "3\n");
        await using var rig = await RunRig.StartAsync(script, target => target.Write("verify.sh", "echo src/log.txt: wrong; exit 5\n"));

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal((OutcomeKind.NotVerified, ExitCodes.NotVerified, "verify failed with exit code 5"), (state.Outcome!.Kind, state.Outcome.ExitCode, state.Outcome.Reason));
        Assert.Equal(["BK-001-add-a-log-unverified", "main"], rig.Branches());
        Assert.Equal("3", rig.Show("BK-001-add-a-log-unverified", "src/log.txt"));
        var repair = state.Assignments.First(a => a.Cause == AssignmentCause.Verify).Assignment;
        Assert.Contains("src/log.txt: wrong", repair.Task, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ModelThatNeverReports_EndsByTurnsAndKeepsItsWork()
    {
        var script = new RunScript().Plan("simple", LogAndTests)
            .Turn("a1", 0, Write("src/log.txt", "half\n"))
            .Always("Assignment a1 for", new { toolCalls = new[] { new { name = "files-list", arguments = new { } } } })
            .Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script, settings: ("Orchestrator:Limits:MaxTurns", "4"));

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.Stopped, ExitCodes.Limit), (state.Outcome!.Kind, state.Outcome.ExitCode));
        Assert.Equal(FailureKind.Turns, state.Reports.Single(report => report.Assignment.Id == "a1").Report.Failure);
        Assert.Equal(4, state.Conversations.Single(conversation => conversation.Id == "a1-store-backend").Calls);
        Assert.Equal("half", rig.Show("BK-001-add-a-log-unverified", "src/log.txt"));
        Assert.Equal("line", rig.Show("BK-001-add-a-log-unverified", "tests/log.txt"));
    }

    [Fact]
    public async Task Run_ModelThatOnlyTalks_IsNudgedTwiceAndThenGivenUp()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Talks("a1", 0, "Let me think.")
            .Always("That was no tool call", new { content = "Hm." });
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(FailureKind.NoReport, state.Reports.Single().Report.Failure);
        Assert.Equal(OutcomeKind.NotVerified, state.Outcome!.Kind);
        Assert.Equal(["main"], rig.Branches());
    }

    [Fact]
    public async Task Run_NoUsablePlan_StopsAfterThree()
    {
        var script = new RunScript().Always("BK-001", new { content = "{}" });
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.Stopped, OutcomeCause.Limit, 3), (state.Outcome!.Kind, state.Outcome.Cause, state.PlanAttempts));
    }

    [Fact]
    public async Task Run_QuestionAndNobodyThere_NeedsInputAndKeepsTheWork()
    {
        var script = new RunScript().Plan("simple", LogAndTests)
            .Turn("a1", 0, Says("needs_input", "Undecided.", questions: ["Which format?"]))
            .Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.NeedsInput, ExitCodes.NeedsInput), (state.Outcome!.Kind, state.Outcome.ExitCode));
        Assert.Contains("store-backend: Which format?", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("line", rig.Show("BK-001-add-a-log-unverified", "tests/log.txt"));
    }

    [Fact]
    public async Task Run_QuestionAnsweredWithNothing_NeedsInputAndDoesNotAskForEver()
    {
        var person = new OneAnswer(" ");
        var script = new RunScript().Plan("simple", LogAndTests)
            .Turn("a1", 0, Says("needs_input", "Undecided.", questions: ["Which format?"]))
            .Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script, person: person);

        var state = await rig.RunAsync();

        Assert.Equal(OutcomeKind.NeedsInput, state.Outcome!.Kind);
        Assert.Single(person.Asked);
    }

    [Theory]
    [InlineData("BK-002", "No spec covers BK-002")]
    [InlineData("BK-009", "BK-009 is not in sdd/BACKLOG.md")]
    public async Task Run_ItemThatMayNotStart_IsRefusedBeforeAnythingIsSpent(string item, string reason)
    {
        await using var rig = await RunRig.StartAsync(new RunScript());

        var state = await rig.RunAsync(item);

        Assert.Equal((OutcomeKind.Refused, ExitCodes.Repository), (state.Outcome!.Kind, state.Outcome.ExitCode));
        Assert.Contains(reason, state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Server.Requests);
    }

    [Fact]
    public async Task Run_HostileReport_CannotBreakTheFold()
    {
        // Entries without a group, beyond every length, cut inside a character: whatever comes, the run ends with an outcome.
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
            .Turn("a1", 0, Write("src/log.txt"))
            .Turn("a1", 1, Done(changelog: [new { text = "no group" }]))
            .Turn("a1", 2, Done(changelog: [new { group = "Nonsense", text = new string('x', 398) + "😀😀😀😀" }, new { group = "Added", text = "<!-- [skip ci] @ada Fixes #1" }]));
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        var changelog = rig.Show("BK-001-add-a-log", "CHANGELOG.md");
        Assert.DoesNotContain("<!--", changelog, StringComparison.Ordinal);
        Assert.DoesNotContain("@ada", changelog, StringComparison.Ordinal);
        Assert.Contains("xxx…", changelog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PlanHoldsNulls_IsAskedAgainAndDoesNotCrash()
    {
        var script = new RunScript()
            .PlanText("""{"mode":"simple","kind":"feature","summary":"s","contract":[],"assignments":[null]}""")
            .Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")], because: "A list holds null")
            .Works("a1", "src/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        Assert.Equal(OutcomeKind.Delivered, (await rig.RunAsync()).Outcome!.Kind);
    }

    [Fact]
    public async Task Run_ModelThatReturnsTenMegabytes_FailsThatExpertOnly()
    {
        var script = new RunScript().Plan("simple", LogAndTests)
            .Turn("a1", 0, Write("src/log.txt", "half\n"))
            .Always("Assignment a1 for", new { content = new string('x', 10 << 20) })
            .Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        var failed = state.Reports.Single(report => report.Assignment.Id == "a1").Report;
        Assert.Equal(FailureKind.BadReply, failed.Failure);
        Assert.Contains("larger than", failed.Summary, StringComparison.Ordinal);
        Assert.Equal("half", rig.Show("BK-001-add-a-log-unverified", "src/log.txt"));
        Assert.Equal("line", rig.Show("BK-001-add-a-log-unverified", "tests/log.txt"));
    }

    [Fact]
    public async Task Run_ModelThatIgnoresEveryInstruction_EndsByALimitThatIsNamed_AndWritesNothingOutside()
    {
        var wild = new { toolCalls = new object[] { new { name = "files-write", arguments = new { path = "../../etc/passwd", content = "x", specs = new[] { "LOG-001" } } }, new { name = "shell-run", arguments = new { command = "rm -rf /" } } } };
        await using var rig = await RunRig.StartAsync(new RunScript().Plan("simple", LogAndTests).Always("Assignment a1 for", wild).Works("a2", "tests/log.txt"));

        var state = await rig.RunAsync();

        var failed = state.Reports.Single(report => report.Assignment.Id == "a1").Report;
        Assert.Contains(failed.Failure, new FailureKind?[] { FailureKind.ToolErrors, FailureKind.Repetition });
        Assert.Contains("the limit", failed.Summary, StringComparison.Ordinal);
        Assert.Equal(["tests/log.txt"], state.Writes.Select(write => write.Path));
        Assert.Equal((OutcomeKind.Stopped, ExitCodes.Limit), (state.Outcome!.Kind, state.Outcome.ExitCode));
    }

    [Fact]
    public async Task Run_TokenLimitInAWave_StopsTheExpertsBeforeTheirNextCall()
    {
        var usage = new { prompt_tokens = 5_000, completion_tokens = 0 };
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
            .Always("Assignment a1 for", new { toolCalls = new[] { new { name = "files-list", arguments = new { } } }, usage });
        await using var rig = await RunRig.StartAsync(script, settings: ("Orchestrator:Limits:MaxTokens", "40000"));

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.Stopped, FailureKind.Budget), (state.Outcome!.Kind, state.Reports.Single().Report.Failure));
        // Never more than was allowed: what the next call could have come to is left.
        Assert.InRange(state.Usage.Total, 10_000, 40_000);
    }

    [Fact]
    public async Task Expert_ThatIsBrokenOff_LosesNothingItWrote_AndTheOthersFinish()
    {
        var script = new RunScript().Plan("simple", LogAndTests).Turn("a1", 0, Write("src/log.txt", "half\n"))
            .Always("Assignment a1 for", new { toolCalls = new[] { new { name = "files-read", arguments = new { path = "src/store.txt" } } } })
            .Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script, latency: TimeSpan.FromSeconds(1));
        var handle = await rig.StartRunAsync();
        await rig.UntilAsync(() => rig.Seen.Exists(entry => entry.Event is RunEvent.FileWritten { Path: "src/log.txt" }) && rig.Seen.Exists(entry => entry.Event is RunEvent.ReportReceived { Assignment: "a2" }), handle.Completion);

        Assert.True(await handle.StopExpertAsync("store-backend", "somebody", CancellationToken.None));
        Assert.False(await handle.StopExpertAsync("testing", "somebody", CancellationToken.None));
        var state = await handle.Completion.WaitAsync(TimeSpan.FromSeconds(50));

        Assert.Equal(OutcomeKind.NotVerified, state.Outcome!.Kind);
        Assert.Equal(FailureKind.Cancelled, state.Reports.Single(report => report.Assignment.Id == "a1").Report.Failure);
        Assert.Equal("half", rig.Show("BK-001-add-a-log-unverified", "src/log.txt"));
        Assert.Equal("line", rig.Show("BK-001-add-a-log-unverified", "tests/log.txt"));
        Assert.Equal(state.Delivery!.Commit, (await rig.ReplayAsync()).Commit);
    }

    [Fact]
    public async Task Run_TakenOverByAnotherProcess_StopsAndSaysSo()
    {
        var script = new RunScript().Plan("simple", LogAndTests).Works("a1", "src/log.txt").Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script, latency: TimeSpan.FromMilliseconds(300));
        using var other = new SqliteRunJournal(Path.Combine(rig.Target.State, "journal.db"));

        var running = rig.RunAsync();
        await rig.UntilAsync(() => rig.Seen.Exists(entry => entry.Event is RunEvent.WaveOpened), running);
        await other.BeginAsync("run-1", rig.Target.Root, CancellationToken.None);

        await Assert.ThrowsAsync<LeaseLostException>(() => running);
        Assert.Equal(["main"], rig.Branches());
    }

    [Fact]
    public async Task Run_NoEndpoint_SaysSoAndAsksNobody()
    {
        await using var rig = await RunRig.StartAsync(new RunScript(), settings: ("Orchestrator:Models:default:Endpoint", ""));

        await Assert.ThrowsAsync<NoEndpointException>(() => rig.RunAsync());
    }
}
