using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

/// <summary><c>[x]</c> closes an entry; only its disposition says whether the work was done under this id.</summary>
public class DispositionTests
{
    [Theory]
    [InlineData("*(promoted to BK-004)*", "Promoted BK-004")]
    [InlineData("*(was BK-003)*", "Renamed BK-003")]
    [InlineData("*(promoted from ID-012)*", "Renamed ID-012")]
    [InlineData("*(subsumed by ID-023 `ext.transfer`)* (v0.9.0)", "Subsumed ID-023")]
    [InlineData("(v0.3.0) → graduated to BK-004", "Graduated BK-004")]
    [InlineData("→ moved to [BACKLOG-DONE.md](BACKLOG-DONE.md)", "Moved sdd/BACKLOG-DONE.md")]
    [InlineData("→ moved to `BACKLOG-DONE.md`", "Moved BACKLOG-DONE.md")]
    [InlineData("(moved to Icebox)", "Moved Icebox")]
    [InlineData("→ [BK-007](#bk-007)", "Moved BK-007")]
    [InlineData("→ BK-007", "Moved BK-007")]
    [InlineData("(absorbed by **SQL-BLOB-7**)", "Absorbed SQL-BLOB-7")]
    [InlineData("(merged into BK-9b)", "Absorbed BK-9b")]
    [InlineData("(superseded by [ADR](adrs/0020.md))", "Subsumed sdd/adrs/0020.md")]
    [InlineData("(duplicate of BUG-1)", "Subsumed BUG-1")]
    [InlineData("(withdrawn)", "Withdrawn")]
    [InlineData("*(decided against)*", "DecidedAgainst")]
    [InlineData("(won't do)", "DecidedAgainst")]
    [InlineData("*(was ID-3)* → moved to [BACKLOG-DONE.md](BACKLOG-DONE.md)", "Moved sdd/BACKLOG-DONE.md")]
    [InlineData("*(v0.4.0)*", "None")]
    [InlineData("(v0.9.0, PR #55)", "None")]
    [InlineData("(merged in PR #55)", "None")]
    [InlineData("(LOW, was MEDIUM)", "None")]
    [InlineData("(was BK-334, absorbed here)", "Renamed BK-334")]
    [InlineData("(absorbed BK-334)", "None")]
    [InlineData("(not moved to Icebox)", "None")]
    [InlineData("(`moved to BK-1`)", "None")]
    [InlineData("→ Spec: `sdd/specs/010-x.md`", "None")]
    public void Parse_Suffix_TellsWhatBecameOfTheItem(string suffix, string expected) =>
        Assert.Equal(expected, Of($"- [x] **ID-001 — Title** {suffix}\n  Body.\n"));

    [Theory]
    [InlineData("  spec: BE-001 · effort: S\n  Promoted to BK-004.\n", "Promoted BK-004")]
    [InlineData("  Text.\n\n  **Withdrawn.** Nobody asked.\n", "Withdrawn")]
    [InlineData("  **Status:** absorbed into BK-310\n", "Absorbed BK-310")]
    [InlineData("  → Moved to [done](BACKLOG-DONE.md).\n", "Moved sdd/BACKLOG-DONE.md")]
    [InlineData("  Moved to `src/x.py` so that it can be tested.\n", "None")]
    [InlineData("  Dropped the retry loop.\n", "None")]
    [InlineData("  The helper was\n  moved to [x](BACKLOG-DONE.md).\n", "None")]
    [InlineData("  - A (was BK-334, absorbed here)\n", "None")]
    [InlineData("  ```\n  Promoted to BK-004.\n  ```\n", "None")]
    public void Parse_Body_TellsItOnlyAtTheStartOfAParagraph(string body, string expected)
    {
        Assert.Equal(expected, Of($"- [x] **ID-001 — Title**\n{body}"));
        Assert.Equal("None", Of($"- [ ] **ID-001 — Title**\n{body}"));
    }

    [Theory]
    [InlineData("## Absorbed\n\n- [x] **ID-1 — Title**\n  spec: — · audience: user.api\n  Absorbed by BK-310.\n", "Absorbed BK-310")]
    [InlineData("## Absorbed\n\n- [x] **ID-1 — Title** → BK-310\n", "Absorbed BK-310")]
    [InlineData("## Decided against\n\n- [x] **— — Title**\n", "DecidedAgainst")]
    [InlineData("## Decided against\n\n- [x] **— Title**\n", "DecidedAgainst")]
    [InlineData("## v0.3.0\n\n### Won't do\n\n- [x] **ID-1 — Title** *(was ID-7)*\n", "DecidedAgainst")]
    [InlineData("## v0.3.0\n\n- [x] **ID-1 — Title (promoted to BK-4)**\n", "Promoted BK-4")]
    [InlineData("- [ ] **BK-4 — Title** *(was ID-1)*\n", "Renamed ID-1")]
    [InlineData("- [ ] **BK-4 — Title** → BE-013\n", "None")]
    public void Parse_SectionTitleAndStatus_CountToo(string text, string expected) => Assert.Equal(expected, Of(text));

    [Fact]
    public void Parse_EntriesWithoutAnId_AreKeptAndAreNoDuplicates()
    {
        var register = BacklogParser.Parse("sdd/DONE.md", "## Decided against\n\n- [x] **— — One**\n  Why.\n- [x] **— — Two**\n");

        Assert.Equal(["— One", "— Two"], register.Items.Select(item => $"{item.Id} {item.Title}"));
        Assert.Empty(register.DuplicateIds);
    }

    [Fact]
    public void IsShipped_OnlyWhatWasFinishedUnderItsOwnId()
    {
        Assert.True(Item("- [x] **DONE-2 — T** *(was BK-3)*\n").IsShipped);
        Assert.False(Item("- [x] **ID-1 — T** *(promoted to BK-4)*\n").IsShipped);
        Assert.False(Item("- [ ] **ID-1 — T**\n").IsShipped);
    }

    private static BacklogItem Item(string text) => Assert.Single(BacklogParser.Parse("sdd/BACKLOG.md", text).Items);

    private static string Of(string text) => Item(text).Disposition is var found ? $"{found.Kind} {found.Id ?? found.Place}".TrimEnd() : "";
}
