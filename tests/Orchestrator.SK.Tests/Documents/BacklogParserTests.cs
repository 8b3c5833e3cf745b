using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class BacklogParserTests
{
    private const string Early = """
        # Development Backlog

        Status legend: `[ ]` pending · `[-]` in progress · `[x]` done

        ---

        ## Release Blockers (v1.0)

        - [x] **BL-001 — Publish workflow**
          Build, then publish.

        - [-] **BL-002 — Docs hosting**
          Under way since *January*.

        ## Backlog (Prioritized)

        - [ ] **BK-001 — Cloud backend**
          Write the RFC (`sdd/rfcs/rfc-0002-cloud.md`), then the spec.
          → Spec: TBD

        - [~] **BK-002 — Patterns**
          → RFC: `sdd/rfcs/rfc-0003-patterns.md` (accepted)
          → Spec: `sdd/specs/012-patterns.md`

        ## Ideas

        - [x] **ID-011 — New runtime** *(promoted to BK-004)*

        - [ ] **ID-012 — Benchmarks**
          Extends spec SIO-001.

        ---

        ## Done

        - [x] **DONE-002 — Native paths (`to_key`)** *(was BK-003)*
          → Spec: `sdd/specs/010-native-paths.md`
        """;

    private const string Late = """
        # Development Backlog
        <!-- doc: repo-only -->

        ## How this file works

        **Completing work:**

        - Fully done → delete from here, add to `BACKLOG-DONE.md` as `[x]`
          - [ ] **BK-900 — A nested example is no item**
        - The header is `- [ ] **BK-901 — Quoted**`:

          ```markdown
          - [x] **ID-902 — Original title**
        - [ ] **BK-903 — The list item ended here, and its fence with it**
          body

        ```
        - [ ] **BK-904 — A template in a fence**
        ```

        <!--
        - [ ] **BK-905 — Commented out**
        -->

        | Prefix | Meaning |
        |---|---|
        | `BK-906` | **BK-906 — a row** |

        ## 1. Failures are predictable

        <a id="failures"></a>

        **Promise:** BK-907 and BUG-908 are closed.

        ### Empty topic

        ### Reads

        <!-- backlog: unconverted -->

        - [ ] **BUG-175 — `Blob.glob` drops `**/` matches** (MEDIUM)
          spec: GLOB-001..003, SQL-BLOB-025 · effort: M · audience: user.api
          First paragraph, see ADR-0012 and BUG-170. Also WR-001a.

          ```python
          x = "STORE-999"
          ## not a heading
          ```

          5. five
             - deeper
          6. six

          Detail: [dossier](backlog/bug-175-glob.md#evidence)

        - [ ] **BK-139a — Split -- first half**
          spec: — · effort: S
        - [ ] **BK-139b -- Double hyphen**
        - [ ] **BK-167b (partial) — Sanctioned pair**
        - [x] **ID-119 — Moved** → moved to [BACKLOG-DONE.md](BACKLOG-DONE.md)
        - [?] **UC-001 — A mark of its own**
        - [ ] **BK-170 — A title that is
          wrapped over two lines** (LOW)
          Body.

        Prose about the section, BK-909.

        - [ ] **BK-167b — The same id again**
        """;

    [Fact]
    public void Parse_EarlyEra_ReadsEveryItemWithStatusSectionAndSuffix()
    {
        var backlog = BacklogParser.Parse("sdd/BACKLOG.md", Early);

        Assert.Equal(
            [
                "BL-001 Done Release Blockers (v1.0)", "BL-002 InProgress Release Blockers (v1.0)", "BK-001 Pending Backlog (Prioritized)",
                "BK-002 InProgress Backlog (Prioritized)", "ID-011 Done Ideas", "ID-012 Pending Ideas", "DONE-002 Done Done",
            ],
            backlog.Items.Select(item => $"{item.Id} {item.Status} {item.Section}"));
        Assert.Equal("*(promoted to BK-004)*", backlog.Find("ID-011")!.Suffix);
        Assert.Equal("Native paths (`to_key`)", backlog.Find("done-002")!.Title);
        Assert.Empty(backlog.DuplicateIds);
    }

    [Fact]
    public void Parse_LateEra_TakesOnlyItemsAtColumnZeroOutsideFencesAndComments()
    {
        var backlog = BacklogParser.Parse("sdd/BACKLOG.md", Late);

        Assert.Equal(
            ["BK-903", "BUG-175", "BK-139a", "BK-139b", "BK-167b", "ID-119", "UC-001", "BK-170", "BK-167b"],
            backlog.Items.Select(item => item.Id));
        Assert.Equal(["BK-167b"], backlog.DuplicateIds);
    }

    [Fact]
    public void Parse_TitleWithBoldMarksInCode_EndsAtTheMarkOutsideCode()
    {
        var item = BacklogParser.Parse("sdd/BACKLOG.md", Late).Find("BUG-175")!;

        Assert.Equal(("`Blob.glob` drops `**/` matches", "(MEDIUM)"), (item.Title, item.Suffix));
        Assert.Equal(("1. Failures are predictable", "Reads"), (item.Section, item.Subsection));
    }

    [Fact]
    public void Parse_BodyWithBlankLinesFencesAndLists_BelongsToTheItem()
    {
        var item = BacklogParser.Parse("sdd/BACKLOG.md", Late).Find("BUG-175")!;

        Assert.Contains("## not a heading", item.Body, StringComparison.Ordinal);
        Assert.EndsWith("Detail: [dossier](backlog/bug-175-glob.md#evidence)", item.Body, StringComparison.Ordinal);
        Assert.StartsWith("- [ ] **BUG-175", Late.Substring(item.Span.Start, item.Span.Length), StringComparison.Ordinal);
        Assert.EndsWith("#evidence)\n", Late.Substring(item.Span.Start, item.Span.Length), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ProseAfterAnItem_IsNotPartOfIt()
    {
        var item = BacklogParser.Parse("sdd/BACKLOG.md", Late).Find("BK-170")!;

        Assert.Equal(("A title that is wrapped over two lines", "(LOW)", "  Body."), (item.Title, item.Suffix, item.Body));
    }

    [Fact]
    public void Parse_SpecIds_ComeFromAttributeLineAndProseButNotFromFencesOrOtherItems()
    {
        var item = BacklogParser.Parse("sdd/BACKLOG.md", Late).Find("BUG-175")!;

        Assert.Equal(["GLOB-001", "GLOB-002", "GLOB-003", "SQL-BLOB-025"], item.StatedSpecIds);
        Assert.Equal(["GLOB-001", "GLOB-002", "GLOB-003", "SQL-BLOB-025", "WR-001a"], item.SpecIds);
    }

    [Fact]
    public void Parse_AttributeLineWithADash_StatesThatThereIsNoSpec()
    {
        var backlog = BacklogParser.Parse("sdd/BACKLOG.md", Late);

        Assert.Empty(backlog.Find("BK-139a")!.StatedSpecIds!);
        Assert.Null(backlog.Find("BK-139b")!.StatedSpecIds);
    }

    [Theory]
    [InlineData("→ Spec: `sdd/specs/010-x.md`", "sdd/specs/010-x.md")]
    [InlineData("→ Spec: TBD (extends `003-contract.md`)", "")]
    [InlineData("Shipped. Spec: `017-topic.md`, `018-other.md`.", "017-topic.md,018-other.md")]
    [InlineData("**RFC:** `../rfcs/0001.md`", "rfcs/0001.md")]
    [InlineData("See [research](research/a%20b.md#one) and [recipe](../packaging/recipe.yaml \"title\").", "packaging/recipe.yaml")]
    [InlineData("See [ADR](adrs/0012.md), [web](https://x.org/a.md), [here](#here), [out](../../../etc/passwd).", "sdd/adrs/0012.md")]
    [InlineData("Trace: [`sdd/traces/bug-1.yml`](traces/bug-1.yml).", "sdd/traces/bug-1.yml")]
    [InlineData("Detail: [dossier](backlog/bug-2.md)", "sdd/backlog/bug-2.md")]
    [InlineData("Code `[a](b/c.md)` is no link, nor is `src/store.py`.", "")]
    public void Parse_Links_AreRepositoryPaths(string body, string expected)
    {
        var item = Assert.Single(BacklogParser.Parse("sdd/BACKLOG.md", $"- [ ] **BK-001 — T**\n  {body}\n").Items);

        Assert.Equal(expected, string.Join(',', item.Links));
    }

    [Fact]
    public void Parse_WindowsTextWithByteOrderMark_ReadsTheSame()
    {
        var unix = BacklogParser.Parse("b.md", Late);
        var windows = BacklogParser.Parse("b.md", "\uFEFF" + Late.ReplaceLineEndings("\r\n"));

        Assert.Equal(unix.Items.Select(item => (item.Id, item.Title, item.Body, item.Line)), windows.Items.Select(item => (item.Id, item.Title, item.Body, item.Line)));
    }

    [Fact]
    public void Parse_ItemOnTheVeryFirstLineWithoutEnd_IsFound()
    {
        var item = Assert.Single(BacklogParser.Parse("b.md", "\uFEFF- [ ] **A-1 — T**").Items);

        Assert.Equal(("A-1", new TextSpan(1, 19 - 2)), (item.Id, item.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("- [ ] plain task")]
    [InlineData("- [ ] **ID-NNN — Template**")]
    [InlineData("- [ ] **BK-001 — never closed")]
    [InlineData("  - [ ] **BK-001 — indented**")]
    [InlineData("1. [ ] **BK-001 — numbered**")]
    public void Parse_WhatIsNoItem_IsSkipped(string text) => Assert.Empty(BacklogParser.Parse("b.md", text).Items);
}
