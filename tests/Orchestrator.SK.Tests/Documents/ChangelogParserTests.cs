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

    [Theory]
    [InlineData("## [0.0.5] - 2014-08-09 [YANKED]", "0.0.5|2014-08-09|False|True")]
    [InlineData("## v1.2.3 (2026-01-02)", "v1.2.3|2026-01-02|False|False")]
    [InlineData("## 1.2.3 / 2026-01-02", "1.2.3|2026-01-02|False|False")]
    [InlineData("## [1.2.3](https://x.org/a...b) (2026-01-02)", "1.2.3|2026-01-02|False|False")]
    [InlineData("### [1.2.3](https://x.org) (2026-01-02)", "1.2.3|2026-01-02|False|False")]
    [InlineData("# 2.0.0-rc.1 — March 3, 2026", "2.0.0-rc.1|March 3, 2026|False|False")]
    [InlineData("## Version 1.2, 3 Mar 2026", "1.2|3 Mar 2026|False|False")]
    [InlineData("## 1.2.3 - 03.02.2026", "1.2.3|03.02.2026|False|False")]
    [InlineData("## [1.3.0] - Unreleased", "1.3.0||True|False")]
    [InlineData("## 1.3.0 (TBD)", "1.3.0||True|False")]
    [InlineData("## [Unreleased](https://x.org/compare/a...HEAD)", "Unreleased||True|False")]
    [InlineData("## UNRELEASED", "UNRELEASED||True|False")]
    [InlineData("## Next", "Next||True|False")]
    [InlineData("## 42", "42||False|False")]
    [InlineData("## Next steps", "")]
    [InlineData("## 3 things to know", "")]
    [InlineData("### 1.2 of the API", "")]
    [InlineData("# Changelog", "")]
    [InlineData("## Unreleasedness", "")]
    public void Parse_Heading_OfAVersionInAnyConvention_IsRead(string heading, string expected) =>
        Assert.Equal(expected, string.Join(' ', ChangelogParser.Parse(heading + "\n\n- x\n").Sections.Select(section => $"{section.Version}|{section.Date}|{section.IsUnreleased}|{section.IsYanked}")));

    [Theory]
    [InlineData("- **BK-1:** x", "BK-1")]
    [InlineData("- [BK-1](https://x.org): x", "BK-1")]
    [InlineData("- **[BK-1]**: x", "BK-1")]
    [InlineData("- BK-1 x: y", "")]
    [InlineData("- **BREAKING**: x", "")]
    public void Parse_StubsId_IsReadThroughMarkup(string bullet, string id) =>
        Assert.Equal(id, ChangelogParser.Parse($"## [Unreleased]\n\n{bullet}\n").Unreleased!.Groups[0].Bullets[0].LeadId ?? "");
}
