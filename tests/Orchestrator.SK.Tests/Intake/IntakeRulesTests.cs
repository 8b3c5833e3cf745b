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

        ## LOG-004 (was LOG-003): Renamed
        Text.
        """;

    [Fact]
    public void Check_OpenItemWithASpec_MayStart()
    {
        var found = Check("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n");

        Assert.True(found.MayStart);
        Assert.Equal(("BK-001", "LOG-001"), (found.Item!.Id, string.Join(' ', found.Specs)));
        Assert.Empty(found.Warnings);
    }

    [Theory]
    [InlineData("specs/011-log.md")]
    [InlineData("specs/")]
    public void Check_LinkToSpecs_CoversWithWhatIsInForceThere(string link) =>
        Assert.Equal(["LOG-001", "LOG-004"], Check("BK-001", $"- [ ] **BK-001 — A log**\n  → Spec: [log]({link})\n").Specs);

    [Fact]
    public void Check_OtherLetterCase_FindsTheItemUnderItsOwnId() => Assert.Equal("BK-001", Check("bk-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n").Item!.Id);

    [Fact]
    public void Check_InProgress_IsAWarning()
    {
        var found = Check("BK-001", "- [~] **BK-001 — A log**\n  spec: LOG-001\n");

        Assert.True(found.MayStart);
        Assert.Equal("BK-001 is marked [~] (sdd/BACKLOG.md:3): somebody may be working on it. Ask who is, or mark it [ ].", $"{Assert.Single(found.Warnings)}");
    }

    [Fact]
    public void Check_UnknownSpecIdAndStaleLink_AreWarningsWhereSomethingElseCovers()
    {
        var found = Check("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001, LOG-077\n  See [gone](gone.md).\n");

        Assert.True(found.MayStart);
        Assert.Equal(["unknown-spec-id", "stale-link"], found.Warnings.Codes());
        Assert.StartsWith("BK-001 names the spec id LOG-077, which no spec declares", found.Warnings[0].Message, StringComparison.Ordinal);
        Assert.Equal("BK-001 names sdd/gone.md, which is not there, and was not in the history of this commit.", found.Warnings[1].Message);
    }

    [Fact]
    public void Check_IdThatASpecRenamed_CoversUnderItsNewName()
    {
        var found = Check("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-003\n");

        Assert.Equal(["LOG-004"], found.Specs);
        Assert.Equal("BK-001 names LOG-003, which is LOG-004 now (sdd/specs/011-log.md:9). Name LOG-004 in the item.", $"{Assert.Single(found.Warnings)}");
    }

    [Fact]
    public void Check_WordsThatOnlyLookLikeSpecIds_AreNoWarning() =>
        Assert.Empty(Check("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n  Answers HTTP-404 as X-509 says.\n").Warnings);

    [Fact]
    public void Check_DuplicatesOfOthers_AreAWarningAndNoRefusal()
    {
        var found = Check("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n- [ ] **BK-002 — A**\n- [x] **BK-002 — B**\n");

        Assert.True(found.MayStart);
        Assert.Equal("sdd/BACKLOG.md has more than one item of an id: BK-002 (lines 5, 6).", Assert.Single(found.Warnings).Message);
    }

    [Theory]
    [InlineData("BK-009", "- [ ] **BK-001 — A log**\n", "unknown-item", "BK-009 is not in sdd/BACKLOG.md, which has the open items BK-001.", "- [ ] **BK-009 — Title**")]
    [InlineData("BK-009", "", "unknown-item", "BK-009 is not in sdd/BACKLOG.md, which has no open items.", "spec:")]
    [InlineData("bk-1", "- [ ] **BK-001 — A log**\n", "unknown-item", "Near it: BK-001 [ ] A log.", "Run the one you mean, or add it")]
    [InlineData("a log", "- [ ] **BK-001 — A log**\n", "unknown-item", "'a log' is no item's id", "such as BK-004")]
    [InlineData("", "- [ ] **BK-001 — A log**\n", "unknown-item", "'' is no item's id", "such as BK-004")]
    [InlineData("BK-001", "- [x] **BK-001 — A log**\n  spec: LOG-001\n", "done", "BK-001 is done already (marked [x], sdd/BACKLOG.md:3).", "Add a new item")]
    [InlineData("BK-007", "- [ ] **BK-001 — A log**\n", "done", "BK-007 is done already (marked [x], sdd/DONE.md:3).", "Add a new item")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n- [ ] **BK-001 — Another**\n  spec: LOG-001\n", "duplicate-item", "BK-001 stands in sdd/BACKLOG.md more than once (lines 3, 5).", "another id")]
    [InlineData("bk-001", "- [ ] **BK-001 — A log**\n  spec: LOG-001\n- [ ] **BK-001 — Another**\n  spec: LOG-001\n", "duplicate-item", "BK-001 stands in sdd/BACKLOG.md more than once", "another id")]
    [InlineData("BK-007", "- [ ] **BK-007 — Again**\n  spec: LOG-001\n", "open-and-done", "BK-007 is open in sdd/BACKLOG.md and stands in the register of done items as well (sdd/DONE.md:3).", "another id")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n", "no-spec", "No spec covers BK-001: its entry names no spec.", "Write the spec first")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n  spec: —\n", "no-spec", "No spec covers BK-001: its 'spec:' line says that it has none.", "Write the spec first")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n  → Spec: TBD\n", "no-spec", "No spec covers BK-001: its spec is still to be written (TBD).", "Write the spec first")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n  spec: LOG-002\n", "no-spec", "No spec covers BK-001: it names LOG-002, which declares no spec id in force.", "Write the spec first")]
    [InlineData("BK-001", "- [ ] **BK-001 — A log**\n  spec: NEW-001\n", "no-spec", "No spec covers BK-001: it names NEW-001, which no spec declares.", "Write the spec first ('### NEW-001: Title' in a document of sdd/specs/*.md), commit, and run again.")]
    public void Check_Refusal_SaysWhatIsMissingAndHowToAddIt(string id, string backlog, string code, string refusal, string remedy)
    {
        var found = Check(id, backlog);

        Assert.False(found.MayStart);
        Assert.Empty(found.Specs);
        Assert.Equal(code, found.Refusal().Code);
        Assert.Contains(refusal, found.Refusal().Message, StringComparison.Ordinal);
        Assert.Contains(remedy, found.Refusal().Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SpecThatLiesUncommitted_IsNamedInTheRemedy()
    {
        var sources = Intakes.Of("- [ ] **BK-001 — A log**\n  spec: NEW-001\n") with { UncommittedSpecs = ["sdd/specs/012-new.md"] };

        Assert.Equal("Commit the spec (sdd/specs/012-new.md is not committed), name its ids in the item's 'spec:' line, and run again.", IntakeRules.Check("BK-001", sources).Refusal().Remedy);
    }

    [Fact]
    public void Check_AnIdOfTenThousandLetters_IsNotSaidBack() => Assert.InRange(Check(new string('A', 10_000), "").Refusal().Message.Length, 1, 200);

    [Fact]
    public void Check_NoBacklog_NamesThePathAndTheKey()
    {
        var found = IntakeRules.Check("BK-001", Intakes.Of("") with { Backlog = null });

        Assert.Equal("There is no backlog at 'sdd/BACKLOG.md'.", found.Refusal().Message);
        Assert.Contains("paths.backlog", found.Refusal().Remedy, StringComparison.Ordinal);
    }

    private static ItemFindings Check(string id, string backlog) =>
        IntakeRules.Check(id, Intakes.Of(backlog, ("sdd/specs/011-log.md", Spec), ("sdd/DONE.md", "# Done\n\n- [x] **BK-007 — Before**\n")));
}
