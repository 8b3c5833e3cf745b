using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>What the audit misses in files that no expert owns, and whose words a rule knows, is written by code: no model is asked for a line like its neighbours.</summary>
public class MendedRunTests
{
    private static RunScript Script => new RunScript().Plan("simple", [Assignment("a1", "documentation", "docs/three.md")]).Works("a1", "docs/three.md", "# Three\n");

    [Fact]
    public async Task Navigation_ThatNobodyOwns_IsMendedByRule_AndTheRecordSaysSo()
    {
        await using var rig = await StartAsync("nav:\n  - More: more.md\n  - One: one.md\n  - Two: two.md\n");

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        Assert.Equal(["a1"], state.Assignments.Select(a => a.Assignment.Id));
        Assert.Equal("nav:\n  - More: more.md\n  - One: one.md\n  - Three: three.md\n  - Two: two.md", rig.Show(state.Delivery!.Branch, "mkdocs.yml"));
        Assert.Equal(("mkdocs.yml", "sibling-mention"), state.Mended!.Rows.Select(row => (row.Path, row.Rule)).Single());
        Assert.Contains(state.Audit!.Rows, row => row is { Rule: "trace", Path: "mkdocs.yml", Verdict: AuditVerdict.Satisfied });
        var record = await rig.RecordAsync();
        var request = PullRequestCompiler.Compile(record, EntryJson.Line).Request!;
        Assert.Contains(request.Claims, claim => claim.Part == "traces" && claim.Cells.SequenceEqual(["mkdocs.yml", "BK-001", "", "orchestrator", "by rule: sibling-mention"]));
        var without = record.Where(entry => entry.Event is not RunEvent.Mended).Select((entry, index) => entry with { Sequence = index + 1 }).ToList();
        Assert.Contains(PullRequestCompiler.Compile(without, EntryJson.Line).Faults, fault => fault.Claim.Contains("the audit of the delivered tree", StringComparison.Ordinal));
        Assert.Equal(state.Delivery.Commit, (await rig.ReplayAsync()).Commit);
    }

    [Fact]
    public async Task Navigation_WhoseLinesDifferInMoreThanTheName_GoesToTheModel()
    {
        await using var rig = await StartAsync("nav:\n  - Begin here: one.md\n  - Then this: two.md\n  - And then: more.md\n");

        var state = await rig.RunAsync();

        Assert.Null(state.Mended);
        Assert.Equal("mkdocs.yml", state.Assignments.First(assignment => assignment.Assignment.Expert == RunState.OrchestratorSeat && assignment.Cause == AssignmentCause.Audit).Assignment.Paths.Single());
    }

    [Fact]
    public async Task Decision_BehindTheItemThatIsOnlyProposed_IsForPeople_AndNobodysRepair()
    {
        await using var rig = await RunRig.StartAsync(new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.py")]).Works("a1", "src/log.py", "x = 1\n"), target =>
        {
            target.Write("sdd/adrs/0001-text.md", "# ADR-0001: Text\n\n## Status\n\nAccepted\n");
            target.Write("sdd/adrs/0002-log.md", "# ADR-0002: Log\n\n## Status\n\nProposed\n");
            target.Write("sdd/BACKLOG.md", File.ReadAllText(Path.Combine(target.Root, "sdd/BACKLOG.md")).Replace("It only appends.", "It only appends. See [ADR-0002](adrs/0002-log.md).", StringComparison.Ordinal));
        });

        var state = await rig.RunAsync();

        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        Assert.DoesNotContain(state.Audit!.Rows, row => row.Path == "sdd/adrs/0002-log.md");
    }

    private static Task<RunRig> StartAsync(string navigation) => RunRig.StartAsync(Script, target =>
    {
        target.Write("mkdocs.yml", navigation);
        target.Write("docs/one.md", "# One\n");
        target.Write("docs/two.md", "# Two\n");
        target.Write("docs/more.md", "# More\n");
    });
}
