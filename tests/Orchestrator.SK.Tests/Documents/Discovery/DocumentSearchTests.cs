namespace Orchestrator.SK.Tests.Documents.Discovery;

/// <summary>Documents are found by what they hold, whatever they are called; and what only looks like one is passed over.</summary>
public class DocumentSearchTests
{
    [Theory]
    [InlineData("sdd/BACKLOG.md")]
    [InlineData("docs/TODO.md")]
    [InlineData("planning/what-we-owe.md")]
    [InlineData(".github/roadmap.md")]
    public void Backlog_ByWhatItHolds_IsFound(string path)
    {
        var found = Surveys.Of((path, Surveys.Backlog), ("README.md", "# Project\n\n- [ ] star us\n- [x] read this\n\n```\n- [ ] **BK-009 — Sample**\n```\n"), ("src/a.py", ""));

        Assert.Equal(path, found.Value("paths.backlog"));
        Assert.Equal("2 items, 2 open", found.Found[0].Evidence);
        Assert.Equal(path, found.Settings!.Paths!.Backlog);
    }

    [Theory]
    [InlineData("docs/TODO.md", "docs/DONE.md")]
    [InlineData("sdd/BACKLOG.md", "sdd/BACKLOG-DONE.md")]
    [InlineData("work/open.md", "work/closed-items.md")]
    [InlineData("sdd/BACKLOG.md", "archive/completed.md")]
    public void DoneRegister_BesideTheBacklog_IsNeitherBacklogNorChangelog(string backlog, string done)
    {
        var found = Surveys.Of((backlog, Surveys.Backlog), (done, Surveys.Done), ("src/a.py", ""));

        Assert.Equal((backlog, done, null), (found.Value("paths.backlog"), found.Value("paths.done"), found.Value("paths.changelog")));
    }

    [Theory]
    [InlineData("node_modules/x/BACKLOG.md")]
    [InlineData("vendor/x/BACKLOG.md")]
    [InlineData("templates/BACKLOG.md")]
    [InlineData("docs/backlog-template.md")]
    [InlineData("tests/fixtures/BACKLOG.md")]
    [InlineData("examples/demo/BACKLOG.md")]
    [InlineData("docs/archive/BACKLOG.md")]
    public void Backlog_Decoy_IsPassedOver(string path)
    {
        Assert.Null(Surveys.Of((path, Surveys.Backlog), ("src/a.py", "")).Settings!.Paths!.Backlog);
        Assert.Equal("TODO.md", Surveys.Of((path, Surveys.Backlog), ("TODO.md", Surveys.Backlog), ("src/a.py", "")).Value("paths.backlog"));
    }

    [Fact]
    public void Backlog_OfOtherForm_IsNamedAsNear()
    {
        var missing = Surveys.Of(("TODO.md", "# To do\n\n- [ ] one\n- [ ] two\n- [x] three\n"), ("src/a.py", "")).Missing.Single(row => row.Key == "paths.backlog");

        Assert.Equal("TODO.md: 3 checkboxes, none of them an item ('- [ ] **ID-001 — Title**')", Assert.Single(missing.Candidates));
    }

    [Fact]
    public void Backlog_Empty_IsTakenByItsName() =>
        Assert.Equal("sdd/BACKLOG.md", Surveys.Of(("sdd/BACKLOG.md", "# Backlog\n\nNothing yet.\n"), ("src/a.py", "")).Value("paths.backlog"));

    [Fact]
    public void Backlog_DuplicateIds_AreToldAtOnce() =>
        Assert.Contains("more than once: BK-001", Surveys.Of(("BACKLOG.md", Surveys.Backlog + Surveys.Backlog), ("src/a.py", "")).Found[0].Evidence, StringComparison.Ordinal);

    [Theory]
    [InlineData("CHANGES.md", "CHANGES.md")]
    [InlineData("docs/history.md", "docs/history.md")]
    [InlineData("docs/what-is-new.md", "docs/what-is-new.md")]
    [InlineData("node_modules/x/CHANGELOG.md", null)]
    [InlineData("docs/vendor/CHANGELOG.md", null)]
    public void Changelog_ByItsVersions_IsFound(string path, string? expected) =>
        Assert.Equal(expected, Surveys.Of((path, Surveys.Changelog), ("src/a.py", ""), ("docs/steps.md", "## 1. First\n\n## 2. Second\n")).Value("paths.changelog"));

    [Fact]
    public void Changelog_OfTheRoot_SpeaksForThoseOfPackages()
    {
        (string, string)[] packages = [("packages/a/CHANGELOG.md", Surveys.Changelog), ("packages/b/CHANGELOG.md", Surveys.Changelog), ("packages/a/src/a.ts", "")];

        Assert.Equal("CHANGELOG.md", Surveys.Of([.. packages, ("CHANGELOG.md", Surveys.Changelog)]).Value("paths.changelog"));
        Assert.Equal(2, Surveys.Of(packages).Missing.Single(row => row.Key == "paths.changelog").Candidates.Count);
    }

    [Fact]
    public void Changelog_OfAnotherMarkup_IsNamedAsNear() =>
        Assert.Equal("CHANGES.rst: only Markdown is read", Assert.Single(Surveys.Of(("CHANGES.rst", ""), ("src/a.py", "")).Missing.Single(row => row.Key == "paths.changelog").Candidates));

    [Theory]
    [InlineData("sdd/specs/*.md", "sdd/specs/001-read.md", "sdd/specs/002-write.md")]
    [InlineData("docs/requirements/*.md", "docs/requirements/read.md")]
    [InlineData("docs/requirements/**/*.md", "docs/requirements/io/read.md", "docs/requirements/write.md")]
    [InlineData("contract/*.md", "contract/read.md", "contract/write.md")]
    [InlineData("docs/SPEC.md", "docs/SPEC.md")]
    public void Specs_ByTheIdsTheyDeclare_AreFound(string glob, params string[] paths) =>
        Assert.Equal(glob, Surveys.Of([.. paths.Select((path, index) => (path, Surveys.Spec.Replace("READ-", $"R{index}-", StringComparison.Ordinal))), ("docs/guide.md", "# Guide\n"), ("docs/other.md", "# Other\n"), ("src/a.py", "")]).Value("paths.specs"));

    [Fact]
    public void Specs_WhoseIdsAreOthersNumbers_AreNone()
    {
        var found = Surveys.Of(
            ("sdd/BACKLOG.md", Surveys.Backlog), ("sdd/backlog/bk-001-one.md", "# BK-001 — One\n\n## BK-002: Two\n\n## BK-003: Three\n"), ("sdd/rfcs/rfc-0001-fast.md", Surveys.Rfc),
            ("sdd/audits/audit-001.md", "# Audit\n\n### F-001: a\n\n### F-002: b\n\n### F-003: c\n"), ("sdd/adrs/0001-record.md", "# ADR-0001: Record\n\n## Status\n\nAccepted\n"), ("src/a.py", ""));

        Assert.Null(found.Value("paths.specs"));
        Assert.Equal(("sdd/adrs/*.md", "sdd/rfcs/*.md"), (found.Value("paths.decisions"), found.Value("paths.rfcs")));
    }

    [Fact]
    public void Specs_ThatDocumentationRepeats_AreFoundOnce() =>
        Assert.Equal("sdd/specs/*.md", Surveys.Of(("sdd/specs/001-read.md", Surveys.Spec), ("docs/design/specs/001-read.md", Surveys.Spec.Split("### READ-003")[0]), ("src/a.py", "")).Value("paths.specs"));

    [Fact]
    public void Specs_WithoutIds_AreNamedAsNear() =>
        Assert.Equal("specs/: 1 document, none with a heading such as '### STORE-001: Title'", Assert.Single(Surveys.Of(("specs/001-login/spec.md", "# Login\n\n- FR-1 must\n"), ("src/a.py", "")).Missing.Single(row => row.Key == "paths.specs").Candidates));

    [Theory]
    [InlineData("doc/architecture/decisions/0001-record.md", Surveys.Adr, "doc/architecture/decisions/*.md")]
    [InlineData("docs/adr/0001-record.md", "---\nstatus: accepted\n---\n\n# Record\n", "docs/adr/*.md")]
    [InlineData("docs/adr/0001-record.md", "# ADR-0001: Record\n\n| Field | Value |\n|---|---|\n| Status | Accepted |\n", "docs/adr/*.md")]
    [InlineData("docs/adr/template.md", "# ADR-NNNN: Title\n\n## Status\n\nAccepted\n", null)]
    [InlineData("docs/guides/0001-start.md", "# Start\n\nStatus: draft\n", null)]
    public void Decisions_ByNumberAndStatus_AreFound(string path, string text, string? glob) =>
        Assert.Equal(glob, Surveys.Of((path, text), ("src/a.py", "")).Value("paths.decisions"));

    [Theory]
    [InlineData("docs/rules.md", "docs/rules.md#what-belongs-together")]
    [InlineData(".claude/commands/ripple-check.md", ".claude/commands/ripple-check.md#what-belongs-together")]
    [InlineData("templates/rules.md", null)]
    public void Ripples_ByTheirColumns_AreFound(string path, string? reference) => Assert.Equal(reference, Surveys.Of((path, Surveys.Ripples), ("src/a.py", "")).Value("paths.ripples"));

    [Fact]
    public void Ripples_OfTwoPresentations_AreThoseBelowTheirCommonHeading()
    {
        const string table = "\n| Trigger | Ripples |\n|---|---|\n| **A reader** | `docs/` |\n| **An error** | `README.md` |\n";
        var found = Surveys.Of(("REFERENCE.md", $"# Reference\n\n## Ripple-check table\n\n### Index\n{table}\n### Details\n{table}\n## Where things are\n\n| I need to… | Go here |\n|---|---|\n| read | there |\n| write | here |\n"), ("src/a.py", ""));

        Assert.Equal("REFERENCE.md#ripple-check-table", found.Value("paths.ripples"));
        Assert.StartsWith("2 rows", found.Found.Single(row => row.Key == "paths.ripples").Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("| When | What |\n|---|---|\n| Monday | talk |\n| Friday | rest |\n")]
    [InlineData("| Change | Author |\n|---|---|\n| one | me |\n| two | you |\n")]
    public void Ripples_TableOfAnotherKind_IsNone(string table) => Assert.Null(Surveys.Of(("docs/team.md", $"# Team\n\n{table}"), ("src/a.py", "")).Value("paths.ripples"));
}
