namespace Orchestrator.SK.Tests.Documents.Discovery;

/// <summary>Which commands verify a repository, with the place that names them.</summary>
public class CommandSearchTests
{
    [Theory]
    [InlineData("pyproject.toml", "[tool.hatch.envs.default.scripts]\nlint = \"ruff\"\nall = [\"lint\"]\n", "hatch run all", "hatch run lint", "pyproject.toml:3")]
    [InlineData("pyproject.toml", "[tool.hatch.envs.dev.scripts]\ncheck = \"x\"\n", "hatch run dev:check", null, "pyproject.toml:2")]
    [InlineData("pyproject.toml", "[tool.poe.tasks]\nverify = \"x\"\nlint = \"y\"\n", "poe verify", "poe lint", "pyproject.toml:2")]
    [InlineData("pyproject.toml", "[tool.ruff]\nline-length = 100\n[tool.pytest.ini_options]\n", "pytest", "ruff check .", "pyproject.toml:3; no command was found that runs everything, so it is the tests alone")]
    [InlineData("noxfile.py", "import nox\n\n@nox.session\ndef lint(session):\n    pass\n\n@nox.session(python=\"3.13\")\ndef tests(session):\n    pass\n\ndef helper(x):\n    pass\n", "nox", "nox -s lint", "noxfile.py:1")]
    [InlineData("tox.ini", "[tox]\nenv_list = py, lint\n\n[testenv:lint]\ncommands = ruff\n", "tox", "tox -e lint", "tox.ini:1")]
    [InlineData("Makefile", "all: build\n\nbuild:\n\tcc\n\ncheck: lint\n\tpytest\nlint:\n\truff\n", "make check", "make lint", "Makefile:6")]
    [InlineData("Makefile", "all: lint test ## everything\n\nlint:\n\truff\ntest:\n\tpytest\n", "make all", "make lint", "Makefile:1")]
    [InlineData("Makefile", "VERSION := 1\nverify:\n\tx\n", "make verify", null, "Makefile:2")]
    [InlineData("justfile", "ci: lint\n  x\nlint *args:\n  ruff\nrelease version:\n  y\n", "just ci", "just lint", "justfile:1")]
    [InlineData("package.json", "{\n \"name\": \"lint\",\n \"scripts\": {\n  \"lint\": \"eslint .\",\n  \"test\": \"vitest\"\n }\n}\n", "npm test", "npm run lint", "package.json:5; no command was found that runs everything, so it is the tests alone")]
    [InlineData("Cargo.toml", "[package]\nname = \"a\"\n", "cargo test", "cargo clippy", "Cargo.toml:1; no command was found that runs everything, so it is the tests alone")]
    [InlineData("Cargo.toml", "[workspace]\nmembers = []\n", "cargo test --workspace", "cargo clippy --workspace", "Cargo.toml:1; no command was found that runs everything, so it is the tests alone")]
    [InlineData("go.mod", "module a\n", "go test ./...", "go vet ./...", "go.mod:1; no command was found that runs everything, so it is the tests alone")]
    [InlineData("build.gradle.kts", "plugins {}\n", "gradle check", null, "build.gradle.kts")]
    [InlineData("pom.xml", "<project/>", "mvn -q verify", null, "pom.xml:1")]
    [InlineData("eng/verify.sh", "#!/usr/bin/env bash\nset -e\n", "bash eng/verify.sh", null, "eng/verify.sh:1")]
    [InlineData("README.md", "Run make test.\n", null, null, null)]
    [InlineData("package.json", "{ \"scripts\": { \"test\": \"echo \\\"Error: no test specified\\\" && exit 1\" } }", null, null, null)]
    [InlineData("package.json", "{ not json", null, null, null)]
    [InlineData("node_modules/a/package.json", "{ \"scripts\": { \"test\": \"x\" } }", null, null, null)]
    public void Verify_OfARepository_IsFoundWithItsPlace(string path, string text, string? verify, string? lint, string? evidence)
    {
        var found = Surveys.Of((path, text), ("src/a.py", ""));

        Assert.Equal((verify, lint, evidence), (found.Value("verify"), found.Value("checks.lint"), found.Found.FirstOrDefault(row => row.Key == "verify")?.Evidence));
    }

    [Theory]
    [InlineData("pnpm-lock.yaml", "pnpm run check")]
    [InlineData("yarn.lock", "yarn run check")]
    [InlineData("package-lock.json", "npm run check")]
    public void Verify_OfNode_UsesThePackageManagerOfTheLockFile(string file, string command) =>
        Assert.Equal(command, Surveys.Of(("package.json", "{ \"scripts\": { \"check\": \"x\" } }"), (file, ""), ("src/a.ts", "")).Value("verify"));

    [Fact]
    public void Verify_OfDotnet_NamesTheSolutionWhereTheToolWouldNotFindIt()
    {
        const string test = "<Project><ItemGroup><PackageReference Include=\"Microsoft.NET.Test.Sdk\" /></ItemGroup></Project>";

        Assert.Equal("dotnet test", Surveys.Of(("A.sln", ""), ("src/A/A.csproj", "<Project/>"), ("tests/A.Tests/A.Tests.csproj", test), ("src/A/A.cs", "")).Value("verify"));
        Assert.Equal("dotnet test src/A.slnx", Surveys.Of(("src/A.slnx", ""), ("src/A/A.csproj", "<Project/>"), ("tests/A.Tests/A.Tests.csproj", test), ("src/A/A.cs", "")).Value("verify"));
        Assert.Equal("dotnet test tests/A.Tests/A.Tests.csproj", Surveys.Of(("src/A/A.csproj", "<Project/>"), ("tests/A.Tests/A.Tests.csproj", test), ("src/A/A.cs", "")).Value("verify"));
    }

    [Fact]
    public void Verify_OfTwoOffers_IsTheOneThatIntegrationRuns()
    {
        (string, string)[] offers = [("Makefile", "check:\n\tx\n"), ("package.json", "{ \"scripts\": { \"ci\": \"y\" } }"), ("src/a.ts", "")];

        Assert.Equal("make check", Surveys.Of(offers).Value("verify"));
        var found = Surveys.Of([.. offers, (".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - run: npm run ci\n")]);
        Assert.Equal("npm run ci", found.Value("verify"));
        Assert.Equal("package.json:1; .github/workflows/ci.yml:4 runs it too", found.Found.Single(row => row.Key == "verify").Evidence);
    }

    [Fact]
    public void Check_ScriptNamedAfterItsTopic_IsANamedCheck() => Assert.Equal("sh eng/check-docs.sh", Surveys.Of(("eng/check-docs.sh", "#!/bin/sh\n"), ("src/a.cs", "")).Value("checks.docs"));
}
