using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Tests.Intake;

/// <summary>Documents get other numbers, move and are superseded, and links stay behind.</summary>
public class LinkCheckTests
{
    private static readonly (string Path, string Text)[] Documents =
    [
        ("sdd/specs/001-store.md", "# Store\n\n### STORE-001: Reads\n"),
        ("sdd/specs/010-paths.md", "# Paths\n\n### PATH-001: Joins\n"),
        ("sdd/specs/012-azure.md", "# Azure\n\n### AZ-001: Connects\n"),
        ("sdd/rfcs/rfc-0001-azure.md", "# RFC-0001: Azure\n\n## Status\n\nAccepted\n"),
        ("sdd/rfcs/rfc-0002-arrow.md", "# RFC-0002: Arrow\n\n## Status\n\nDraft\n"),
        ("sdd/rfcs/rfc-0009-agents.md", "# RFC-0009: Agents\n\n## Status\n\nSuperseded by [ADR-0020](../adrs/0020-loop.md)\n"),
        ("sdd/adrs/0020-loop.md", "# ADR-0020: Loop\n\n## Status\n\nAccepted\n"),
        ("docs/guide.md", "# Guide\n"),
    ];

    [Theory]
    [InlineData("→ RFC: `sdd/rfcs/rfc-0001-azure.md` (accepted)", null, "")]
    [InlineData("→ Spec: `sdd/specs/010-azure.md`", "renumbered-link", "BK-001 names sdd/specs/010-azure.md, which is not there: that document has another number now; its number is that of sdd/specs/010-paths.md now. Link sdd/specs/012-azure.md.")]
    [InlineData("→ RFC: `sdd/rfcs/rfc-0002-azure.md`", "renumbered-link", "BK-001 names sdd/rfcs/rfc-0002-azure.md, which is not there: that document has another number now; its number is that of sdd/rfcs/rfc-0002-arrow.md now. Link sdd/rfcs/rfc-0001-azure.md.")]
    [InlineData("→ Spec: `sdd/specs/010-glob.md`", "renumbered-link", "BK-001 names sdd/specs/010-glob.md, which is not there; its number is that of sdd/specs/010-paths.md now. Link the document that is meant (sdd/specs/010-paths.md, if it is that one), or give a new one the next free number, 013.")]
    [InlineData("Write the spec (`sdd/specs/010-glob.md`) first.", "renumbered-link", "BK-001 names sdd/specs/010-glob.md, which is not there; its number is that of sdd/specs/010-paths.md now. Link the document that is meant (sdd/specs/010-paths.md, if it is that one), or give a new one the next free number, 013.")]
    [InlineData("Write the spec (`sdd/specs/013-glob.md`) first.", null, "")]
    [InlineData("Adds `src/new.py`.", null, "")]
    [InlineData("See [old](old.md).", "stale-link", "BK-001 names sdd/old.md, which is not there any more: commit 0123abcd removed it. Link what took its place, or take the link out.")]
    [InlineData("See [moved](moved.md).", "stale-link", "BK-001 names sdd/moved.md, which is not there any more: commit 0123abcd moved it to docs/guide.md. Link docs/guide.md.")]
    [InlineData("See [guide](guide.md).", "stale-link", "BK-001 names sdd/guide.md, which is not there, and was not in the history of this commit. Link docs/guide.md, if it is that.")]
    [InlineData("See [guide](../docs/guide.md) and [site](https://example.org/a.md).", null, "")]
    [InlineData("See [rfc](rfcs/rfc-0009-agents.md).", "superseded-link", "BK-001 links to sdd/rfcs/rfc-0009-agents.md, which is no longer in force: Superseded by [ADR-0020](../adrs/0020-loop.md). Link sdd/adrs/0020-loop.md, and see that the item still holds.")]
    [InlineData("See [rfc](rfcs/rfc-0002-arrow.md).", "open-proposal", "BK-001 links to sdd/rfcs/rfc-0002-arrow.md, which is not accepted yet: Draft. Have it decided first if the item stands on it; only specs bind the experts.")]
    public void Check_Link_IsTold(string line, string? code, string says)
    {
        var found = IntakeRules.Check("BK-001", Sources($"- [ ] **BK-001 — One**\n  spec: STORE-001\n  {line}\n"));

        Assert.True(found.MayStart);
        Assert.Equal((code, says), found.Warnings.Count == 0 ? (null, "") : (Assert.Single(found.Warnings).Code, $"{found.Warnings[0]}"));
    }

    [Fact]
    public void Check_StaleNumberOfTheOnlySpec_IsARefusalThatNamesTheRightOne()
    {
        var found = IntakeRules.Check("BK-001", Sources("- [ ] **BK-001 — Azure**\n  → Spec: `sdd/specs/010-azure.md`\n  See [old](old.md).\n"));

        Assert.Equal(["no-spec", "renumbered-link"], found.Refusals.Codes());
        Assert.Equal("Link sdd/specs/012-azure.md.", found.Refusals[1].Remedy);
        Assert.Equal(["stale-link"], found.Warnings.Codes());
    }

    private static IntakeSources Sources(string backlog) => Intakes.Of(backlog, Documents) with
    {
        Past = path => path switch { "sdd/old.md" => new PastPath(path, "0123abcdef", null), "sdd/moved.md" => new PastPath(path, "0123abcdef", "docs/guide.md"), _ => null },
    };
}
