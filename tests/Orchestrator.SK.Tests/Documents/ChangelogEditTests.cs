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
        var text = Insert(Groups, [Fixed, Added]);

        Assert.Equal(
            Groups.Replace("- **Paths**", "- Streams are closed (BUG-002)\n- **Paths**", StringComparison.Ordinal)
                .Replace("- Older entry", "- Log backend (BK-001)\n- Older entry", StringComparison.Ordinal),
            text);
    }

    [Fact]
    public void Insert_IntoStubs_PutsStubsOnTopAndIgnoresGroups()
    {
        var text = Insert(Stubs, [Added, Fixed]);

        Assert.Equal(Stubs.Replace("- BUG-243", "- BK-001: Log backend\n- BUG-002: Streams are closed\n- BUG-243", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Insert_SeveralItems_PutsTheNewestIdFirst()
    {
        var text = Insert(Stubs, [new("Added", "nine", "BK-9"), new("Added", "ten", "BK-10"), new("Added", "no id", null)]);

        Assert.Contains("- BK-10: ten\n- BK-9: nine\n- no id\n- BUG-243", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_NewGroup_GoesWhereTheCustomaryOrderHasIt()
    {
        var text = Insert("## [Unreleased]\n\n### Fixed\n\n- f\n\n## [1.0.0] - 2026-01-01\n", [new("Security", "s", null), new("Changed", "c", null), new("Added", "a", null)]);

        Assert.Equal(
            "## [Unreleased]\n\n### Added\n\n- a\n\n### Changed\n\n- c\n\n### Fixed\n\n- f\n\n### Security\n\n- s\n\n## [1.0.0] - 2026-01-01\n", text);
    }

    [Fact]
    public void Insert_EmptyUnreleased_GetsItsGroupBeforeTheRule()
    {
        var text = Insert("## [Unreleased]\n\n---\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- x\n", [Added]);

        Assert.StartsWith("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n---\n\n## [1.0.0]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_UnreleasedMissing_IsCreatedInTheFilesForm()
    {
        const string released = "# Changelog\n\n## 1.1.0 - 2026-02-01\n\n### Added\n- x\n\n---\n\n## 1.0.0 - 2026-01-01\n\n### Added\n- y\n";

        var text = Insert(released, [Added]);

        Assert.Equal(released.Replace("## 1.1.0", "## Unreleased\n\n### Added\n- Log backend (BK-001)\n\n---\n\n## 1.1.0", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Insert_GroupHeadingWithoutBullets_IsFilled()
    {
        Assert.Equal("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n---\n", Insert("## [Unreleased]\n\n### Added\n\n---\n", [Added]));
        Assert.Equal("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n### Fixed\n", Insert("## [Unreleased]\n\n### Added\n### Fixed\n", [Added]));
        Assert.Equal("## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)", Insert("## [Unreleased]\n\n### Added", [Added]));
    }

    [Theory]
    [InlineData("", "## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n")]
    [InlineData("# Changelog", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)")]
    [InlineData("# Changelog\n", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n")]
    [InlineData("\uFEFF# C\r\n\r\n## [Unreleased]\r\n", "\uFEFF# C\r\n\r\n## [Unreleased]\r\n\r\n### Added\r\n\r\n- Log backend (BK-001)\r\n")]
    [InlineData("## [Unreleased]\n\n- BK-7: x", "## [Unreleased]\n\n- BK-001: Log backend\n- BK-7: x")]
    [InlineData("## Unreleased\n\n### Added\n* x (BK-7)\n\n[Unreleased]: https://x.org\n", "## Unreleased\n\n### Added\n* Log backend (BK-001)\n* x (BK-7)\n\n[Unreleased]: https://x.org\n")]
    [InlineData("## [Unreleased]\n\n[Unreleased]: https://x.org\n", "## [Unreleased]\n\n### Added\n\n- Log backend (BK-001)\n\n[Unreleased]: https://x.org\n")]
    public void Insert_EveryShapeOfFile_KeepsEveryOtherByte(string before, string after) => Assert.Equal(after, Insert(before, [Added]));

    [Fact]
    public void Insert_AnEntryThatStandsThere_IsNotAddedAgain()
    {
        var wrapped = new ChangelogEntry("Fixed", "**Fix** — a grouped stub that is wrapped", "BUG-200");

        Assert.Equal(Stubs, Insert(Stubs, [wrapped]));
        Assert.Equal(Groups, Insert(Groups, [new("Added", "Older entry", null)]));
        Assert.Equal(Insert(Groups, [Added]), Insert(Groups, [Added, Added, Added with { Text = "Log backend (BK-001)" }]));
    }

    [Fact]
    public void Insert_InAnyOrder_GivesTheSameText()
    {
        ChangelogEntry[] entries = [Added, Fixed, Fixed with { Text = "A second text of one item" }, new("Fixed", "Another", "BUG-010"), new("Performance", "Faster", null), new("Performance", "And smaller", null)];

        foreach (var before in new[] { Groups, Stubs, Groups.ReplaceLineEndings("\r\n"), "# C\n", "## [Unreleased]\n\n## [1.0.0]\n" })
        {
            Assert.Single(Permutations(entries).Select(order => Insert(before, order)).Distinct());
        }
    }

    [Fact]
    public void Insert_Twice_ChangesNothingTheSecondTime()
    {
        foreach (var before in new[] { Groups, Stubs, "", "## [Unreleased]\n\n## [1.0.0]\n" })
        {
            var once = Insert(before, [Added, Fixed]);

            Assert.Equal(once, Insert(once, [Fixed, Added]));
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
        var result = Insert(Groups, [new("Added", text, "BK-001")]);

        Assert.Contains(expected + "\n- Older entry", result, StringComparison.Ordinal);
        Assert.Equal(2, ChangelogParser.Parse(result).Sections.Count);
    }

    [Fact]
    public void Insert_Nothing_ChangesNothing() => Assert.Equal("x", Insert("x", []));

    [Theory]
    [InlineData("```\n## [Unreleased]\n", "code fence")]
    [InlineData("# C\n\n<!-- swallow\n\n## [1.0.0] - 2026-01-01\n", "a comment")]
    [InlineData("## [Unreleased]\n\n- a\n\n## [1.0.0]\n\n## Unreleased\n", "has 2 sections of what is not released (lines 1, 7)")]
    public void Insert_WhereItWouldNotReadBack_IsRefusedWithTheReason(string text, string reason)
    {
        var result = ChangelogEdit.Insert(text, [Added]);

        Assert.Equal(text, result.Text);
        Assert.Contains(reason, result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_AnIdThatHasAnEntry_IsLeftOutAndSaid()
    {
        var result = ChangelogEdit.Insert(Stubs, [new("Fixed", "Other words", "BUG-243"), new("Fixed", "a stub without an id", null), new("Fixed", "tooling: a stub without an id", null)]);

        Assert.Equal(["BUG-243 has an entry already, so this one was not added: Other words", "these words stand there already: tooling: a stub without an id"], result.Skipped);
        Assert.Equal(Stubs.Replace("- BUG-243", "- a stub without an id\n- BUG-243", StringComparison.Ordinal), result.Text);
    }

    [Theory]
    [InlineData("## [1.3.0] - Unreleased\n\n### Added\n\n- x\n", "## [1.3.0] - Unreleased\n\n### Added\n\n- Log backend (BK-001)\n- x\n")]
    [InlineData("# 1.0.0 (2026-01-01)\n\n### Features\n\n* x\n", "## Unreleased\n\n### Features\n\n* Log backend (BK-001)\n\n# 1.0.0 (2026-01-01)\n\n### Features\n\n* x\n")]
    [InlineData("## Upcoming\n\n### 🐛 Fixes\n### ✨ New Features:\n\n  *  x\n", "## Upcoming\n\n### 🐛 Fixes\n### ✨ New Features:\n\n  *  Log backend (BK-001)\n  *  x\n")]
    [InlineData("## [Unreleased]\n\n## [1.0.0] - 2026-01-01 [YANKED]\n\n* **BK-009**: x\n\n[1.0.0]: https://x.org", "## [Unreleased]\n\n* BK-001: Log backend\n\n## [1.0.0] - 2026-01-01 [YANKED]\n\n* **BK-009**: x\n\n[1.0.0]: https://x.org")]
    public void Insert_OtherConventions_AreFollowed(string before, string after) => Assert.Equal(after, Insert(before, [Added]));

    private static string Insert(string text, IReadOnlyList<ChangelogEntry> entries)
    {
        var result = ChangelogEdit.Insert(text, entries);
        Assert.Null(result.Refusal);
        return result.Text;
    }

    private static IEnumerable<ChangelogEntry[]> Permutations(ChangelogEntry[] entries) => entries.Length <= 1
        ? [entries]
        : entries.SelectMany((first, index) => Permutations([.. entries[..index], .. entries[(index + 1)..]]).Select(rest => (ChangelogEntry[])[first, .. rest]));
}
