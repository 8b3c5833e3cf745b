using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Tests.Auditing;

public class ExecutesLaterTests
{
    [Theory]
    [InlineData("tests/conftest.py", "test configuration")]
    [InlineData("pyproject.toml", "build configuration")]
    [InlineData("web/package.json", "package scripts")]
    [InlineData("Makefile", "build script")]
    [InlineData(".github/workflows/ci.yml", "in .github")]
    [InlineData("src/App/App.csproj", "build script")]
    [InlineData("Directory.Build.targets", "build script")]
    [InlineData("vite.config.ts", "tool configuration that is code")]
    [InlineData("tools/release.sh", "script")]
    [InlineData(".husky/pre-commit", "in .husky")]
    [InlineData("build.rs", "build script")]
    [InlineData("lib/evil.pth", "build script")]
    public void Why_NamesWhatExecutesTheFile(string path, string why) => Assert.Equal(why, ExecutesLater.Why(path));

    [Theory]
    [InlineData("src/store.py")]
    [InlineData("docs/makefile.md")]
    [InlineData("tests/test_store.py")]
    [InlineData("guides/package.json.md")]
    [InlineData("README.md")]
    public void Why_SaysNothingOfOtherFiles(string path) => Assert.Null(ExecutesLater.Why(path));
}
