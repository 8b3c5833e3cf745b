using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Tests.Ripples;

public class RippleRulesTests
{
    private static readonly string[] Python =
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "pyproject.toml", "mkdocs.yml", "sdd/BACKLOG.md", "sdd/specs/003-backend-adapter-contract.md",
        "sdd/specs/005-error-model.md", "src/store/__init__.py", "src/store/_store.py", "src/store/_backend.py", "src/store/_errors.py", "src/store/_registry.py",
        "src/store/backends/__init__.py", "src/store/backends/_local.py", "src/store/backends/_gcs.py", "src/store/ext/arrow.py", "tests/backends/test_conformance.py",
        "docs-src/guides/backends/index.md", "docs-src/guides/backends/local.md", "examples/configuration.py",
    ];

    private static readonly RippleTable Rules = Table("""
        | **A backend** | README backends table, `pyproject.toml` extras, `docs-src/guides/backends/`, `CONTRIBUTING.md` repo structure, `src/store/_registry.py`, `mkdocs.yml` nav (if new page) |
        | **Store or Backend ABC** | All backend implementations, `test_conformance.py` |
        | **An error type** | `005-error-model.md`, `docs/troubleshooting.md` |
        | **A dependency** | README install |
        | **Version number** | `CITATION.cff` |
        | **A spec section** | Tests with `@pytest.mark.spec("ID")`, BACKLOG if related |
        | **Public API** (`__all__`) | `examples/` |
        | **A public method signature** | `examples/` |
        | **New test file** | `pyproject.toml` |
        | **Docs navigation** | `docs-src/**/index.md` |
        | **`_GATING` dict** (key→Capability mapping in `_store.py`) | `sdd/specs/003-*.md` |
        | **An extension** | CHANGELOG |
        | **Bug fix** | CHANGELOG |
        """);

    [Fact]
    public void Match_NewBackendForgotten_NamesEveryPlaceItMustReach()
    {
        var verdicts = RippleRules.Match(
            Rules,
            [
                Added("src/store/backends/_gcs.py", "class GcsBackend: ..."),
                Modified("README.md", "# Store\n\n| Backend |\n| Local |\n", "# Store\n\n| Backend |\n| Local |\n| GCS |\n"),
                Modified("pyproject.toml", "[extras]\n", "[extras]\nazure = []\n"),
                Added("docs-src/guides/backends/gcs.md", "How to"),
            ],
            [.. Python, "docs-src/guides/backends/gcs.md"]);

        var backend = verdicts.Where(verdict => verdict.Row.Trigger == "Backend").ToList();
        Assert.Equal(
            [
                "Satisfied README.md:5",
                "Missing pyproject.toml:2 is changed but does not mention 'gcs'",
                "Satisfied docs-src/guides/backends/gcs.md:1",
                "Missing CONTRIBUTING.md is not changed",
                "Missing src/store/_registry.py is not changed",
                "Undecided holds only under a condition, and mkdocs.yml is not changed",
            ],
            backend.Select(verdict => $"{verdict.Verdict} {verdict.Evidence}"));
        Assert.All(backend, verdict => Assert.Equal("src/store/backends/_gcs.py (added)", verdict.TriggerEvidence));
    }

    [Fact]
    public void Match_AChangeInsideABackend_DoesNotFireTheRuleForNewOnes() => Assert.Empty(Fired(Modified("src/store/backends/_local.py", "a", "b")));

    [Fact]
    public void Match_ATestBelowABackendsFolder_IsNoBackend() => Assert.Equal(["New test file"], Fired(Added("tests/backends/test_gcs.py", "def test(): ...")));

    [Theory]
    [InlineData("src/store/_backend.py", "class Backend:\n    pass\n", "class Backend:\n    x = 1\n", "Store or Backend ABC")]
    [InlineData("src/store/_errors.py", "class NotFound(Exception):\n", "class NotFound(Exception):\nclass Locked(Exception):\n", "Error type")]
    [InlineData("src/store/_errors.py", "class NotFound(Exception):\n", "class NotFound(Exception):\n    x = 1\n", "")]
    [InlineData("pyproject.toml", "[project]\n", "[project]\ndependencies = [\"s3fs>=2024.2.0\"]\n", "Dependency")]
    [InlineData("pyproject.toml", "[project]\nversion = \"1.0\"\n", "[project]\nversion = \"1.1\"\n", "Version number")]
    [InlineData("pyproject.toml", "[project]\n", "[project]\n# a comment\n", "")]
    [InlineData("sdd/specs/003-backend-adapter-contract.md", "a", "b", "Spec section")]
    [InlineData("src/store/__init__.py", "__all__ = [\n  \"A\",\n]\n", "__all__ = [\n  \"A\",\n  \"B\",\n]\n", "Public API (`__all__`)")]
    [InlineData("src/store/__init__.py", "x = 1\n__all__ = [\"A\"]\n", "x = 2\n__all__ = [\"A\"]\n", "")]
    [InlineData("src/store/_path.py", "def join(a, b):\n", "def join(a, b, c):\n", "Public method signature")]
    [InlineData("src/store/_path.py", "def _join(a, b):\n", "def _join(a, b, c):\n", "")]
    [InlineData("mkdocs.yml", "nav: []", "nav: [a]", "Docs navigation")]
    [InlineData("tests/test_old.py", "a", "b", "")]
    [InlineData("src/store/_store.py", "_GATING = {\n  'a': 1,\n}\nx = 1\n", "_GATING = {\n  'a': 2,\n}\nx = 1\n", "Store or Backend ABC,`_GATING` dict (key→Capability mapping in `_store.py`)")]
    [InlineData("src/store/_store.py", "_GATING = {}\nx = 1\n", "_GATING = {}\nx = 2\n", "Store or Backend ABC")]
    public void Match_WhatAFileChanges_DecidesWhichRuleFires(string path, string before, string after, string triggers) =>
        Assert.Equal(triggers, string.Join(',', Fired(Modified(path, before, after))));

    [Theory]
    [InlineData("A backend", "src/Store/Backends/LogBackend.cs")]
    [InlineData("A backend", "src/Store/LogBackend.cs")]
    [InlineData("Backend", "packages/store/src/backends/gcs.ts")]
    [InlineData("An extension", "src/store/ext/arrow.py")]
    [InlineData("New extension", "src/Extensions/Arrow.cs")]
    [InlineData("A plugin", "plugins/summary/index2.ts")]
    [InlineData("An example", "samples/Quickstart/Program.cs")]
    [InlineData("A guide", "docs/guides/start.md")]
    [InlineData("A capability", "src/store/_capabilities.py")]
    [InlineData("New test", "tests/Store.Tests/LogTests.cs")]
    [InlineData("A test", "src/store.test.ts")]
    [InlineData("An ADR", "sdd/adrs/0042-x.md")]
    [InlineData("An RFC", "sdd/rfcs/rfc-0001.md")]
    [InlineData("CI workflow", ".github/workflows/ci.yml")]
    [InlineData("A dependency", "src/Store/Store.csproj")]
    [InlineData("A new exception type", "src/Store/Errors/LockedException.cs")]
    [InlineData("New authoritative process doc in `sdd/`", "sdd/TESTING.md")]
    [InlineData("Adapter (`src/adapters/`)", "src/adapters/x.py")]
    public void Match_LayoutsOfThreeLanguages_AreUnderstood(string trigger, string path)
    {
        var content = path.EndsWith(".csproj", StringComparison.Ordinal) ? "<PackageReference Include=\"A\" />" : "public class LockedException { }";

        Assert.NotEmpty(RippleRules.Match(Table($"| **{trigger}** | CHANGELOG |"), [Added(path, content)], [path]));
    }

    [Theory]
    [InlineData("A backend", "src/Store/Backends/IBackend.cs")]
    [InlineData("A backend", "docs/backends/gcs.md")]
    [InlineData("A backend", "src/store/backends/__init__.py")]
    [InlineData("A spec section", "src/spec/run.ts")]
    [InlineData("New authoritative process doc in `sdd/`", "sdd/specs/001-a.md")]
    [InlineData("Adapter (`src/adapters/`)", "src/other/x.py")]
    [InlineData("Extension", "src/extra/x.py")]
    public void Match_WhatOnlyLooksAlike_DoesNotFire(string trigger, string path) =>
        Assert.Empty(RippleRules.Match(Table($"| **{trigger}** | CHANGELOG |"), [Added(path, "x")], [path]));

    [Theory]
    [InlineData("`LogBackend`", "LogBackend", true)]
    [InlineData("the log backend", "LogBackend", true)]
    [InlineData("the catalog", "LogBackend", false)]
    [InlineData("use S3PyArrow", "_s3_pyarrow", true)]
    [InlineData("use s3-pyarrow", "_s3_pyarrow", true)]
    [InlineData("use s3 or pyarrow", "_s3_pyarrow", false)]
    public void Match_NewMember_MustBeMentionedInAnyOfItsSpellings(string readme, string stem, bool satisfied)
    {
        var diff = new[] { Added($"src/backends/{stem}.py", "x"), Modified("README.md", "", readme) };

        var verdict = Assert.Single(RippleRules.Match(Table("| **Backend** | `README.md` |"), diff, ["README.md"]));

        Assert.Equal(satisfied ? Verdict.Satisfied : Verdict.Missing, verdict.Verdict);
    }

    [Fact]
    public void Match_TargetThatExistsNowhere_IsNotApplicable()
    {
        var verdicts = RippleRules.Match(Rules, [Added("src/store/_locked_error.py", "class LockedError(Exception): ...")], Python);

        Assert.Equal(
            [Verdict.Missing, Verdict.NotApplicable],
            verdicts.Where(verdict => verdict.Row.Trigger == "Error type").Select(verdict => verdict.Verdict));
    }

    [Fact]
    public void Match_ProseAndConditions_AreLeftToAReader()
    {
        var verdicts = RippleRules.Match(Rules, [Modified("sdd/specs/005-error-model.md", "a", "b")], Python);

        Assert.Equal([Verdict.Undecided, Verdict.Undecided], verdicts.Select(verdict => verdict.Verdict));
    }

    [Fact]
    public void Match_TheFileThatFiredTheRule_IsNoEvidenceThatOthersFollowed()
    {
        var verdict = Assert.Single(RippleRules.Match(Table("| **A spec section** | `sdd/specs/*.md` |"), [Modified("sdd/specs/001-a.md", "a", "b")], ["sdd/specs/001-a.md", "sdd/specs/002-b.md"]));

        Assert.Equal((Verdict.Missing, "none of 'sdd/specs/*.md' (sdd/specs/001-a.md, sdd/specs/002-b.md) is changed"), (verdict.Verdict, verdict.Evidence));
    }

    [Fact]
    public void Predict_PlannedPaths_GiveRulesAndTargetsBeforeWork()
    {
        var predictions = RippleRules.Predict(Rules, ["src/store/backends/_azure.py", "README.md"], Python);

        var prediction = Assert.Single(predictions);
        Assert.Equal(("Backend", "src/store/backends/_azure.py"), (prediction.Row.Trigger, Assert.Single(prediction.Because)));
        Assert.Equal(
            ["README.md planned", "pyproject.toml", "docs-src/guides/backends/index.md", "CONTRIBUTING.md", "src/store/_registry.py", "mkdocs.yml"],
            prediction.Targets.Select(target => target.Paths[0] + (target.IsPlanned ? " planned" : "")));
    }

    [Fact]
    public void Match_NoRulesOrNoDiff_GivesNothing()
    {
        Assert.Empty(RippleRules.Match(Rules, [], Python));
        Assert.Empty(RippleRules.Match(RippleTableParser.Parse("r.md", "", null), [Added("src/backends/x.py", "x")], Python));
    }

    private static IEnumerable<string> Fired(params DiffFile[] diff) => RippleRules.Match(Rules, diff, Python).Select(verdict => verdict.Row.Trigger).Distinct();

    private static RippleTable Table(string rows) => RippleTableParser.Parse("r.md", $"| If you changed… | Also check |\n|---|---|\n{rows}\n", null);

    private static DiffFile Added(string path, string after) => new(path, ChangeKind.Added, null, after);

    private static DiffFile Modified(string path, string before, string after) => new(path, ChangeKind.Modified, before, after);
}
