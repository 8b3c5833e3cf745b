using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Tests.Auditing.Seeded;

/// <summary>What looks like an omission and is none: a rule that cries at it is switched off by its first user.</summary>
public sealed class QuietTests
{
    private const string Overloads = "from typing import overload\n\n_x = 1\n\n\n@overload\ndef go(a):\n    \"\"\"Go.\n\n    Args:\n        a: one.\n    \"\"\"\n\n\n@overload\ndef go(a, kw):\n    \"\"\"Go.\n\n    Args:\n        a: one.\n    \"\"\"\n";

    private static readonly SeededRepository Base = new(
    [
        ("src/kit/over.py", Overloads),
        ("orchestrator.json", SeededLanguage.All[0].Settings),
        ("src/kit/backends/_alpha.py", "class AlphaBackend:\n    def read(self):\n        return 1\n"), ("src/kit/backends/_beta.py", "class BetaBackend:\n    def read(self):\n        return 1\n"),
        ("src/kit/store/FolderBackend.py", "class FolderBackend:\n    pass\n"), ("src/kit/store/MemoryBackend.py", "class MemoryBackend:\n    pass\n"),
        ("src/kit/flags.py", "from enum import Enum\n\n\nclass Flag(Enum):\n    READ = 1\n    WRITE = 2\n    DELETE = 3\n"),
        ("src/kit/use.py", "from kit.flags import Flag\n\n\ndef allowed():\n    need(Flag.READ)\n    need(Flag.WRITE)\n    need(Flag.DELETE)\n    return {Flag.READ, Flag.WRITE, Flag.DELETE}\n"),
        ("README.md", "# kit\n\nIt keeps files in folder or memory, with alpha or beta.\n\n| Store |\n|---|\n| FolderBackend |\n| MemoryBackend |\n\n```md\n[gone](gone.md)\n```\n"),
        ("CITATION.cff", "title: kit\nkeywords:\n  - alpha\n  - beta\n"),
        ("docs/history.md", "# History\n\n- alpha came first\n- beta came next\n"),
        ("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-01-02\n\n- alpha\n- beta\n"),
        ("sdd/BACKLOG.md", "# Backlog\n\n## Ideas\n\n- [ ] **BK-003 — Three words here**\n"),
        ("tests/test_alpha.py", "def test_alpha():\n    assert read() == 1\n"),
        ("package-lock.json", "{ \"version\": \"1.0.0\" }\n"), ("pyproject.toml", "[project]\nname = \"kit\"\nversion = \"1.0.0\"\n"),
    ]);

    public static TheoryData<string, string, string?, string> Changes => new()
    {
        { "feat: a third backend", "src/kit/backends/_gamma.py", "class GammaBackend:\n    def read(self):\n        return 1\n", "sibling-mention" },
        { "feat: records of folders", "src/kit/store/FolderRecord.py", "class FolderRecord:\n    pass\n", "sibling-mention" },
        { "feat: a flag", "src/kit/flags.py", Base["src/kit/flags.py"] + "    MOVE = 4\n", "sibling-mention" },
        { "chore: tidy", "src/kit/use.py", Base["src/kit/use.py"] + "\n\ndef more():\n    return 1\n", "changelog-entry" },
        { "fix: a typo in the tests", "tests/test_alpha.py", Base["tests/test_alpha.py"] + "# right\n", "fix-test" },
        { "Prepare BK-003: notes", "docs/notes.md", "# Notes\n", "backlog-status" },
        { "release 1.1.0", "pyproject.toml", "[project]\nname = \"kit\"\nversion = \"1.1.0\"\n", "mirrored-fact" },
        { "docs: say more", "README.md", Base["README.md"] + "\nMore.\n", "document-link" },
        { "docs: a decision by its day", "docs/adr/2026-11-27-ropes.md", "# Ropes\n", "number-collision" },
        { "docs: a proposal, in tens", "docs/rfcs/rfc-0010-ropes.md", "# RFC-0010\n", "number-collision" },
        { "docs: forget", "docs/history.md", null, "inbound-reference" },
        { "refactor: a field", "src/kit/over.py", Overloads.Replace("_x = 1", "_y = 2", StringComparison.Ordinal), "public-api" },
        { "docs: underline", "README.md", Base["README.md"] + "\nA new way\n---------\n\nSee [it](#a-new-way).\n", "document-link" },
        { "fix: a listing", "tests/test_alpha.py", "def test_alpha():\n    data = [1, 2]\n    assert read() == 1\n", "fix-test" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Rule_OfWhatOnlyLooksForgotten_KeepsQuiet(string message, string path, string? text, string rule)
    {
        var rows = Base.AuditTo(Base.With((path, text)), message);

        Assert.DoesNotContain(rows, row => row.Rule == rule && row.Verdict == AuditVerdict.Missing);
    }
}
