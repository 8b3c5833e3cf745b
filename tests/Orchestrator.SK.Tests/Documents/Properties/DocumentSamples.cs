namespace Orchestrator.SK.Tests.Documents.Properties;

/// <summary>Well-formed documents of every kind but the backlog, to be damaged.</summary>
internal static class DocumentSamples
{
    public static readonly IReadOnlyList<string> Specs =
    [
        "# Store API\n\n## Paths\n\n### STORE-002: Path Validation\n**Invariant:** see STORE-001..003.\n\n#### Example\n\n```markdown\n### STORE-099: Quoted\n```\n\n### LocalBackend (SAW-008)\n\n### STORE-015: `glob()`\nText.\n\n---\n\n## EW-001 (was WR-014): Digest\n\n**Moved to [EW-002](046.md#x).**\n",
        "# Spec 048 — Testing\n\n**Prefix:** `TEST`\n\n| ID | Requirement | Status |\n|----|----|----|\n| SAW-001 | Writes \\| atomic | Done |\n| `SAW-002` | x | **DEPRECATED** |\n\n<a id=\"x\"></a>\n<!-- doc -->\n## WR-014..016: Stub [DEPRECATED]\n\n## BE-099 No colon\n",
    ];

    public static readonly IReadOnlyList<string> Decisions =
    [
        "# ADR-0034: Panel\n\n## Status\n\n| Field | Value |\n| --- | --- |\n| Status | Accepted |\n| Supersedes | ADR-0019, [ADR-0018](0018-x.md) |\n| Superseded by | — |\n\nAmends [ADR-0033](0033.md).\n\n## Decision\n\n- **Rounds.** Text.\n  *Amended by [ADR-0041](0041.md):* retired.\n",
        "---\nstatus: \"superseded by ADR-0009\"\nsupersedes:\n- ADR-0001\n---\n\n# 8. Title\n\n**Status:** Accepted\n",
        "# RFC-0009: Orchestration\n\n## Status\n\nSuperseded by [ADR-0020](../adrs/0020-a.md) (via [ADR-0019](../adrs/0019-b.md))\n\n## Summary\n\nText.\n",
    ];

    public static readonly IReadOnlyList<string> Changelogs =
    [
        "# Changelog\n\n## [Unreleased]\n\n- BK-196: stub\n- tooling: none\n\n### Fixed\n\n- **SFTP**\n  (BK-316): wrapped `(BK-1)`\n  - nested (AF-012)\n\n### Known Limitations\n\n---\n\n## [0.4.1] - 2026-02-19 [YANKED]\n\n### Fixed\n\n* star\n\n[0.4.1]: https://x.org\n",
        "## v1.2.0 (March 3, 2026)\n### Features\n* x (BL-003, BL-004)\n### Bug Fixes\n* **BK-1:** y\n\n## 1.1\n",
        "# C\n\n## [1.3.0] - Unreleased\n\n- BUG-243: **Change** — x\n",
    ];

    public static readonly IReadOnlyList<string> Ripples =
    [
        "# R\n\n## Ripple-check table\n\n### Pre-work index\n\n#### Code\n\n| Trigger | Ripples |\n|---|---|\n| Backend | README, `a.py` |\n\n### Detailed checklist\n\n#### Code\n\n| Trigger | Also |\n|---|---|\n| **A backend** (`src/`) | README, `docs/*.md`, |\n| (added or | `!!! note |\n| removed) | \"x\"` — by `y`. |\n| | **Check**: `z.md` too (if any \\| all) |\n| **A new** | a, |\n| **doc in `sdd/`** | ``b `<c>` `` |\n\n## Other\n",
        "| If you changed… | Also check |\n|---|---|\n| **Version** | `a.toml` version, Out of scope: x. Then y |\n| | guides |\n",
    ];

    public static readonly IReadOnlyList<string> Tests =
    [
        "import pytest\npytestmark = [pytest.mark.spec(\"A-001\")]\n\n@pytest.mark.spec(\n    'B-001', \"B-\" '002',\n)\nclass TestX:\n    @pytest.mark.parametrize('a', [pytest.param(1, marks=(pytest.mark.spec(\"C-001\"),))])\n    def test_a(self): '''x'''\n",
        "namespace N;\n[Trait(\"Spec\", \"A-001\")]\npublic class T {\n  [Fact, Spec(\"B-001\")] public async Task<List<int>> M<U>() { var s = $\"{x[\"a\"]}\"; var c = '\"'; }\n  /* x */ [Category(\"C-001\")] public (int, int) N() => @\"\"\"\";\n}\n",
        "@Tag(\"A-001\")\nclass T {\n  @Tags({@Tag(\"B-001\")}) @Test void m() { String s = \"\"\"\n x\"\"\"; }\n  fun `a b`() {}\n}\n",
    ];
}
