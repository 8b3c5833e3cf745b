using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Lookup;

namespace Orchestrator.SK.Tests.Lookup;

public sealed class PathCoverageTests
{
    private const string Path = "src/app/backends/_s3.py";

    private static readonly string[] Tree = [Path, "src/app/backends/__init__.py", "src/app/store.py", "tests/test_store.py", "lib/store.py"];

    [Theory]
    [InlineData("See `src/app/backends/_s3.py`.", 100, "it names `src/app/backends/_s3.py`")]
    [InlineData("See [the code](../../src/app/backends/_s3.py).", 100, "it names `src/app/backends/_s3.py`")]
    [InlineData("In `_s3.py` and `backends/_s3.py`.", 70, "it names `_s3.py`")]
    [InlineData("In `app.backends._s3`.", 70, "it names its module `app.backends._s3`")]
    [InlineData("Call `app.backends._s3.connect()`.", 70, "it names its module `app.backends._s3.connect`")]
    [InlineData("For `src/app/**/*.py`.", 60, "it names `src/app/**/*.py`")]
    [InlineData("For `src/app/backends/_<name>.py`.", 60, "it names `src/app/backends/_<name>.py`")]
    [InlineData("`S3Backend` reads.", 50, "it names `S3Backend`, which it declares")]
    [InlineData("`S3Backend.read` reads.", 50, "it names `S3Backend`, which it declares")]
    [InlineData("All of `src/app/backends/`.", 40, "it names its folder `src/app/backends/`")]
    public void Section_ThatNamesThePath_CoversItAndSaysHow(string text, int weight, string reason)
    {
        var hit = Assert.Single(Covering($"### A-001: Title\n{text}\n"));

        Assert.Equal((weight, reason), (hit.Weight, hit.Reasons[0]));
    }

    [Theory]
    [InlineData("Some `read`, some `src/`, `_S3.py`, `s3`, a `[x`, `*{` glob, `src/app/backends/_s3.pyx`.")]
    [InlineData("src app backends s3")]
    [InlineData("See <https://example.org/src/app/backends/_s3.py> or `../../../src/app/backends/_s3.py`")]
    public void Section_ThatNamesSomethingElse_DoesNotCover(string text) => Assert.Empty(Covering($"### A-001: Title\n{text}\n"));

    [Fact]
    public void Name_ThatTwoFilesHave_SpeaksOfNeither() =>
        Assert.Empty(PathCoverage.Of(Corpus("### A-001: T\n`store.py`\n"), new CoverageQuery("src/app/store.py", null, Tree, [], null)));

    [Fact]
    public void ScopeAndOpeningWords_CoverAllSectionsOfTheFile_TheScopeMore()
    {
        Assert.Equal([("A-001", 80), ("A-002", 80)], Covering("# A\n\n**Applies to:** `src/app/backends/`\n\n### A-001: T\nx\n\n### A-002: T\nx\n").Select(hit => (hit.Section.Id, hit.Weight)));
        Assert.Equal([("A-001", 20)], Covering("# A\n\n`S3Backend` is one.\n\n### A-001: T\nx\n").Select(hit => (hit.Section.Id, hit.Weight)));
    }

    [Fact]
    public void Tests_ThatImportOrShareTheName_TieTheirSections()
    {
        const string Specs = "### A-001: T\nx\n\n### A-002: T\nx\n\n### A-003: T\nx\n\n### A-004: Old [DEPRECATED]\n`_s3.py`\n";
        TestFile[] tests =
        [
            new("tests/test_all.py", [new("tests/test_all.py", 3, "test_a", ["A-001", "A-004", "NO-001"])], ["app.backends._s3.S3Backend"]),
            new("tests/test_s3.py", [new TestMarker("tests/test_s3.py", 9, "test_b", ["A-002"])], []),
            new("tests/test_store.py", [new TestMarker("tests/test_store.py", 9, "test_c", ["A-003"])], ["app.store"]),
        ];

        var hits = PathCoverage.Of(Corpus(Specs), new CoverageQuery(Path, "class S3Backend:\n", Tree, tests, ("store", [PathPattern.Parse("sdd/specs/*.md")])));

        Assert.Equal([("A-001", 40, "it is tested by tests/test_all.py, which imports it"), ("A-002", 30, "it is tested by tests/test_s3.py, which is called after it")], hits.Select(hit => (hit.Section.Id, hit.Weight, hit.Reasons[0])));
        Assert.Equal("store, who owns the path, has to read the spec", hits[0].Reasons[1]);
    }

    [Theory]
    [InlineData("from app.log import Writer, Reader as R", "app.log app.log.Writer app.log.Reader app.log.as app.log.R")]
    [InlineData("from app.log import (\n    Writer,  # why\n    Reader,\n)", "app.log app.log.Writer app.log.Reader")]
    [InlineData("import app.log as log", "app.log log")]
    [InlineData("using Tidemark.Backends;", "Tidemark.Backends")]
    [InlineData("import static org.junit.Assert.assertTrue;", "org.junit.Assert.assertTrue")]
    [InlineData("import { a } from '../src/log.js';\nconst b = require(\"./x\")", "src.log x")]
    [InlineData("from here import", "")]
    [InlineData("important = 'import x'\nfrom 'unclosed", "")]
    public void Imports_AreReadLineByLine(string text, string expected) => Assert.Equal(expected, string.Join(' ', Imports.In(text)));

    [Fact]
    public void Anything_AsPathAndText_IsAnswered()
    {
        var random = new Random(9);
        for (var turn = 0; turn < 500; turn++)
        {
            var noise = string.Concat(Enumerable.Range(0, 60).Select(_ => "`/.*?[]{}<>!\\\n#A-0:_ abc"[random.Next(24)]));

            _ = PathCoverage.Of(Corpus($"### A-001: T\n{noise}\n"), new CoverageQuery(noise, noise, [noise, Path], [new TestFile(noise, [], Imports.In(noise))], null));
        }
    }

    private static IReadOnlyList<CoveringSection> Covering(string spec) => PathCoverage.Of(Corpus(spec), new CoverageQuery(Path, "class S3Backend:\n", Tree, [], null));

    private static SpecCorpus Corpus(string spec) => new([SpecSegment.Of("sdd/specs/a.md", spec)]);
}
