using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Tests.Repositories;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A formatter in a whole run: its changes are in the delivery, come from the record in a replay, and survive a kill; checks that only look change nothing, and are told on when they try.</summary>
public class FormatterRunTests
{
    private static RunScript Script => new RunScript()
        .Plan("simple", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "documentation", "docs/log.md")])
        .Turn("a1", 0, Write("src/log.txt", "append   \n"), ("checks-run", new { name = "format" }))
        .Turn("a1", 1, Write("src/more.txt", "more   \n"), ("checks-run", new { name = "format" }))
        .Turn("a1", 2, Done())
        .Works("a2", "docs/log.md", "untouched   \nend\n");

    [Fact]
    public async Task Formatter_InARun_ChangesTheExpertsFilesAlone()
    {
        await using var rig = await RunRig.StartAsync(Script, Prepare);

        var state = await rig.RunAsync();

        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        var branch = state.Delivery!.Branch;
        Assert.Equal(("append", "more", "store", "untouched   \nend"), (rig.Show(branch, "src/log.txt"), rig.Show(branch, "src/more.txt"), rig.Show(branch, "src/store.txt"), rig.Show(branch, "docs/log.md")));
        Assert.Equal(["CHANGELOG.md", "docs/log.md", "sdd/BACKLOG.md", "src/log.txt", "src/more.txt"], rig.Target.Git("diff", "--name-only", "main", branch).Split('\n').Union(["CHANGELOG.md"]).Order(StringComparer.Ordinal));
        var writes = (await rig.RecordAsync()).Select(entry => entry.Event).OfType<RunEvent.FileWritten>().Where(write => write.Check is not null).ToList();
        Assert.Equal(["src/log.txt", "src/more.txt"], writes.Select(write => write.Path));
        Assert.Contains(state.RefusedWrites, refused => refused is { Path: "src/evil", Code: "E_LINK", Check: "format" });
        Assert.Contains(state.RefusedWrites, refused => refused is { Path: "docs/backends.md", Code: "E_DOMAIN", Check: "format" });
        rig.AssertSound();
    }

    [Fact]
    public async Task Replay_OfARunWithAFormatter_DoesNotRunIt()
    {
        // What it writes is another thing each time: only the record can lead to the same commit.
        await using var rig = await RunRig.StartAsync(Script, target =>
        {
            Prepare(target);
            target.Write("fmt.sh", "cat /proc/sys/kernel/random/uuid >> src/log.txt\n");
        });
        var state = await rig.RunAsync();
        Assert.Matches("[0-9a-f]{8}-", rig.Show(state.Delivery!.Branch, "src/log.txt"));

        var result = await rig.ReplayAsync();

        Assert.Equal(state.Delivery.Commit, result.Commit);
    }

    [Fact]
    public async Task Run_KilledWhileAFormattersChangesComeBack_ResumesToTheSameEnd()
    {
        await using var whole = await RunRig.StartAsync(Script, Prepare);
        await whole.RestartAsync(services => services.AddSingleton<TimeProvider>(new StandingClock()));
        var commit = (await whole.RunAsync()).Delivery!.Commit;
        var record = await whole.RecordAsync();
        var first = record.First(entry => entry.Event is RunEvent.FileWritten { Check: not null } or RunEvent.WriteRefused { Check: not null }).Sequence;
        var last = record.Last(entry => entry.Event is RunEvent.FileWritten { Check: not null } or RunEvent.WriteRefused { Check: not null }).Sequence;

        for (var step = (int)first - 1; step <= last; step += 3)
        {
            await using var rig = await RunRig.StartAsync(Script, Prepare);
            await rig.RestartAsync(services => services
                .AddSingleton<TimeProvider>(new StandingClock())
                .AddSingleton<IRunJournal>(_ => new MortalJournal(Path.Combine(rig.Target.State, "journal.db"), new Death(step, Written: true))));
            await Assert.ThrowsAnyAsync<Exception>(() => rig.RunAsync());
            await rig.RestartAsync(services => services.AddSingleton<TimeProvider>(new StandingClock()));

            Assert.Equal((step, commit), (step, (await rig.ResumeAsync()).Delivery!.Commit));
        }
    }

    [Fact]
    public async Task Verify_ThatChangesWhatItChecks_DeliversNothingVerified()
    {
        await using var rig = await RunRig.StartAsync(
            new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt"),
            target => target.Write("verify.sh", "echo pass > verify.sh; mkdir -p obj; echo x > obj/new; exit 0\n"));

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.NotVerified, 3), (state.Outcome!.Kind, state.Outcome.ExitCode));
        Assert.Contains("verify changed files of the tree that it checks: verify.sh", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.EndsWith("-unverified", state.Delivery!.Branch, StringComparison.Ordinal);
        Assert.StartsWith("echo pass", rig.Show(state.Delivery.Branch, "verify.sh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ThatChangesWhatItChecks_IsToldOn_AndItsChangesAreDropped()
    {
        await using var rig = await RunRig.StartAsync(
            new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
                .Turn("a1", 0, Write("src/log.txt"), ("checks-run", new { name = "lint" })).Turn("a1", 1, Done()),
            target => target.Write("orchestrator.json", File.ReadAllText(Path.Combine(target.Root, "orchestrator.json")).Replace("\"checks\": {}", "\"checks\": { \"lint\": [\"sh\", \"-c\", \"echo x > src/log.txt\"] }", StringComparison.Ordinal)));

        var state = await rig.RunAsync();

        Assert.Equal(OutcomeKind.NotVerified, state.Outcome!.Kind);
        Assert.Contains("check 'lint' changed files of the tree that it checks: src/log.txt", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("line", rig.Show(state.Delivery!.Branch, "src/log.txt"));
        Assert.Contains((await rig.RecordAsync()).Select(entry => entry.Event).OfType<RunEvent.ToolCompleted>(), tool => tool.Result.EndsWith("It changed files, which only a formatter may; that was dropped: src/log.txt.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Expert_ThatOwnsTheScriptOfVerify_MayNotWriteIt()
    {
        await using var rig = await RunRig.StartAsync(
            new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
                .Turn("a1", 0, Write("src/log.txt"), Write("src/verify.sh", "exit 0\n"), Write("src/rules/x.cfg")).Turn("a1", 1, Done()),
            target =>
            {
                target.Write("src/verify.sh", "exit 0\n");
                target.Write("orchestrator.json", File.ReadAllText(Path.Combine(target.Root, "orchestrator.json")).Replace("\"verify\": [\"sh\", \"verify.sh\"]", "\"verify\": [\"sh\", \"./src/verify.sh\"]", StringComparison.Ordinal));
            });

        var state = await rig.RunAsync();

        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        Assert.Equal(("src/verify.sh", "E_PROTECTED"), (Assert.Single(state.RefusedWrites).Path, state.RefusedWrites[0].Code));
    }

    private static void Prepare(GitTarget target)
    {
        // It runs over everything, as formatters do, and leaves what none should.
        target.Write("fmt.sh", "for f in src/*.txt docs/*.md; do sed -i 's/ *$//' \"$f\"; done\necho ' ' >> docs/backends.md\nln -s /etc/passwd src/evil\n");
        var settings = File.ReadAllText(Path.Combine(target.Root, "orchestrator.json"));
        target.Write("orchestrator.json", settings.Replace("\"checks\": {}", "\"checks\": { \"format\": { \"command\": [\"sh\", \"fmt.sh\"], \"formats\": true } }", StringComparison.Ordinal));
    }
}
