using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Tests.Auditing.Seeded;

/// <summary>Omissions that stand in the way of none of the plain rules: each is one change of one small repository.</summary>
public sealed class HardCasesTests
{
    private const string Manifest = "[project]\nname = \"kit\"\nversion = \"1.0.0\"\n\n[project.optional-dependencies]\nalpha = [\"a\"]\nbeta = [\"b\"]\nall = [\"kit[alpha]\", \"kit[beta]\"]\n";

    private static readonly SeededRepository Base = new(
    [
        ("pyproject.toml", Manifest), ("README.md", "# kit\n\n    pip install kit==1.0.0\n\nCall `encode(text, strict=True)`; `strict` refuses what is odd.\n"),
        ("src/kit/version.ts", "export const VERSION = '1.0.0';\n"), ("src/kit/About.cs", "public class About { public const string Version = \"1.0.0\"; }\n"),
        ("src/kit/code.py", "def encode(text, strict=False):\n    return text\n"), ("src/kit/more.ts", "export function more(): number { return 1; }\n"),
        ("sdd/specs/001-kit.md", "# Kit\n\n## KIT-001: One\n\nText.\n\n## KIT-002: Two\n\nText.\n"), ("tests/kit.test.ts", "describe('kit', () => {\n  it('KIT-001 keeps', () => {});\n  it('does KIT-002', () => {});\n  // it('KIT-003', () => {})\n});\n"),
        ("sdd/BACKLOG.md", "# Backlog\n\n## Backlog\n\n- [ ] **BK-001 — One**\n  spec: KIT-001\n\n- [ ] **BK-002 — Two**\n  spec: KIT-002\n"), ("docs/adr/ADR-1-first.md", "# ADR-1\n"), ("docs/adr/ADR-2-second.md", "# ADR-2\n"),
    ]);

    public static TheoryData<string, string, string, string> Changes => new()
    {
        { "pyproject.toml", Manifest.Replace("1.0.0", "1.1.0", StringComparison.Ordinal), "mirrored-fact", "README.md" },
        { "pyproject.toml", Manifest.Replace("1.0.0", "1.1.0", StringComparison.Ordinal), "mirrored-fact", "src/kit/version.ts" },
        { "pyproject.toml", Manifest.Replace("1.0.0", "1.1.0", StringComparison.Ordinal), "mirrored-fact", "src/kit/About.cs" },
        { "pyproject.toml", Manifest.Replace("all =", "gamma = [\"g\"]\nall =", StringComparison.Ordinal), "sibling-mention", "pyproject.toml" },
        { "src/kit/code.py", "def encode(text):\n    return text\n", "inbound-reference", "README.md" },
        { "sdd/BACKLOG.md", Base["sdd/BACKLOG.md"] + "\n- [ ] **BK-002 — Three**\n  spec: KIT-001\n", "number-collision", "sdd/BACKLOG.md" },
        { "docs/adr/ADR-2-other.md", "# ADR-2\n", "number-collision", "docs/adr/ADR-2-other.md" },
        { "docs/rfcs/rfc-0002-first.md", "# RFC-0002\n", "number-collision", "docs/rfcs/rfc-0002-first.md" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Omission_IsFound(string path, string text, string rule, string place)
    {
        var rows = Base.AuditTo(Base.With((path, text)), "Change it");

        Assert.Contains(rows, row => row.Rule == rule && row.Path == place && row.Verdict == AuditVerdict.Missing);
    }

    [Theory]
    [InlineData("package.json", "{ \"scripts\": { \"lint\": \"eslint .\", \"test:unit\": \"vitest\" } }", "test:unit", "test:fast", "Run `npm run test:unit`.")]
    [InlineData("package.json", "{ \"scripts\": { \"lint\": \"eslint .\" } }", "lint", "check", "      - run: yarn lint")]
    [InlineData("Makefile", "lint: deps\n\truff .\n\ndeps:\n\tpip install .\n", "lint", "check", "    make lint")]
    [InlineData("justfile", "lint:\n  ruff .\n", "lint", "check", "$ just lint && echo ok")]
    [InlineData("noxfile.py", "import nox\n\n\n@nox.session(python=[\"3.12\"])\ndef lint(session):\n    pass\n", "def lint", "def check", "`nox -s lint`")]
    [InlineData("tox.ini", "[testenv:lint]\ncommands = ruff .\n", "lint", "check", "`tox -e lint`")]
    [InlineData("pyproject.toml", "[tool.hatch.envs.default.scripts]\nlint = \"ruff .\"\n", "lint", "check", "`hatch run lint`")]
    public void Command_ThatIsGone_IsMissedWhereItIsStarted_AndNotInProse(string path, string text, string old, string now, string call)
    {
        var all = new SeededRepository((path, text), ("CONTRIBUTING.md", $"# Contributing\n\n{call}\n"), ("docs/words.md", "# Words\n\nWe make lint out of wool, just lint of old.\n"));

        var gone = all.AuditTo(all.With((path, text.Replace(old, now, StringComparison.Ordinal))), "Rename it").Where(row => row is { Rule: "inbound-reference", Verdict: AuditVerdict.Missing }).Select(row => row.Path);
        var kept = all.AuditTo(all.With((path, text.Replace("\n", "\n\n", StringComparison.Ordinal) + " ")), "Leave it").Where(row => row is { Rule: "inbound-reference", Verdict: AuditVerdict.Missing });

        Assert.Equal(["CONTRIBUTING.md"], gone);
        Assert.Empty(kept);
    }

    [Fact]
    public void SpecId_WithoutATest_IsMissingInTypeScriptAsWell_AndATitleIsEnough()
    {
        var spec = ("sdd/specs/001-kit.md", Base["sdd/specs/001-kit.md"] + "\n## KIT-003: Three\n\nText.\n");
        var source = ("src/kit/more.ts", "export function more(): number { return 3; }\n");
        var tested = ("tests/kit.test.ts", Base["tests/kit.test.ts"] + "test.each([1])(\"KIT-003 %i\", () => {});\ntest('KIT-003', () => {});\n");

        Assert.Contains(Base.AuditTo(Base.With(spec, source), "feat: more"), row => row is { Rule: "spec-test", Verdict: AuditVerdict.Missing } && row.Target.Contains("KIT-003", StringComparison.Ordinal));
        Assert.DoesNotContain(Base.AuditTo(Base.With(spec, source, tested), "feat: more"), row => row is { Rule: "spec-test", Verdict: AuditVerdict.Missing });
    }

    [Fact]
    public void Extra_ThatAllLacks_IsPutThereByRule()
    {
        var text = Manifest.Replace("all =", "gamma = [\"g\"]\nall =", StringComparison.Ordinal);

        var row = Base.AuditTo(Base.With(("pyproject.toml", text)), "An extra").Single(row => row is { Rule: "sibling-mention", Verdict: AuditVerdict.Missing });

        Assert.Contains("all = [\"kit[alpha]\", \"kit[beta]\", \"kit[gamma]\"]", row.Mend!(text), StringComparison.Ordinal);
    }
}
