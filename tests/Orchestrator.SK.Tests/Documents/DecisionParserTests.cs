using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class DecisionParserTests
{
    private const string Table = """
        # ADR-0034: Panel Rounds and an Unprimed Exit Gate

        ## Status

        | Field         | Value    |
        | ------------- | -------- |
        | Status        | Accepted |
        | Supersedes    | —        |
        | Superseded by | —        |
        | Amends        | ADR-0033, [ADR-0032](0032-ci.md) |

        Amends the termination clauses of
        [ADR-0033](0033-ship.md). Everything else is unchanged, and
        [ADR-0020](0020-orchestrate.md) remains untouched.

        ## Decision

        - **Rounds widen.** Prose that says a clause amended by ADR-0001 was superseded by ADR-0002.
          *Amended by [ADR-0041](0041-done.md):* the scope is
          retired.

        ```markdown
        *Amended by ADR-0099:* an example
        ```

        | Round | Superseded by |
        |---|---|
        | 1 | ADR-0098 |

        ## Consequences

        > **Superseded by** [ADR-0042](0042-kernel.md) in part.
        """;

    [Fact]
    public void Parse_TableForm_ReadsFieldsAndNotes()
    {
        var decision = DecisionParser.Parse("sdd/adrs/0034-panel.md", Table);

        Assert.Equal(("ADR-0034", "Panel Rounds and an Unprimed Exit Gate", "Accepted", 7), (decision.Name, decision.Title, decision.StatusText, decision.StatusLine));
        Assert.Equal(
            ["Amends ADR-0033 10 False", "Amends ADR-0032 10 False", "AmendedBy ADR-0041 19 True", "SupersededBy ADR-0042 32 True"],
            decision.Edges.Select(edge => $"{edge.Relation} {edge.Target} {edge.Line} {edge.IsNote}"));
        Assert.Equal(DecisionStanding.InForce, decision.Standing);
    }

    [Theory]
    [InlineData("## Status\n\nAccepted\n\n## Context\n\nStatus: no", "Accepted", "Accepted", "")]
    [InlineData("## Status\r\n\r\nDraft. Tracked as **BK-383**;\r\nnothing is built.\r\n", "Draft", "Draft. Tracked as **BK-383**;\nnothing is built.", "")]
    [InlineData("## Status\n\nDraft, 2026-10-03. Nothing below is built.", "Draft", "Draft, 2026-10-03. Nothing below is built.", "")]
    [InlineData("## Status\n\nSuperseded by [ADR-0020](../adrs/0020-a.md) (via [ADR-0019](../adrs/0019-b.md))", "Superseded", "Superseded by [ADR-0020](../adrs/0020-a.md) (via [ADR-0019](../adrs/0019-b.md))", "SupersededBy ADR-0020")]
    [InlineData("## Status\n\nDraft | Under Review | Accepted | Superseded by RFC-XXXX", "Draft", "Draft | Under Review | Accepted | Superseded by RFC-XXXX", "")]
    [InlineData("## Status\n\nAccepted — **amended by [ADR-0034](0034-hub.md) (2026-08-08)**", "Accepted", "Accepted — **amended by [ADR-0034](0034-hub.md) (2026-08-08)**", "AmendedBy ADR-0034")]
    [InlineData("## Status\n\nAccepted. Amended by\n[ADR-0011](0011-x.md) for one thing, ADR-0012, and [ADR-0013](0013.md). See ADR-0001.", "Accepted", "Accepted. Amended by\n[ADR-0011](0011-x.md) for one thing, ADR-0012, and [ADR-0013](0013.md). See ADR-0001.", "AmendedBy ADR-0011, AmendedBy ADR-0012, AmendedBy ADR-0013")]
    [InlineData("## Status\n\nSuperceded by [9. New way](0009-new-way.md)", "Superceded", "Superceded by [9. New way](0009-new-way.md)", "SupersededBy ADR-0009")]
    [InlineData("## Status: Proposed\n", "Proposed", "Proposed", "")]
    [InlineData("## 1. Status\n\n**Accepted** ✅\n", "Accepted", "**Accepted** ✅", "")]
    [InlineData("## Status\n\n~~Proposed~~ Accepted\n", "Accepted", "~~Proposed~~ Accepted", "")]
    [InlineData("## Status\n<!-- doc: repo-only -->\n\nAccepted\n", "Accepted", "Accepted", "")]
    [InlineData("## Context\n\nText.\n\n## Status\n\nRejected\n\nAmends [ADR-0001](0001.md).\n", "Rejected", "Rejected", "Amends ADR-0001")]
    [InlineData("**Status:** Accepted  \n**Supersedes:** ADR-003, ADR 4 and RFC-0005\n", "Accepted", "Accepted", "Supersedes ADR-0003, Supersedes ADR-0004, Supersedes RFC-0005")]
    [InlineData("- Status: superseded by ADR-8\n- Related: ADR-0018,\n  ADR-0077\n", "superseded", "superseded by ADR-8", "SupersededBy ADR-0008")]
    [InlineData("- Supersedes: ADR-0018,\n  ADR-0077\n", "", "", "Supersedes ADR-0018, Supersedes ADR-0077")]
    [InlineData("| Status | Superseded |\n|---|---|\n| Superseded By | [x](./ADR-0011-dns.md) in part: not ADR-0012 |\n| Supersedes | None |\n", "Superseded", "Superseded", "SupersededBy ADR-0011")]
    [InlineData("| Date | Status | Supersedes |\n|---|---|---|\n| 2026 | **Accepted** | ADR-0002 |\n", "Accepted", "**Accepted**", "Supersedes ADR-0002")]
    [InlineData("## Status\n\n| Stage | Status |\n| --- | --- |\n| Approved | ✅ |\n| Superseded by | [ADR 010](./adr-010-x.md) |\n", "", "", "SupersededBy ADR-0010")]
    [InlineData("## Status quo\n\nAccepted\n", "", "", "")]
    [InlineData("Nothing.\n\n- Supersedes ADR-0006's model.\n- it supersedes ADR-0005 too.\n", "", "", "Supersedes ADR-0006")]
    public void Parse_EveryForm_ReadsStatusAndRelations(string body, string word, string text, string edges)
    {
        var decision = DecisionParser.Parse("docs/adr/0007-x.md", "# ADR-0007: X\n\n" + body);

        Assert.Equal((word, text.ReplaceLineEndings("\n")), (decision.StatusWord, decision.StatusText));
        Assert.Equal(edges, string.Join(", ", decision.Edges.Select(edge => $"{edge.Relation} {edge.Target}")));
    }

    [Theory]
    [InlineData("sdd/adrs/0020-x.md", "# ADR-0020: Model — two", "ADR-0020", "ADR-0020", "Model — two")]
    [InlineData("sdd/adrs/0020-x.md", "# ADR 20 — Model", "ADR-20", "ADR-0020", "Model")]
    [InlineData("sdd/rfcs/rfc-0009-x.md", "# RFC-0009: `Code` here", "RFC-0009", "RFC-0009", "`Code` here")]
    [InlineData("sdd/rfcs/rfc-template.md", "# RFC-NNNN: <Title>", "RFC-NNNN", "", "<Title>")]
    [InlineData("doc/adr/0008-x.md", "# 8. Deprecate text", "ADR-0008", "ADR-0008", "Deprecate text")]
    [InlineData("doc/adr/0008-x.md", "# 2 phases", "ADR-0008", "ADR-0008", "2 phases")]
    [InlineData("sdd/rfcs/0003-x.md", "# A title alone", "RFC-0003", "RFC-0003", "A title alone")]
    [InlineData("sdd/adrs/012b-x.md", "# ADR-012b: Split", "ADR-012b", "ADR-0012b", "Split")]
    [InlineData("sdd/adrs/DIGEST.md", "# ADR digest", "", "", "ADR digest")]
    [InlineData("x.md", "See below.\n\n# Old\n\n# ADR-011 — Kept", "ADR-011", "ADR-0011", "Kept")]
    public void Parse_Heading_GivesNumberAndTitle(string path, string text, string name, string id, string title)
    {
        var decision = DecisionParser.Parse(path, text);

        Assert.Equal((name, id, title), (decision.Name, decision.Id?.ToString() ?? "", decision.Title));
    }

    [Fact]
    public void Parse_FrontMatter_IsRead()
    {
        var decision = DecisionParser.Parse("docs/0003-x.md", "---\nstatus: \"superseded by ADR-0009\"\nsupersedes:\n- ADR-0001\n- ADR-0002\ndate: 2026\n---\n\n# X\n\nText.\n");

        Assert.Equal(("superseded by ADR-0009", "superseded"), (decision.StatusText, decision.StatusWord));
        Assert.Equal(["ADR-0001", "ADR-0002"], decision.Supersedes.Select(id => id.ToString()));
        Assert.Equal(["ADR-0009"], decision.SupersededBy.Select(id => id.ToString()));
    }

    [Fact]
    public void Check_Graph_FindsWhatOneSideForgot()
    {
        var records = new[]
        {
            DecisionParser.Parse("a/0001-a.md", "# ADR-0001: A\n\n## Status\n\nAccepted\n"),
            DecisionParser.Parse("a/0002-b.md", "# ADR-0002: B\n\n## Status\n\n| Status | Accepted |\n|---|---|\n| Supersedes | ADR-0001 |\n| Amends | ADR-0004 |\n"),
            DecisionParser.Parse("a/0003-c.md", "# ADR-0003: C\n\n## Status\n\nSuperseded by [ADR-0004](0004-d.md)\n"),
            DecisionParser.Parse("a/0004-d.md", "# ADR-0004: D\n\n## Status\n\nAccepted. Amends ADR-0077.\n\n## Decision\n\n> supersedes ADR-0003.\n\n*Amended by ADR-0002:* x.\n"),
            DecisionParser.Parse("a/0005-e.md", "# ADR-0006: E\n"),
            DecisionParser.Parse("a/0006-f.md", "# ADR-0006: F\n"),
            DecisionParser.Parse("a/template.md", "# ADR-NNNN: F\n\n## Status\n\nSuperseded by ADR-0001\n"),
        };

        Assert.Equal(
            [
                "OneSided a/0002-b.md:7: ADR-0002 supersedes ADR-0001 (a/0002-b.md:7), but a/0001-a.md does not say that it is superseded by ADR-0002.",
                "StaleStatus a/0001-a.md:5: ADR-0001 is still 'Accepted' (a/0001-a.md:5), but ADR-0002 supersedes it.",
                "Missing a/0004-d.md:5: ADR-0004 amends ADR-0077 (a/0004-d.md:5), which is not there.",
                "DuplicateNumber a/0005-e.md:1: ADR-0006 is the number of a/0005-e.md and of a/0006-f.md: renumber one of them.",
                "FileNumber a/0005-e.md:1: a/0005-e.md is headed ADR-0006: give file and heading the same number.",
                "DuplicateNumber a/0006-f.md:1: ADR-0006 is the number of a/0006-f.md and of a/0005-e.md: renumber one of them.",
            ],
            DecisionCheck.Check(records).Select(finding => $"{finding.Fault} {finding.Path}:{finding.Line}: {finding.Message}"));
    }
}
