using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class BacklogEditTests
{
    private const string WithDoneSection = """
        # Backlog

        ## Release Blockers

        - [x] **BL-001 — Publish**
          Body.

        - [ ] **BL-002 — Docs**

        ## Backlog

        - [ ] **BK-001 — Cloud backend**
          → Spec: TBD

          ```python
          - [ ] **BK-009 — quoted**
          ```

        - [~] **BK-002 — Patterns** (LOW)
          Body.

        ## Ideas

        - [x] **ID-011 — New runtime** *(promoted to BK-004)*
        - [ ] **ID-012 — Benchmarks**

        ---

        ## Done

        Kept for reference.

        - [x] **DONE-001 — Types**
          All typed.

        """;

    private const string Register = """
        # Backlog — Done

        Newest first.

        ---

        ## Unreleased

        - [x] **BUG-212 — Cassettes**
          spec: — · audience: contributor.tooling

        ---

        ## v0.3.0

        - [x] **BK-000 — First**

        """;

    [Fact]
    public void MarkDone_BacklogWithADoneSection_MovesTheItemThere()
    {
        var result = BacklogEdit.MarkDone(WithDoneSection, null, "BK-001", "Shipped as `CloudBackend`.");

        Assert.Null(result.Refusal);
        const string body = "  → Spec: TBD\n\n  ```python\n  - [ ] **BK-009 — quoted**\n  ```\n";
        Assert.Equal(
            WithDoneSection.Replace("- [ ] **BK-001 — Cloud backend**\n" + body + "\n", "", StringComparison.Ordinal)
            + "\n- [x] **BK-001 — Cloud backend**\n" + body + "  Shipped as `CloudBackend`.\n",
            result.BacklogText);
    }

    [Theory]
    [InlineData("- [x] **BK-007 — B**\n\n- [x] **BK-005 — A**\n", "- [x] **BK-002 — Patterns** (LOW)\n  Body.\n\n- [x] **BK-007 — B**\n\n- [x] **BK-005 — A**\n")]
    [InlineData("- [x] **BK-000 — A**\n- [x] **BL-000 — C**\n", "- [x] **BK-000 — A**\n- [x] **BL-000 — C**\n\n- [x] **BK-002 — Patterns** (LOW)\n  Body.\n")]
    [InlineData("### Work\n\n- [x] **BK-000 — A**\n\n### Ideas\n\n- [x] **ID-001 — C**\n", "### Work\n\n- [x] **BK-000 — A**\n\n- [x] **BK-002 — Patterns** (LOW)\n  Body.\n\n### Ideas\n\n- [x] **ID-001 — C**\n")]
    [InlineData("Empty so far.\n", "Empty so far.\n\n- [x] **BK-002 — Patterns** (LOW)\n  Body.\n")]
    public void MarkDone_DoneSection_GoesOnInItsOwnOrderAndGroup(string before, string after)
    {
        var text = WithDoneSection[..WithDoneSection.IndexOf("- [x] **DONE-001", StringComparison.Ordinal)];

        var result = BacklogEdit.MarkDone(text + before, null, "BK-002", null);

        Assert.Equal((null, text.Replace("- [~] **BK-002 — Patterns** (LOW)\n  Body.\n\n", "", StringComparison.Ordinal) + after), (result.Refusal, result.BacklogText));
    }

    [Fact]
    public void MarkDone_SectionThatKeepsItsFinishedItems_MarksInPlace()
    {
        var result = BacklogEdit.MarkDone(WithDoneSection, null, "BL-002", null);

        Assert.Equal(WithDoneSection.Replace("- [ ] **BL-002", "- [x] **BL-002", StringComparison.Ordinal), result.BacklogText);
    }

    [Fact]
    public void MarkDone_PromotedItemsAreNoFinishedOnes_SoTheIdeaMoves()
    {
        var result = BacklogEdit.MarkDone(WithDoneSection, null, "ID-012", null);

        Assert.EndsWith("  All typed.\n\n- [x] **ID-012 — Benchmarks**\n", result.BacklogText, StringComparison.Ordinal);
        Assert.Contains("*(promoted to BK-004)*\n\n---\n", result.BacklogText, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkDone_BacklogWithoutADoneSection_MarksInPlaceWithTheNote()
    {
        const string text = "## Backlog\n\n- [~] **BK-1 — One** (LOW)\n  Body.\n- [ ] **BK-2 — Two**";

        Assert.Equal("## Backlog\n\n- [x] **BK-1 — One** (LOW)\n  Body.\n  Note.\n- [ ] **BK-2 — Two**", BacklogEdit.MarkDone(text, null, "bk-1", "Note.").BacklogText);
        Assert.Equal("## Backlog\n\n- [~] **BK-1 — One** (LOW)\n  Body.\n- [x] **BK-2 — Two**\n  Note.", BacklogEdit.MarkDone(text, null, "BK-2", "Note.").BacklogText);
    }

    [Fact]
    public void MarkDone_RegisterExists_MovesTheItemToTheTopOfUnreleased()
    {
        const string backlog = "# B\n\n## Ideas\n\n- [ ] **BK-1 — One**\n  spec: BE-013, BE-014 · effort: M · audience: infra.test\n  Body.\n\n- [ ] **BK-2 — Two**\n";

        var result = BacklogEdit.MarkDone(backlog, Register, "BK-1", null);

        Assert.Equal("# B\n\n## Ideas\n\n- [ ] **BK-2 — Two**\n", result.BacklogText);
        Assert.Equal(
            Register.Replace("- [x] **BUG-212", "- [x] **BK-1 — One**\n  spec: BE-013, BE-014 · audience: infra.test\n  Body.\n\n- [x] **BUG-212", StringComparison.Ordinal),
            result.DoneText);
    }

    [Theory]
    [InlineData("", "## Unreleased\n\n- [x] **BK-1 — One**\n")]
    [InlineData("# Done", "# Done\n\n## Unreleased\n\n- [x] **BK-1 — One**")]
    [InlineData("# Done\n\n## Unreleased\n", "# Done\n\n## Unreleased\n\n- [x] **BK-1 — One**\n")]
    [InlineData("# Done\n\n## Unreleased\n\n---\n\n## v1\n", "# Done\n\n## Unreleased\n\n- [x] **BK-1 — One**\n\n---\n\n## v1\n")]
    [InlineData("# Done\n\n## v1\n\n- [x] **BK-0 — Zero**\n", "# Done\n\n## Unreleased\n\n- [x] **BK-1 — One**\n\n## v1\n\n- [x] **BK-0 — Zero**\n")]
    [InlineData("## v2\n\n---\n\n## v1\n", "## Unreleased\n\n- [x] **BK-1 — One**\n\n---\n\n## v2\n\n---\n\n## v1\n")]
    [InlineData("\uFEFF# Done\r\n\r\n## v1\r\n", "\uFEFF# Done\r\n\r\n## Unreleased\r\n\r\n- [x] **BK-1 — One**\r\n\r\n## v1\r\n")]
    public void MarkDone_EveryShapeOfRegister_KeepsEveryOtherByte(string before, string after)
    {
        var result = BacklogEdit.MarkDone("# B\n\n- [ ] **BK-1 — One**\n", before, "BK-1", null);

        Assert.Equal((null, "# B\n", after), (result.Refusal, result.BacklogText, result.DoneText));
    }

    [Fact]
    public void MarkDone_WindowsText_StaysWindowsText()
    {
        var windows = "\uFEFF" + WithDoneSection.ReplaceLineEndings("\r\n");

        var result = BacklogEdit.MarkDone(windows, null, "BK-002", "Note\nforged line");

        Assert.Equal("\uFEFF" + BacklogEdit.MarkDone(WithDoneSection, null, "BK-002", "Note forged line").BacklogText.ReplaceLineEndings("\r\n"), result.BacklogText);
    }

    [Theory]
    [InlineData("BK-404", "The backlog has no item 'BK-404'. It has BK-001, BK-002.")]
    [InlineData("X-1", "The backlog has no item 'X-1'. Check the id.")]
    [InlineData("BL-001", "Item 'BL-001' is done already (line 5).")]
    public void MarkDone_WhatCannotBeDone_IsRefusedAndNothingChanges(string id, string refusal)
    {
        var result = BacklogEdit.MarkDone(WithDoneSection, null, id, null);

        Assert.Equal((refusal, WithDoneSection), (result.Refusal, result.BacklogText));
    }

    [Fact]
    public void MarkDone_DuplicateIds_AreRefused()
    {
        const string twice = "- [ ] **BK-1 — One**\n- [ ] **BK-1 — Again**\n";

        Assert.Contains("(lines 1, 2)", BacklogEdit.MarkDone(twice, null, "BK-1", null).Refusal!, StringComparison.Ordinal);
        Assert.Contains("already holds 'BK-000'", BacklogEdit.MarkDone("- [ ] **BK-000 — One**\n", Register, "BK-000", null).Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkDone_RegisterThatEndsInAnOpenFence_IsRefusedBecauseTheEntryWouldBeSwallowed()
    {
        var result = BacklogEdit.MarkDone("- [ ] **BK-1 — One**\n", "# Done\n\n```\nnever closed\n", "BK-1", null);

        Assert.True(result.IsRefused);
        Assert.Equal("# Done\n\n```\nnever closed\n", result.DoneText);
    }

    [Fact]
    public void MarkDone_EveryOpenItemOfABacklog_ChangesThatItemAlone()
    {
        foreach (var item in BacklogParser.Parse("b.md", WithDoneSection).Items.Where(item => item.Status != ItemStatus.Done))
        {
            Assert.Null(BacklogEdit.MarkDone(WithDoneSection, null, item.Id, null).Refusal);
            Assert.Null(BacklogEdit.MarkDone(WithDoneSection, Register, item.Id, "Note.").Refusal);
        }
    }
}
