using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Tests.Intake;

public class IntakeRulesTests
{
    private const string Spec = """
        # Log

        ## LOG-001: Append only
        Text.

        ## LOG-002: Old [DEPRECATED]
        Text.
        """;

    private static readonly SpecIndex Specs = new([SpecParser.Parse("sdd/specs/011-log.md", Spec)]);

    [Fact]
    public void Check_OpenItemWithASpec_MayStart()
    {
        var found = Check("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n");

        Assert.Null(found.Refusal);
        Assert.Equal(("BK-001", "LOG-001"), (found.Item!.Id, string.Join(' ', found.Specs)));
        Assert.Empty(found.Warnings);
    }

    [Fact]
    public void Check_LinkToASpecFile_CoversWithWhatIsInForceThere() =>
        Assert.Equal(["LOG-001"], Check("BK-001", "- [ ] **BK-001 — A log**\n  → Spec: [log](specs/011-log.md)\n").Specs);

    [Fact]
    public void Check_OtherLetterCase_FindsTheItemUnderItsOwnId() => Assert.Equal("BK-001", Check("bk-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n").Item!.Id);

    [Fact]
    public void Check_InProgress_IsAWarning()
    {
        var found = Check("BK-001", "- [~] **BK-001 — A log**\n  spec: LOG-001\n");

        Assert.NotNull(found.Item);
        Assert.Equal(["BK-001 is marked [~]: somebody may be working on it"], found.Warnings);
    }

    [Fact]
    public void Check_UnknownSpecIdAndStaleLink_AreWarningsWhereSomethingElseCovers()
    {
        var found = Check("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001, LOG-077\n  See [gone](gone.md).\n");

        Assert.NotNull(found.Item);
        Assert.Equal(["BK-001 names the spec id LOG-077, which no spec declares", "BK-001 links to sdd/gone.md, which is not there"], found.Warnings);
    }

    [Theory]
    [InlineData("BK-009", "- [ ] **BK-001 — A log**\n", "BK-009 is not in sdd/BACKLOG.md, which has the open items BK-001. Near it: BK-001 [ ] A log; BK-007 [x] Before.", "- [ ] **BK-009 — Title**")]
    [InlineData("BK-009", "", "BK-009 is not in sdd/BACKLOG.md, which has no open items. Near it: BK-007 [x] Before.", "spec:")]
    [InlineData("BK-001", "- [x] **BK-001 — A log**\n  spec: LOG-001\n", "BK-001 is done already (marked [x], sdd/BACKLOG.md, line 3).", "Add a new item")]
    [InlineData("BK-007", "- [ ] **BK-001 — A log**\n", "BK-007 is done already (marked [x], sdd/DONE.md, line 3).", "Add a new item")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n- [ ] **BK-001 — Another**\n  spec: LOG-001\n", "BK-001 stands in sdd/BACKLOG.md more than once (lines 3, 5).", "another id")]
    [InlineData("bk-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n- [ ] **BK-001 — Another**\n  spec: LOG-001\n", "BK-001 stands in sdd/BACKLOG.md more than once (lines 3, 5).", "another id")]
    [InlineData("BK-007", "- [ ] **BK-007 — Again**\n  spec: LOG-001\n", "BK-007 is open in sdd/BACKLOG.md and stands in the register of done items as well.", "another id")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n", "No spec covers BK-001: its entry names no spec.", "Write the spec first")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-002\n", "No spec covers BK-001: it names LOG-002, and none of these declares a spec id in force.", "Write the spec first")]
    public void Check_Refusal_SaysWhatIsMissingAndHowToAddIt(string id, string backlog, string refusal, string remedy)
    {
        var found = Check(id, backlog);

        Assert.Null(found.Item);
        Assert.Equal(refusal, found.Refusal);
        Assert.Contains(remedy, found.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NoBacklog_NamesThePathAndTheKey()
    {
        var found = IntakeRules.Check("BK-001", "sdd/BACKLOG.md", null, null, Specs, _ => true);

        Assert.Equal("There is no backlog at 'sdd/BACKLOG.md'.", found.Refusal);
        Assert.Contains("paths.backlog", found.Remedy, StringComparison.Ordinal);
    }

    private static ItemFindings Check(string id, string backlog) => IntakeRules.Check(
        id, "sdd/BACKLOG.md", BacklogParser.Parse("sdd/BACKLOG.md", $"# Backlog\n\n{backlog}"), BacklogParser.Parse("sdd/DONE.md", "# Done\n\n- [x] **BK-007 — Before**\n"),
        Specs, path => path.StartsWith("sdd/specs/", StringComparison.Ordinal));
}
