using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Tests.Auditing.Seeded;

/// <summary>A change that goes through many places of one repository: whichever is forgotten is named, and whoever forgets none is left in peace.</summary>
public sealed class ForgottenPlacesTests
{
    private static readonly SeededRepository Base = new(
    [
        ("pyproject.toml", "[project]\nname = \"ferry\"\nversion = \"2.0.0\"\nrequires-python = \">=3.10\"\nclassifiers = [\n    \"Programming Language :: Python :: 3.10\",\n    \"Programming Language :: Python :: 3.11\",\n]\n\n[project.optional-dependencies]\nrail = [\"trains>=1\"]\nroad = [\"trucks>=1\"]\nall = [\"trains>=1\", \"trucks>=1\"]\n"),
        ("README.md", "# ferry\n\n| Carrier | State |\n|---|---|\n| Rail | good |\n| Road | good |\n\n    pip install \"ferry[rail]\"\n    pip install \"ferry[road]\"\n\nNeeds Python 3.10 or newer. `send(box, weight=1)` sends; the default `max_weight` is 40.\n"),
        (".github/workflows/ci.yml", "jobs:\n  test:\n    strategy:\n      matrix:\n        python: [\"3.10\", \"3.11\"]\n        carrier: [rail, road]\n"),
        ("docs/toc.yml", "- name: Rail\n  href: rail.md\n- name: Road\n  href: road.md\n"), ("docs/rail.md", "# Rail\n"), ("docs/road.md", "# Road\n"),
        ("docs/cli.md", "| Option | |\n|---|---|\n| `--dry-run` | Nothing is sent. |\n| `--verbose` | More words. |\n"), ("docs/errors.md", "| Code |\n|---|\n| `FE001` |\n| `FE002` |\n"),
        ("docs/adr/README.md", "# Decisions\n\n- [0001](0001-boxes.md)\n- [0002](0002-labels.md)\n"), ("docs/adr/0001-boxes.md", "# Boxes\n"), ("docs/adr/0002-labels.md", "# Labels\n"),
        ("src/ferry/__init__.py", "from ferry.core import Harbour, send\n\n__all__ = [\"Harbour\", \"send\"]\n"),
        ("src/ferry/core.py", "class Harbour:\n    pass\n\n\ndef send(box, weight=1):\n    return box\n\n\nmax_weight = 40\nBAD = \"FE001\"\nLOST = \"FE002\"\n"),
        ("src/ferry/cli.py", "import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument(\"--dry-run\")\nparser.add_argument(\"--verbose\")\n"),
        ("src/ferry/carriers/rail.py", "class Rail:\n    pass\n"), ("src/ferry/carriers/road.py", "class Road:\n    pass\n"),
        ("crates/rail/Cargo.toml", "[package]\nname = \"rail\"\n"), ("crates/road/Cargo.toml", "[package]\nname = \"road\"\n"), ("Cargo.toml", "[workspace]\nmembers = [\n  \"crates/rail\",\n  \"crates/road\",\n]\n"),
        ("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- Labels.\n\n## 2.0.0\n\n- Boxes.\n"),
        ("BACKLOG.md", "# Backlog\n\n| Id | Title | Status |\n|---|---|---|\n| F-1 | By sea | open |\n| F-2 | By road | done |\n"),
    ]);

    private static readonly (string Path, string? Text)[] Sea =
    [
        ("src/ferry/carriers/sea.py", "class Sea:\n    pass\n"), ("docs/sea.md", "# Sea\n"), ("crates/sea/Cargo.toml", "[package]\nname = \"sea\"\n"),
        Edit("pyproject.toml", "road = [\"trucks>=1\"]\nall = [", "road = [\"trucks>=1\"]\nsea = [\"ships>=1\"]\nall = [\"ships>=1\", "),
        Edit("README.md", "| Road | good |\n", "| Road | good |\n| Sea | good |\n", "[road]\"\n", "[road]\"\n    pip install \"ferry[sea]\"\n"), Edit(".github/workflows/ci.yml", "[rail, road]", "[rail, road, sea]"),
        Edit("docs/toc.yml", "road.md\n", "road.md\n- name: Sea\n  href: sea.md\n"), Edit("Cargo.toml", "road\",\n", "road\",\n  \"crates/sea\",\n"), Edit("CHANGELOG.md", "- Labels.\n", "- Labels.\n- By sea.\n"), Edit("BACKLOG.md", "sea | open", "sea | done"),
    ];

    /// <summary>A message, the whole change, and a file with the text that a forgetful person leaves in it: null for that of the base.</summary>
    private static readonly (string Message, (string Path, string? Text)[] Edits, (string Path, string? Text)[] Forgotten)[] Changes =
    [
        ("F-1: send by sea", Sea,
        [
            ("README.md", null), Edit("README.md", "| Road | good |\n", "| Road | good |\n| Sea | good |\n"), Edit("README.md", "[road]\"\n", "[road]\"\n    pip install \"ferry[sea]\"\n"), (".github/workflows/ci.yml", null), ("docs/toc.yml", null), ("Cargo.toml", null),
            ("CHANGELOG.md", null), ("BACKLOG.md", null), Edit("pyproject.toml", "road = [\"trucks>=1\"]\n", "road = [\"trucks>=1\"]\nsea = [\"ships>=1\"]\n"),
        ]),
        ("feat!: no more roads",
        [
            ("src/ferry/carriers/road.py", null), ("docs/road.md", null), ("crates/road/Cargo.toml", null), Edit("pyproject.toml", "road = [\"trucks>=1\"]\nall = [\"trains>=1\", \"trucks>=1\"]", "all = [\"trains>=1\"]"),
            Edit("README.md", "| Road | good |\n", "", "    pip install \"ferry[road]\"\n", ""), Edit(".github/workflows/ci.yml", "[rail, road]", "[rail]"), Edit("docs/toc.yml", "- name: Road\n  href: road.md\n", ""), Edit("Cargo.toml", "  \"crates/road\",\n", ""), Edit("CHANGELOG.md", "- Labels.\n", "- Labels.\n- No roads.\n"),
        ],
        [("README.md", null), (".github/workflows/ci.yml", null), ("docs/toc.yml", null), ("CHANGELOG.md", null), ("pyproject.toml", null), Edit("pyproject.toml", "road = [\"trucks>=1\"]\n", "")]),
        ("Support Python 3.12", [Edit("pyproject.toml", "3.11\",\n", "3.11\",\n    \"Programming Language :: Python :: 3.12\",\n"), Edit(".github/workflows/ci.yml", "\"3.11\"]", "\"3.11\", \"3.12\"]")], [("pyproject.toml", null), (".github/workflows/ci.yml", null)]),
        ("Need Python 3.11",
            [Edit("pyproject.toml", ">=3.10", ">=3.11", "    \"Programming Language :: Python :: 3.10\",\n", ""), Edit(".github/workflows/ci.yml", "\"3.10\", ", ""), Edit("README.md", "3.10", "3.11"), Edit("CHANGELOG.md", "- Labels.\n", "- Labels.\n- Python 3.11.\n")],
            [("README.md", null), (".github/workflows/ci.yml", null), Edit("pyproject.toml", ">=3.10", ">=3.11")]),
        ("feat: insured boxes",
            [Edit("src/ferry/core.py", "weight=1)", "weight=1, insured=False)", "max_weight = 40", "max_weight = 60"), Edit("README.md", "weight=1)", "weight=1, insured=False)", "is 40", "is 60"), Edit("CHANGELOG.md", "- Labels.\n", "- Labels.\n- Insured boxes.\n")],
            [Edit("README.md", "weight=1)", "weight=1, insured=False)"), Edit("README.md", "is 40", "is 60"), ("CHANGELOG.md", null)]),
        ("Quiet runs", [Edit("src/ferry/cli.py", "--verbose\")\n", "--verbose\")\nparser.add_argument(\"--quiet\")\n"), Edit("docs/cli.md", "words. |\n", "words. |\n| `--quiet` | No words. |\n"), Edit("CHANGELOG.md", "- Labels.\n", "- Labels.\n- `--quiet`.\n")], [("docs/cli.md", null), ("CHANGELOG.md", null)]),
        ("A code for wet boxes", [Edit("src/ferry/core.py", "\"FE002\"\n", "\"FE002\"\nWET = \"FE003\"\n"), Edit("docs/errors.md", "| `FE002` |\n", "| `FE002` |\n| `FE003` |\n")], [("docs/errors.md", null)]),
        ("Docks", [Edit("src/ferry/core.py", "class Harbour:\n    pass\n", "class Harbour:\n    pass\n\n\nclass Dock:\n    pass\n"), Edit("src/ferry/__init__.py", "Harbour, send\n", "Dock, Harbour, send\n", "[\"Har", "[\"Dock\", \"Har"), Edit("CHANGELOG.md", "- Labels.\n", "- Labels.\n- Docks.\n")],
            [Edit("src/ferry/__init__.py", "Harbour, send\n", "Dock, Harbour, send\n"), ("CHANGELOG.md", null)]),
        ("docs: a decision", [("docs/adr/0003-ropes.md", "# Ropes\n"), Edit("docs/adr/README.md", "labels.md)\n", "labels.md)\n- [0003](0003-ropes.md)\n")], [("docs/adr/README.md", null)]),
        ("Release 2.1.0", [Edit("pyproject.toml", "2.0.0", "2.1.0"), Edit("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n## 2.1.0\n")], [("CHANGELOG.md", null)]),
    ];

    [Fact]
    public void Places_OfAChange_AreNamedWhenOneIsForgotten_AndNothingIsNamedWhenNoneIs()
    {
        List<string> faults = [];
        foreach (var (message, edits, forgotten) in Changes)
        {
            faults.AddRange(Missing(edits, message).Select(row => $"{message}, whole: [{row.Rule}] {row.Path}: {row.Evidence}"));
            foreach (var (path, text) in forgotten)
            {
                var left = Missing([.. edits.Where(edit => edit.Path != path), (path, text ?? Base[path])], message);
                faults.AddRange(left.Any(row => row.Path == path) ? [] : [$"{message}, {path} as {(text is null ? "it was" : "half done")}: not found among {string.Join("; ", left.Select(row => row.Evidence))}"]);
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static List<AuditRow> Missing((string Path, string? Text)[] edits, string message) => [.. Base.AuditTo(Base.With(edits), message).Where(row => row.Verdict == AuditVerdict.Missing)];

    private static (string Path, string? Text) Edit(string path, params string[] pairs)
    {
        var text = Base[path];
        foreach (var pair in pairs.Chunk(2))
        {
            Assert.Contains(pair[0], text, StringComparison.Ordinal);
            text = text.Replace(pair[0], pair[1], StringComparison.Ordinal);
        }

        return (path, text);
    }
}
