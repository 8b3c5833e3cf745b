using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Stories of whole runs that end as they should.</summary>
public class WholeRunTests
{
    private static readonly object[] LogAndTests = [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt")];

    [Fact]
    public async Task Run_GoodReplies_DeliversOneCommitOnANewBranchAndTouchesNothingElse()
    {
        var script = new RunScript().Plan("simple", LogAndTests)
            .Turn("a1", 0, Write("src/log.txt", "append\n"))
            .Turn("a1", 1, Done(changelog: [new { group = "Added", text = "A log" }]))
            .Works("a2", "tests/log.txt")
            .Summary("Add an append-only log");
        await using var rig = await RunRig.StartAsync(script);
        rig.Target.Write("uncommitted.txt", "mine\n");
        var before = rig.Target.Fingerprint("refs/heads", "logs", "refs");
        var head = rig.Target.Git("rev-parse", "HEAD");

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        Assert.Equal(["BK-001-add-a-log", "main"], rig.Branches());
        Assert.Equal(head, rig.Target.Git("rev-parse", "BK-001-add-a-log^"));
        Assert.Equal("append", rig.Show("BK-001-add-a-log", "src/log.txt"));
        Assert.Contains("A log (BK-001)", rig.Show("BK-001-add-a-log", "CHANGELOG.md"), StringComparison.Ordinal);
        Assert.Contains("[x] **BK-001", rig.Show("BK-001-add-a-log", "sdd/BACKLOG.md"), StringComparison.Ordinal);
        Assert.Equal("BK-001: Add an append-only log", rig.Target.Git("log", "-1", "--format=%s", "BK-001-add-a-log"));
        Assert.Equal(head, rig.Target.Git("rev-parse", "HEAD"));
        Assert.Equal(before, rig.Target.Fingerprint("refs/heads", "logs", "refs", "BK-001-add-a-log"));
        Assert.Contains(state.Intake!.Warnings, warning => warning.Contains("uncommitted.txt", StringComparison.Ordinal));
        var text = (await rig.RecordAsync()).Select(EntryText);
        Assert.Equal(rig.Seen.Select(EntryText), text);
    }

    [Fact]
    public async Task Run_ItemWithADossier_EndsItWithTheRemarks_AndLetsNoExpertWriteIt()
    {
        const string Dossier = "sdd/backlog/bk-001-log.md";
        var script = new RunScript().Plan("simple", [Assignment("a1", "documentation", "docs/log.md")])
            .Turn("a1", 0, Write("docs/log.md"), Write(Dossier, "gone\n"))
            .Turn("a1", 1, Done(backlog: ["Rotation is still open."]));
        await using var rig = await RunRig.StartAsync(script, target =>
        {
            target.Write("orchestrator.json", File.ReadAllText(Path.Combine(target.Root, "orchestrator.json")).Replace("docs/**\"]", "docs/**\", \"sdd/backlog/**\"]", StringComparison.Ordinal));
            target.Write("sdd/BACKLOG.md", "# Backlog\n\n## Backlog\n\n- [ ] **BK-001 — Add a log**\n  spec: LOG-001\n  Detail: [dossier](backlog/bk-001-log.md)\n\n- [ ] **BK-002 — Other**\n  spec: LOG-001\n  Detail: [readme](../README.md)\n");
            target.Write(Dossier, "# BK-001 — Add a log\n\nIt is wanted.\n");
        });

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        Assert.Equal("E_PROTECTED", state.RefusedWrites.Single(refused => refused.Path == Dossier).Code);
        Assert.Equal($"# BK-001 — Add a log\n\nIt is wanted.\n\n## Resolved, {state.Request!.StartedAt:yyyy-MM-dd}\n\n- Rotation is still open.", rig.Show(state.Delivery!.Branch, Dossier));
        Assert.DoesNotContain("Rotation", rig.Show(state.Delivery.Branch, "sdd/BACKLOG.md"), StringComparison.Ordinal);
        Assert.Contains(Dossier, state.Folded!.Paths);
    }

    [Fact]
    public async Task Run_Twice_GivesTheSameTree()
    {
        var script = new RunScript().Plan("simple", LogAndTests).Works("a1", "src/log.txt").Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script, latency: TimeSpan.FromMilliseconds(20));

        var first = await rig.RunAsync(run: "run-1");
        var second = await rig.RunAsync(run: "run-2");

        Assert.Equal(["BK-001-add-a-log", "BK-001-add-a-log-2"], new[] { first.Delivery!.Branch, second.Delivery!.Branch });
        Assert.Equal(rig.Target.Git("rev-parse", "BK-001-add-a-log^{tree}"), rig.Target.Git("rev-parse", "BK-001-add-a-log-2^{tree}"));
    }

    [Fact]
    public async Task Run_WrongPlan_IsAskedAgainWithTheReason()
    {
        var script = new RunScript()
            .PlanText("I would begin with the tests.")
            .Plan("simple", [Assignment("a1", "documentation", "src/log.txt")], because: "The reply is not a plan")
            .Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")], because: "'src/log.txt' is not in the domain of documentation; it belongs to store-backend.")
            .Works("a1", "src/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal((OutcomeKind.Delivered, 3), (state.Outcome!.Kind, state.PlanAttempts));
    }

    [Fact]
    public async Task Run_WriteOutOfTheDomain_IsRefusedRecordedAndHandedOver()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
            .Turn("a1", 0, Write("docs/log.md"), Write("src/log.txt"))
            .Turn("a1", 1, Done(handovers: [new { path = "docs/log.md", what = "Explain the log." }]))
            .Works("h1", "docs/log.md", "the log\n");
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(new RefusedWrite("store-backend", "docs/log.md", "E_DOMAIN", "documentation"), state.RefusedWrites.Single());
        Assert.Contains(rig.Seen, entry => entry.Event is RunEvent.WriteRefused);
        Assert.Equal("documentation", state.Writes.Single(write => write.Path == "docs/log.md").Expert);
        Assert.Equal("the log", rig.Show("BK-001-add-a-log", "docs/log.md"));
    }

    [Fact]
    public async Task Run_BlockedExpert_GoesOnWhenItsHandoverIsDone()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "documentation", "docs/log.md", "a1")])
            .Turn("a1", 0, Says("blocked", "I need a hook.", handovers: [new { path = "src/ext/hook.txt", what = "A hook." }]))
            .Works("h1", "src/ext/hook.txt")
            .Works("r1", "src/log.txt")
            .Works("a2", "docs/log.md");
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(["a1 1", "h1 2", "r1 3", "a2 4"], state.Assignments.OrderBy(a => a.Wave).Select(a => $"{a.Assignment.Id} {a.Wave}"));
    }

    [Fact]
    public async Task Run_MissingRipple_IsRepairedByItsOwner()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/backends/log.txt")])
            .Works("a1", "src/backends/log.txt")
            .Works("r1", "docs/backends.md", "# Backends\n\n- log\n");
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        var repair = state.Assignments.Single(a => a.Cause == AssignmentCause.Audit).Assignment;
        Assert.Equal(("documentation", "docs/backends.md"), (repair.Expert, repair.Paths.Single()));
        Assert.Empty(state.Audit!.Missing);
    }

    [Fact]
    public async Task Run_RowThatNoRuleDecides_IsJudgedOnce_MendedByItsOwner_AndHoldsByAQuoteThatStands()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/backends/log.txt")])
            .Works("a1", "src/backends/log.txt")
            .Works("r1", "docs/backends.md", "# Backends\n\n- log\n")
            .Works("r2", "docs/overview.md", "# Overview\n\nThe log backend only appends.\n")
            .Judges("DIFF of docs/overview.md", new { row = 1, verdict = "holds", reason = "The overview has it now.", path = "docs/overview.md", quote = "log backend only appends" })
            .Judges(null, new { row = 1, verdict = "missing", reason = "The overview says nothing of the log.", path = "docs/overview.md", quote = "" });
        await using var rig = await RunRig.StartAsync(script, target =>
        {
            target.Write("docs/overview.md", "# Overview\n");
            target.Write("sdd/REFERENCE.md", "# Reference\n\n## Ripple-check table\n\n| If you changed… | Also check / update |\n|---|---|\n| **A backend** (`src/backends/`) | `docs/backends.md` |\n| | the overview, if readers choose there |\n");
        });

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        Assert.Equal(["r1 Audit", "r2 Judgement"], state.Assignments.Skip(1).Select(a => $"{a.Assignment.Id} {a.Cause}"));

        // The second audit puts the same question, which is answered already.
        Assert.Equal(["judge-1", "judge-3"], state.Conversations.Select(conversation => conversation.Id).Where(id => id.StartsWith("judge", StringComparison.Ordinal)));
        var row = Assert.Single(state.Audit!.Rows, row => row.Verdict == AuditVerdict.Judged);
        Assert.Equal(("docs/overview.md:3", "judged: holds"), (row.Evidence, Speeches.Standing(row)));
        var before = (await rig.RecordAsync()).Select(EntryText);
        await rig.RestartAsync();
        Assert.Equal(0, (await rig.ReplayAsync()).OtherRequests);
        Assert.Equal(before, (await rig.RecordAsync()).Select(EntryText));
    }

    [Fact]
    public async Task Run_ReviewFindsAFault_TheOwnerMendsItAndItIsReadAgain()
    {
        var script = new RunScript().Plan("standard", LogAndTests)
            .Works("a1", "src/log.txt", "apend\n").Works("a2", "tests/log.txt")
            .Reviews("Store & Backend", 1).Reviews("Testing", 1, new { path = "src/log.txt", what = "It is spelt append.", specs = new[] { "LOG-001" } })
            .Turn("r1", 0, ("files-edit", new { path = "src/log.txt", old = "apend", @new = "append", specs = new[] { "LOG-001" } })).Turn("r1", 1, Done())
            .Reviews("Store & Backend", 2).Reviews("Testing", 2);
        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(2, state.Review!.Round);
        Assert.Equal("append", rig.Show("BK-001-add-a-log", "src/log.txt"));
    }

    [Fact]
    public async Task Run_Question_SomebodyAnswers_GoesOn()
    {
        var person = new OneAnswer("Plain text.");
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
            .Turn("a1", 0, Says("needs_input", "Undecided.", questions: ["Which format?"]))
            .Works("r1", "src/log.txt");
        await using var rig = await RunRig.StartAsync(script, person: person);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(["store-backend: Which format?"], person.Asked);
        Assert.Contains("Which format? - Answer: Plain text.", state.Assignments[1].Assignment.Task, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ItemInAnotherLetterCase_IsDeliveredUnderItsOwnId()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt");
        await using var rig = await RunRig.StartAsync(script);

        await rig.RunAsync("bk-001");

        Assert.Equal("BK-001: Add a log", rig.Target.Git("log", "-1", "--format=%s", "BK-001-add-a-log"));
    }

    private static string EntryText(RunEntry entry) => Orchestrator.SK.Journal.EntryJson.Line(entry);
}
