using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class ChangelogEditTests
{
    private const string Groups = """
        # Changelog

        ## [Unreleased]

        ### Fixed

        - **Paths** -- no longer doubled (BL-007)
          - nested detail

        ### Added

        - Older entry

        ---

        ## [0.1.0] - 2026-02-14

        ### Added

        - **Store** — the beginning

        """;

    private const string Stubs = """
        # Changelog
        <!-- doc: dual -->

        ## [Unreleased]

        - BUG-243: **Change** — a tolerant delete
        - tooling: a stub without an id
        - BK-317: Older

        ### Fixed

        - BUG-200: **Fix** — a grouped stub
          that is wrapped

        ## [0.30.0] - 2026-07-19

        ### Changed

        - **Prose** (BK-313): text
        """;

    private static readonly ChangelogEntry Added = new("Added", "Log backend", "BK-001");
    private static readonly ChangelogEntry Fixed = new("Fixed", "Streams are closed", "BUG-002");

    [Fact]
    public void Insert_IntoGroups_PutsProseOnTopOfItsGroupWithTheIdBehind()
    {
        var text = ChangelogEdit.Insert(Groups, [Fixed, Added]);

        Assert.Equal(
            Groups.Replace("- **Paths**", "- Streams are closed (BUG-002)\n- **Paths**", StringComparison.Ordinal)
                .Replace("- Older entry", "- Log backend (BK-001)\n- Older entry", StringComparison.Ordinal),
            text);
    }

    [Fact]
    public void Insert_IntoStubs_PutsStubsOnTopAndIgnoresGroups()
    {
        var text = ChangelogEdit.Insert(Stubs, [Added, Fixed]);

        Assert.Equal(Stubs.Replace("- BUG-243", "- BK-001: Log backend\n- BUG-002: Streams are closed\n- BUG-243", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Insert_SeveralItems_PutsTheNewestIdFirst()
    {
        var text = ChangelogEdit.Insert(Stubs, [new("Added", "nine", "BK-9"), new("Added", "ten", "BK-10"), new("Added", "no id", null)]);

        Assert.Contains("- BK-10: ten\n- BK-9: nine\n- no id\n- BUG-243", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_NewGroup_GoesWhereTheCustomaryOrderHasIt()
    {
        var text = ChangelogEdit.Insert("## [Unreleased]\n\n### Fixed\n\n- f\n\n## [1.0.0] - 2026-01-01\n", [new("Security", "s", null), new("Changed", "c", null), new("Added", "a", null)]);

        Assert.Equal(
            "## [Unreleased]\n\n### Added\n\n- a\n\n### Changed\n\n- c\n\n### Fixed\n\n- f\n\n### Security\n\n- s\n\n## [1.0.0] - 2026-01-01\n", text);
    }

    [Fact]
    public void Insert_EmptyUnreleased_GetsItsGroupBeforeTheRule()
    {
        var text = ChangelogEdit.Insert("## [Unreleased]\n\n---\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- x\n", [Added]);

        Assert.StartsWith("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n---\n\n## [1.0.0]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_UnreleasedMissing_IsCreatedInTheFilesForm()
    {
        const string released = "# Changelog\n\n## 1.1.0 - 2026-02-01\n\n### Added\n- x\n\n---\n\n## 1.0.0 - 2026-01-01\n\n### Added\n- y\n";

        var text = ChangelogEdit.Insert(released, [Added]);

        Assert.Equal(released.Replace("## 1.1.0", "## Unreleased\n\n### Added\n- Log backend (BK-001)\n\n---\n\n## 1.1.0", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Insert_GroupHeadingWithoutBullets_IsFilled()
    {
        Assert.Equal("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n---\n", ChangelogEdit.Insert("## [Unreleased]\n\n### Added\n\n---\n", [Added]));
        Assert.Equal("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n### Fixed\n", ChangelogEdit.Insert("## [Unreleased]\n\n### Added\n### Fixed\n", [Added]));
        Assert.Equal("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)", ChangelogEdit.Insert("## [Unreleased]\n\n### Added", [Added]));
    }

    [Theory]
    [InlineData("", "## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n")]
    [InlineData("# Changelog", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)")]
    [InlineData("# Changelog\n", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n")]
    [InlineData("\uFEFF# C\r\n\r\n## [Unreleased]\r\n", "\uFEFF# C\r\n\r\n## [Unreleased]\r\n\r\n### Added\r\n\r\n- Log backend (BK-001)\r\n")]
    [InlineData("## [Unreleased]\n\n- BK-7: x", "## [Unreleased]\n\n- BK-001: Log backend\n- BK-7: x")]
    [InlineData("## Unreleased\n\n### Added\n* x (BK-7)\n\n[Unreleased]: https://x.org\n", "## Unreleased\n\n### Added\n* Log backend (BK-001)\n* x (BK-7)\n\n[Unreleased]: https://x.org\n")]
    [InlineData("## [Unreleased]\n\n[Unreleased]: https://x.org\n", "## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n[Unreleased]: https://x.org\n")]
    public void Insert_EveryShapeOfFile_KeepsEveryOtherByte(string before, string after) => Assert.Equal(after, ChangelogEdit.Insert(before, [Added]));

    [Fact]
    public void Insert_AnEntryThatStandsThere_IsNotAddedAgain()
    {
        var wrapped = new ChangelogEntry("Fixed", "**Fix** — a grouped stub that is wrapped", "BUG-200");

        Assert.Equal(Stubs, ChangelogEdit.Insert(Stubs, [wrapped]));
        Assert.Equal(Groups, ChangelogEdit.Insert(Groups, [new("Added", "Older entry", null)]));
        Assert.Equal(ChangelogEdit.Insert(Groups, [Added]), ChangelogEdit.Insert(Groups, [Added, Added, Added with { Text = "Log backend (BK-001)" }]));
    }

    [Fact]
    public void Insert_InAnyOrder_GivesTheSameText()
    {
        ChangelogEntry[] entries = [Added, Fixed, Fixed with { Text = "A second text of one item" }, new("Fixed", "Another", "BUG-010"), new("Performance", "Faster", null), new("Performance", "And smaller", null)];

        foreach (var before in new[] { Groups, Stubs, Groups.ReplaceLineEndings("\r\n"), "# C\n", "## [Unreleased]\n\n## [1.0.0]\n" })
        {
            Assert.Single(Permutations(entries).Select(order => ChangelogEdit.Insert(before, order)).Distinct());
        }
    }

    [Fact]
    public void Insert_Twice_ChangesNothingTheSecondTime()
    {
        foreach (var before in new[] { Groups, Stubs, "", "## [Unreleased]\n\n## [1.0.0]\n" })
        {
            var once = ChangelogEdit.Insert(before, [Added, Fixed]);

            Assert.Equal(once, ChangelogEdit.Insert(once, [Fixed, Added]));
        }
    }

    [Theory]
    [InlineData("## [9.9.9] - 2026-01-01", "- \\## [9.9.9] - 2026-01-01 (BK-001)")]
    [InlineData("fine\n\n## [9.9.9]\n- forged", "- fine ## [9.9.9] - forged (BK-001)")]
    [InlineData("<!-- swallow", "- \\<!-- swallow (BK-001)")]
    [InlineData("```", "- \\``` (BK-001)")]
    [InlineData("**Bold** stays", "- **Bold** stays (BK-001)")]
    public void Insert_TextThatForgesStructure_StaysOneEntry(string text, string expected)
    {
        var result = ChangelogEdit.Insert(Groups, [new("Added", text, "BK-001")]);

        Assert.Contains(expected + "\n- Older entry", result, StringComparison.Ordinal);
        Assert.Equal(2, ChangelogParser.Parse(result).Sections.Count);
    }

    [Fact]
    public void Insert_Nothing_ChangesNothing() => Assert.Equal("x", ChangelogEdit.Insert("x", []));

    private static IEnumerable<ChangelogEntry[]> Permutations(ChangelogEntry[] entries) => entries.Length <= 1
        ? [entries]
        : entries.SelectMany((first, index) => Permutations([.. entries[..index], .. entries[(index + 1)..]]).Select(rest => (ChangelogEntry[])[first, .. rest]));
}
