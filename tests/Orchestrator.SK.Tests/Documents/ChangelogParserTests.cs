using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class ChangelogParserTests
{
    private const string Text = """
        # Changelog

        Follows [Semantic Versioning](https://semver.org/).

        ## [Unreleased]

        - BK-196: a stub
        - tooling: no id, see (WR-001a is not one)

        ### Fixed

        - **SFTP paths**
          (BK-316): wrapped text, `(BK-1)` is code
          - nested (AF-012, STORE-006)

          a second paragraph
        - **BREAKING**: renamed (BL-003, BL-004)

        ```
        ## [9.9.9] - 2026-01-01
        ```

        ### Known Limitations

        ---

        ## [0.4.1] - 2026-02-19

        ### Fixed

        * star

        ## Not a version

        ## 0.1.0
        """;

    [Fact]
    public void Parse_VersionsAndGroups_AreFoundInFileOrder()
    {
        var changelog = ChangelogParser.Parse(Text);

        Assert.Equal([("Unreleased", null), ("0.4.1", "2026-02-19"), ("0.1.0", null)], changelog.Sections.Select(section => (section.Version, section.Date)));
        Assert.Equal([(null, 2), ("Fixed", 2), ("Known Limitations", 0)], changelog.Unreleased!.Groups.Select(group => (group.Name, group.Bullets.Count)));
    }

    [Fact]
    public void Parse_Bullets_KeepWhatHangsBelowThemAndTheirIds()
    {
        var groups = ChangelogParser.Parse(Text).Unreleased!.Groups;

        Assert.Equal(["BK-196", null], groups[0].Bullets.Select(bullet => bullet.LeadId));
        Assert.Equal(["BK-316", "AF-012", "STORE-006"], groups[1].Bullets[0].Ids);
        Assert.EndsWith("a second paragraph", groups[1].Bullets[0].Text, StringComparison.Ordinal);
        Assert.Equal(["BL-003", "BL-004"], groups[1].Bullets[1].Ids);
    }

    [Fact]
    public void Parse_FileWithoutUnreleased_SaysSo() => Assert.Null(ChangelogParser.Parse("## [1.0.0] - 2026-01-01\n").Unreleased);
}
