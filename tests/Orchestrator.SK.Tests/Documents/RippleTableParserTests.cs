using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class RippleTableParserTests
{
    private const string OneLineEach = """
        ## Ripple-Check Table

        | If you changed…               | Also check / update |
        |-------------------------------|---------------------|
        | **A backend** (`src/store/backends/`) | README.md backends table, `pyproject.toml` extras, `guides/backends/` guide |
        | **Version number**            | `CITATION.cff` version + date-released, `CHANGELOG.md` new heading + `[Unreleased]` section |
        | **Public API** (`__init__.py` `__all__`) | README.md Store API table, `examples/` scripts, user guides |
        """;

    private const string Wrapped = """
        # Reference

        ## Ripple-check table

        | If you changed…            | Also check / update                                       |
        |----------------------------|-----------------------------------------------------------|
        | **A backend**              | README backends table, `pyproject.toml` extras,           |
        |                            | `sdd/specs/`, `CONTRIBUTING.md` repo structure            |
        | **`CAPABILITIES` ClassVar** | `sdd/specs/003-contract.md` (BE-003, and more),          |
        | (added/changed on a backend | `tests/test_capabilities.py` (class-attr parametrize),   |
        | or ABC)                     | `examples/snippets/`                                     |
        | **`_GATING` dict** (async)  | `docs/store.md` `!!! note                                |
        | (key→Capability in `a.py`)  | "Requires …"` admonitions — verified by `gen-api-check`. |
        |                             | **Check**: `backends/__init__.py` too                    |
        | **Spec section**           | Tests with `@pytest.mark.spec("ID")`, BACKLOG if related  |
        | **Capability**             | every backend's `capabilities()`, capability matrix page  |
        | **A new authoritative**    | `CLAUDE.md` § Documentation framework (if part of the     |
        | **process doc in `sdd/`**  | trio), ``captured as `<slug>.md` ``, `sdd/traces/<id>.yml`|

        ## Where do I…?

        | I need to…               | Go here          |
        |--------------------------|------------------|
        | Find out what is pending | `sdd/BACKLOG.md` |
        """;

    private const string Two = """
        ## Ripple-check table

        Both presentations contain the same rows.

        ### Pre-work index

        #### Code surface

        | Trigger | Ripples (at a glance) |
        |---|---|
        | Backend | README |
        | Store method | `__init__.py` |

        #### Docs

        | Trigger | Ripples (at a glance) |
        |---|---|
        | Tracker ID | prose |

        ### Detailed checklist

        #### Code surface

        | Trigger | Also check / update |
        |---|---|
        | **Backend** | README backends table,   |
        |             | `pyproject.toml`         |
        | **Store method** | `__init__.py` `__all__` |
        | **Extension** | guides |
        """;

    [Fact]
    public void Parse_OneRowPerTrigger_KeepsThePathHintInTheName()
    {
        var table = RippleTableParser.Parse(".claude/commands/ripple-check.md", OneLineEach, "#ripple-check-table");

        Assert.Equal(["Backend (`src/store/backends/`)", "Version number", "Public API (`__init__.py` `__all__`)"], table.Rows.Select(row => row.Trigger));
        Assert.Equal("**A backend** (`src/store/backends/`)", table.Rows[0].TriggerText);
        Assert.Equal([5, 6, 7], table.Rows.Select(row => row.Line));
        Assert.Null(table.Fault);
    }

    [Fact]
    public void Parse_RowsBelowAnEmptyOrQualifyingCell_BelongToTheirTrigger()
    {
        var table = RippleTableParser.Parse("r.md", Wrapped, "ripple-check-table");

        Assert.Equal(
            ["Backend", "`CAPABILITIES` ClassVar", "`_GATING` dict (async)", "Spec section", "Capability", "New authoritative process doc in `sdd/`"],
            table.Rows.Select(row => row.Trigger));
        Assert.Equal("**`CAPABILITIES` ClassVar** (added/changed on a backend or ABC)", table.Rows[1].TriggerText);
        Assert.Equal(["README backends table", "`pyproject.toml` extras", "`sdd/specs/`", "`CONTRIBUTING.md` repo structure"], table.Rows[0].Targets.Select(target => target.Text));
    }

    [Fact]
    public void Parse_CodeSpanBrokenOverTwoRows_IsWholeAgain()
    {
        var row = RippleTableParser.Parse("r.md", Wrapped, "ripple-check-table").Rows[2];

        Assert.Equal(
            ["`docs/store.md` `!!! note \"Requires …\"` admonitions — verified by `gen-api-check`", "Check: `backends/__init__.py` too"],
            row.Targets.Select(target => target.Text));
    }

    [Fact]
    public void Parse_TwoPresentations_GiveEachRuleOnceAndReportTheDrift()
    {
        var table = RippleTableParser.Parse("r.md", Two, "ripple-check-table");

        Assert.Equal([("Pre-work index", 3), ("Detailed checklist", 3)], table.Presentations.Select(presentation => (presentation.Name, presentation.Rows.Count)));
        Assert.Equal(["Tracker ID", "Backend", "Store method", "Extension"], table.Rows.Select(row => row.Trigger));
        Assert.Equal(["README backends table", "`pyproject.toml`"], table.Rows[1].Targets.Select(target => target.Text));
        Assert.Equal(["Detailed checklist: Tracker ID", "Pre-work index: Extension"], table.Drift);
        Assert.Equal("Code surface", table.Rows[1].Group);
    }

    [Fact]
    public void Parse_WithoutAnchor_TakesOnlyTablesOfRules() =>
        Assert.Equal(6, RippleTableParser.Parse("r.md", Wrapped, null).Rows.Count);

    [Fact]
    public void Parse_UnknownAnchor_SaysWhichAnchorsThereAre() =>
        Assert.Equal(
            "No heading in 'r.md' has the anchor '#ripples'. Its anchors: #reference, #ripple-check-table, #where-do-i.",
            RippleTableParser.Parse("r.md", Wrapped, "#ripples").Fault);

    [Theory]
    [InlineData("`sdd/specs/005-error-model.md`", TargetKind.Path, "sdd/specs/005-error-model.md")]
    [InlineData("`003-backend-adapter-contract.md` spec", TargetKind.Path, "003-backend-adapter-contract.md")]
    [InlineData("README.md Store API table", TargetKind.Path, "README.md")]
    [InlineData("`docs-src/` + `_nav.yml`", TargetKind.Path, "docs-src/")]
    [InlineData("`reference/api/*.md` directive", TargetKind.Glob, "reference/api/*.md")]
    [InlineData("generated `tutorial/<slug>.md`", TargetKind.Glob, "tutorial/<slug>.md")]
    [InlineData("`pyproject.toml` extras (if optional dep)", TargetKind.Condition, "pyproject.toml")]
    [InlineData("BACKLOG if related", TargetKind.Condition, "")]
    [InlineData("DOCUMENTATION § Content homes", TargetKind.Section, "")]
    [InlineData("every backend's `capabilities()`", TargetKind.Symbol, "")]
    [InlineData("Tests tagged `@pytest.mark.spec(\"ID\")`", TargetKind.Prose, "")]
    [InlineData("README badge (no manual table)", TargetKind.Prose, "")]
    [InlineData("class/function needs a row", TargetKind.Prose, "")]
    [InlineData("`os.replace`", TargetKind.Symbol, "")]
    [InlineData("any `.md` below", TargetKind.Prose, "")]
    [InlineData("**every** `sdd/**` page", TargetKind.Glob, "sdd/**")]
    [InlineData("Out of scope: `sdd/**`, CHANGELOG", TargetKind.Prose, "")]
    [InlineData("Guide at https://x.org/a.md", TargetKind.Prose, "")]
    public void Parse_Target_IsClassifiedByWhatItNames(string cell, TargetKind kind, string path)
    {
        var row = Assert.Single(RippleTableParser.Parse("r.md", $"| Trigger | Also |\n|---|---|\n| Backend | {cell} |\n", null).Rows);

        Assert.Equal((kind, path), (row.Targets[0].Kind, row.Targets[0].Paths.FirstOrDefault("")));
    }

    [Theory]
    [InlineData("a, b; c and d", "a|b|c|d")]
    [InlineData("`a, b` x, (c, d and e) f", "`a, b` x|(c, d and e) f")]
    [InlineData("an open (paren, still cut", "an open (paren|still cut")]
    [InlineData("`a.md` + `b.md` + index", "`a.md`|`b.md` + index")]
    [InlineData("user guides. Check `x.md` too.", "user guides|Check `x.md` too")]
    [InlineData("v1.2, e.g. this", "v1.2|e.g. this")]
    [InlineData("a (no b). Lives in `c.py`. Out of scope: x, y. Then z", "a (no b)|Lives in `c.py`|Out of scope: x, y|Then z")]
    public void Parse_Cell_IsCutOutsideCodeAndParentheses(string cell, string expected)
    {
        var row = Assert.Single(RippleTableParser.Parse("r.md", $"| Trigger | Also |\n|---|---|\n| Backend | {cell} |\n", null).Rows);

        Assert.Equal(expected, string.Join('|', row.Targets.Select(target => target.Text)));
    }

    [Theory]
    [InlineData("| **A backend** | a |\n| **An error type** | b |", "Backend,Error type")]
    [InlineData("| backend | a (open |\n| spec | b |", "Backend,Spec")]
    [InlineData("| **backend** | a, |\n| **spec** | b |", "Backend,Spec")]
    [InlineData("| **A backend** | a, |\n| Version number | b |", "Backend,Version number")]
    public void Parse_ConsecutiveNames_AreRulesOfTheirOwn(string rows, string expected) =>
        Assert.Equal(expected, string.Join(',', RippleTableParser.Parse("r.md", $"| Trigger | Also |\n|---|---|\n{rows}\n", null).Rows.Select(row => row.Trigger)));

    [Theory]
    [InlineData("| **Error type** | `005.md`, all backends' error |\n| | mapping, tests |\n| X | y, |\n| | z |", "`005.md`|all backends' error mapping|tests")]
    [InlineData("| Prose | Rules 1 + 5. Out of scope: `sdd/**`, agent |\n| | files, artefacts in `docs/` |\n| X | y, |\n| | z |", "Rules 1 + 5|Out of scope: `sdd/**`, agent files, artefacts in `docs/`")]
    [InlineData("| **Backend** | README |\n| | `pyproject.toml` |\n| | guides |", "README|`pyproject.toml`|guides")]
    [InlineData("| **Backend** | a \\| b, `c \\| d`; |\n| | e. |", "a | b|`c | d`|e")]
    public void Parse_LinesOfARule_AreJoinedWhereTheyAreWrapped(string rows, string expected)
    {
        var row = Assert.Single(RippleTableParser.Parse("r.md", $"| Trigger | Also |\n|---|---|\n{rows}\n", null).Rows, row => row.Trigger != "X");

        Assert.Equal(expected, string.Join('|', row.Targets.Select(target => target.Text)));
    }

    [Fact]
    public void Parse_PresentationsThatDisagree_SayWhereARuleStandsInEach()
    {
        var text = Two.Replace("| **Extension** | guides |", "| **Backend** | again |\n\n#### Docs\n\n| Trigger | Also |\n|---|---|\n| **Tracker ID** | x |", StringComparison.Ordinal)
            .Replace("| Store method | `__init__.py` |\n\n#### Docs\n", "\n#### Docs\n", StringComparison.Ordinal).Replace("| Tracker ID | prose |", "| Tracker ID | prose |\n| Store method | x |", StringComparison.Ordinal);

        Assert.Equal(
            ["Pre-work index: Store method stands below 'Docs', in Detailed checklist below 'Code surface'", "Detailed checklist: Backend stands 2 times (lines 26, 29)"],
            RippleTableParser.Parse("r.md", text, "ripple-check-table").Drift);
    }
}
