using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class SpecParserTests
{
    private const string Store = """
        # Store API Specification

        ## Paths

        ### STORE-002: Path Validation
        **Invariant:** Paths are validated, see STORE-001.

        #### Example

        ```markdown
        ### STORE-099: Quoted
        ```

        ### LocalBackend (SAW-008)

        ### STORE-015: native_path()
        **Raises:** InvalidPath.

        ### STORE-014: list_files(pattern=…)
        ### STORE-015: glob()

        ---

        ## EW-001 (was WR-014): Digest
        Text.

        ## WR-014..WR-015: Moved to spec 046

        ## MOD-006: Old thing [DEPRECATED]

        ## SIO-001
        Without a title.

        ## STORE-002 and STORE-003 together

        | ID | Requirement | Status |
        |----|-------------|--------|
        | SAW-001 | Writes are atomic | done |
        | `SAW-002` | A pipe \| inside | **DEPRECATED** |
        | STORE-002 | summarised | done |
        """;

    [Fact]
    public void Parse_HeadingsOfAnyLevelAndTableRows_AreSections()
    {
        var spec = SpecParser.Parse("sdd/specs/001-store-api.md", Store);

        Assert.Equal("Store API Specification", spec.Title);
        Assert.Equal(
            [
                "STORE-002 3 Path Validation", "STORE-015 3 native_path()", "STORE-014 3 list_files(pattern=…)", "STORE-015 3 glob()", "EW-001 2 Digest",
                "WR-014 2 Moved to spec 046", "WR-015 2 Moved to spec 046", "MOD-006 2 Old thing [DEPRECATED]", "SIO-001 2 ", "SAW-001 0 Writes are atomic", "SAW-002 0 A pipe | inside",
            ],
            spec.Sections.Select(section => $"{section.Id} {section.Level} {section.Title}"));
        Assert.Equal(["STORE-015"], spec.DuplicateIds);
        Assert.Equal("WR-014", spec.Sections[4].Was);
        Assert.Equal(["MOD-006", "SAW-002"], spec.Sections.Where(section => section.Deprecated).Select(section => section.Id));
    }

    [Fact]
    public void Parse_SectionText_RunsOverSubheadingsAndFencesToTheNextSection()
    {
        var section = SpecParser.Parse("s.md", Store).Sections[0];

        Assert.StartsWith("**Invariant:**", section.Text, StringComparison.Ordinal);
        Assert.EndsWith("### STORE-099: Quoted\n```", section.Text, StringComparison.Ordinal);
        Assert.Equal(Store.IndexOf("### LocalBackend", StringComparison.Ordinal) - 1, section.Span.End);
    }

    [Theory]
    [InlineData("## A-001: T\n\n**Moved to [EW-001](046-x.md#ew-001-was-a-001).**\n", "EW-001")]
    [InlineData("## A-001: T\n\nMoved to spec 046.\n", "spec 046")]
    [InlineData("## A-001: Moved to EW-002\n", "EW-002")]
    [InlineData("## A-001: T\n\n> Superseded by `B-003`\n> since 2.0\n", "B-003")]
    [InlineData("## A-001: T\n\nMoved to the bin, files stay for a week.\n\n**Invariant:** they can be restored.\n", null)]
    [InlineData("## A-001: Moved to the bin\n\n**Invariant:** files can be restored.\n", null)]
    [InlineData("## A-001: T\n\nMoved files keep their date.\n", null)]
    public void Parse_StubOfASectionThatMoved_SaysWhereTo(string text, string? target)
    {
        var section = Assert.Single(SpecParser.Parse("s.md", text).Sections);

        Assert.Equal((target, target is null), (section.MovedTo, section.IsInForce));
    }

    [Theory]
    [InlineData("## A-001: list(deprecated=True)\n\nText.\n", false)]
    [InlineData("## A-001: x `[DEPRECATED]`\n\nText.\n", false)]
    [InlineData("## A-001: x (deprecated since 2.0)\n\nText.\n", true)]
    [InlineData("## ~~A-001: x~~\n\nText.\n", true)]
    [InlineData("## A-001: x\n\n**Status:** Deprecated\n", true)]
    [InlineData("## A-001: x\n\n> **DEPRECATED** by B-001\n", true)]
    [InlineData("## A-001: x\n\nNo deprecated names.\n", false)]
    [InlineData("| ID | Requirement | Status |\n|---|---|---|\n| A-001 | x | Removed in 2.0 |\n", true)]
    [InlineData("| Spec ID | Requirement | Status |\n|---|---|---|\n| A-001 | x | Done |\n", false)]
    public void Parse_Deprecated_IsWhatIsMarkedAsSuch(string text, bool deprecated) =>
        Assert.Equal(deprecated, Assert.Single(SpecParser.Parse("s.md", text).Sections).Deprecated);

    [Theory]
    [InlineData("### A-001: C#", "A-001|C#")]
    [InlineData("### A-001: T ###", "A-001|T")]
    [InlineData("#### [A-001] Title", "A-001|Title")]
    [InlineData("## 3.1 A-001: Title", "A-001|Title")]
    [InlineData("## Requirement A-001: Title", "A-001|Title")]
    [InlineData("## A-001 (was B-001) [DRAFT] (x): Title (y): z", "A-001|Title (y): z")]
    [InlineData("# SQL-BLOB-025 — Title — more", "SQL-BLOB-025|Title — more")]
    [InlineData("###### `A-001`: **Title**", "A-001|Title")]
    [InlineData("## A-001..003: T", "A-001|T,A-002|T,A-003|T")]
    [InlineData("## A-001a/b: T", "A-001a|T,A-001b|T")]
    [InlineData("## A-001 Title", "")]
    [InlineData("## A-001 and A-002", "")]
    [InlineData("## LocalBackend (A-001)", "")]
    [InlineData("## A-001-beta: T", "")]
    [InlineData("## Title: A-001", "")]
    public void Parse_Heading_DeclaresOrCites(string heading, string expected) =>
        Assert.Equal(expected, string.Join(',', SpecParser.Parse("s.md", heading + "\n\nText.\n").Sections.Select(section => $"{section.Id}|{section.Title}")));

    [Fact]
    public void Parse_WhatStandsAboveTheNextHeading_IsNotTheSectionsOwn()
    {
        const string text = "## A-001: T\r\nText.\r\n\r\n---\r\n\r\n<a id=\"b\"></a>\r\n<!-- doc: x -->\r\n## B-001: U\r\nMore.";
        var sections = SpecParser.Parse("s.md", text).Sections;

        Assert.Equal(["## A-001: T\r\nText.\r\n", "## B-001: U\r\nMore."], sections.Select(section => text.Substring(section.Span.Start, section.Span.Length)));
        Assert.Equal("Text.", sections[0].Text);
    }

    [Fact]
    public void Check_Files_ReportsWhatCannotBeCited()
    {
        SpecFile[] files =
        [
            SpecParser.Parse("s/013-memory.md", "# Memory\n\n## MEM-001: A\n\n## MEM-001: B\n\n## MEM-002 No colon\n"),
            SpecParser.Parse("s/013-pyarrow.md", "# Arrow\n\n| ID | Sum |\n|---|---|\n| MEM-001 | x |\n\n## PA-001: A\n\nMoved to PA-009.\n"),
            SpecParser.Parse("s/pyarrow.md", "# Spec 014 — Arrow\n"),
        ];

        Assert.Equal([13, 13, 14], files.Select(file => file.Number ?? 0));
        Assert.Equal(
            [
                "MEM-001 is declared 2 times: s/013-memory.md:3, s/013-memory.md:5. Give all but one another id: whoever cites it must know which is meant.",
                "Spec number 13 is that of s/013-memory.md and of s/013-pyarrow.md: renumber all but one.",
                "The heading 'MEM-002 No colon' (s/013-memory.md:7) begins with an id but declares none: put a colon behind the id, or the id behind the words.",
                "PA-001 (s/013-pyarrow.md:7) says that it moved to PA-009, which no spec declares.",
            ],
            SpecCheck.Check(files, new SpecIndex(files)).Select(finding => finding.Message));
    }

    [Fact]
    public void Index_DuplicateAcrossFiles_IsReportedAndTheLivingOneFound()
    {
        var index = new SpecIndex([SpecParser.Parse("a.md", "## A-001: Old [DEPRECATED]\n"), SpecParser.Parse("b.md", "## A-001: New\n")]);

        Assert.Equal("New", index.Find("A-001")!.Title);
        Assert.Equal(["A-001"], index.DuplicateIds);
        Assert.Equal(2, index.FindAll("A-001").Count);
        Assert.Null(index.Find("A-002"));
        Assert.False(index.Contains("a-001"));
    }
}
