namespace Orchestrator.SK.Tests.Documents.Discovery;

/// <summary>Who gets which paths, for the layouts of many languages; each time with the proof that no two domains meet.</summary>
public class ExpertSearchTests
{
    [Theory]
    [InlineData("python", "src/pkg/a.py=store-backend src/pkg/ext/b.py=extension tests/test_a.py=testing docs/a.md=documentation examples/a.py=documentation scripts/x.py=orchestrator pyproject.toml=orchestrator src/other/new.py=orchestrator")]
    [InlineData("flat python", "pkg/__init__.py=store-backend pkg/plugins/x.py=extension tests/test_a.py=testing setup.py=orchestrator noxfile.py=orchestrator")]
    [InlineData("one script", "tool.py=store-backend test_tool.py=store-backend setup.py=store-backend")]
    [InlineData("c#", "src/A/A.cs=store-backend src/A.Extensions/B.cs=extension tests/A.Tests/T.cs=testing docs/a.md=documentation eng/build.sh=orchestrator A.sln=orchestrator")]
    [InlineData("typescript", "src/a.ts=store-backend src/a.test.ts=testing src/__tests__/b.ts=testing src/plugins/p.ts=extension src/plugins/p.test.ts=testing vite.config.ts=orchestrator docs/a.md=documentation")]
    [InlineData("monorepo", "packages/a/src/a.ts=store-backend packages/a/tests/t.ts=testing packages/b/src/b.spec.ts=testing packages/b/index.js=store-backend website/docs/x.md=documentation")]
    [InlineData("rust", "src/lib.rs=store-backend tests/it.rs=testing benches/b.rs=orchestrator examples/e.rs=documentation Cargo.toml=orchestrator")]
    [InlineData("crates", "crates/a/src/lib.rs=store-backend crates/a/tests/t.rs=testing crates/b/src/lib.rs=store-backend")]
    [InlineData("go", "main.go=store-backend main_test.go=testing internal/a.go=store-backend internal/a_test.go=testing cmd/x/main.go=store-backend docs/a.md=documentation")]
    [InlineData("java", "src/main/java/A.java=store-backend src/test/java/ATest.java=testing")]
    [InlineData("ruby", "lib/a.rb=store-backend spec/a_spec.rb=testing")]
    [InlineData("top-level plugins", "core/a.py=store-backend plugins/b.py=extension test/t.py=testing")]
    [InlineData("docs only", "docs/a.md=documentation README.md=orchestrator")]
    public void Layout_OfALanguage_GivesDisjointDomains(string language, string owners)
    {
        var wanted = owners.Split(' ').Select(pair => pair.Split('=')).Select(pair => (Path: pair[0], Owner: pair[1])).ToList();

        // What is nobody's yet must not shape the layout.
        var found = Surveys.Layout([.. wanted.Where(path => !path.Path.Contains("/other/", StringComparison.Ordinal)).Select(path => path.Path)]);

        Assert.All(wanted, path => Assert.True(found.Owner(path.Path) == path.Owner, $"{language}: {path.Path} is {found.Owner(path.Path)}'s, not {path.Owner}'s: {string.Join("; ", found.Found.Select(row => $"{row.Key} {row.Value}"))}"));
    }

    [Fact]
    public void Documents_OfTheProcess_AreNobodysDomain()
    {
        var found = Surveys.Of(
            ("docs/TODO.md", Surveys.Backlog), ("docs/CHANGES.md", Surveys.Changelog), ("docs/requirements/read.md", Surveys.Spec), ("docs/adr/0001-record.md", Surveys.Adr), ("docs/guide.md", "# Guide\n"), ("src/a.py", ""));

        Assert.All(["docs/TODO.md", "docs/CHANGES.md", "docs/requirements/read.md", "docs/adr/0001-record.md"], path => Assert.Equal("orchestrator", found.Owner(path)));
        Assert.Equal("documentation", found.Owner("docs/guide.md"));
    }

    [Fact]
    public void Foundations_AreWhatEveryoneBuildsOn()
    {
        var found = Surveys.Of(
            ("sdd/specs/001-store-api.md", "# S\n\n### S-001: a\n"), ("sdd/specs/002-config.md", "# C\n\n### C-001: a\n"), ("sdd/specs/003-backend-contract.md", "# B\n\n### B-001: a\n"), ("sdd/specs/005-error-model.md", "# E\n\n### E-001: a\n"),
            ("sdd/adrs/0008-extension-architecture.md", Surveys.Adr), ("sdd/DESIGN.md", "# Design\n"), ("sdd/DOCUMENTATION.md", "# Docs\n"), ("CONTRIBUTING.md", "# How\n"),
            ("src/p/a.py", ""), ("src/p/ext/b.py", ""), ("tests/t.py", ""), ("docs/a.md", "# A\n")).Settings!.Experts;

        Assert.Equal(["sdd/DESIGN.md", "sdd/specs/001-*.md", "sdd/specs/003-*.md", "sdd/specs/005-*.md"], found["store-backend"].Foundations!);
        Assert.Equal(["sdd/DESIGN.md", "sdd/adrs/0008-*.md"], found["extension"].Foundations!);
        Assert.Equal(["sdd/DESIGN.md"], found["testing"].Foundations!);
        Assert.Equal(["sdd/DOCUMENTATION.md"], found["documentation"].Foundations!);
        Assert.Equal(("src/**", "src/p/**, !src/p/ext/**"), (Assert.Single(found["testing"].Reads!), string.Join(", ", found["store-backend"].Writes)));
    }

    [Theory]
    [InlineData()]
    [InlineData("README.md", "LICENSE")]
    public void NothingToOwn_IsNoProposal(params string[] paths)
    {
        var found = Surveys.Layout(paths);

        Assert.Null(found.Settings);
        Assert.Contains(found.Missing, row => row.Key == "experts");
    }

    [Fact]
    public void OddNames_AreWrittenAsGlobsThatMatchThem()
    {
        var found = Surveys.Layout("we[i]rd/a.py", "w*/b.py", "{x}/c.py", "!y/d.py", "z\\z/e.py", "q]/f.py", "tests/t é.py");

        Assert.All(["we[i]rd/a.py", "w*/b.py", "{x}/c.py", "!y/d.py", "z\\z/e.py", "q]/f.py"], path => Assert.Equal("store-backend", found.Owner(path)));
        Assert.Equal("orchestrator", found.Owner("wanted/b.py"));
    }
}
