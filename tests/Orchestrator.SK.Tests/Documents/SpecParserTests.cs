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
