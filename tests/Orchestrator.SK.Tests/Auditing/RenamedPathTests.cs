using Orchestrator.SK.Core.Auditing.Repairs;

namespace Orchestrator.SK.Tests.Auditing;

public class RenamedPathTests
{
    [Theory]
    [InlineData("README.md", "docs/use.md", "docs/use.md", "guides/use.md", "guides/use.md")]
    [InlineData("docs/index.md", "use.md", "docs/use.md", "docs/usage.md", "usage.md")]
    [InlineData("docs/a/index.md", "../use.md", "docs/use.md", "docs/b/usage.md", "../b/usage.md")]
    [InlineData("mkdocs.yml", "backends/s3.md", "docs/backends/s3.md", "docs/stores/s3.md", "stores/s3.md")]
    [InlineData("docs/index.md", "use.md", "docs/use.md", "guides/use.md", null)]
    [InlineData("mkdocs.yml", "backends/s3.md", "docs/backends/s3.md", "guides/s3.md", null)]
    public void Name_KeepsItsForm(string document, string written, string from, string to, string? expected) => Assert.Equal(expected, RenamedPath.Of(document, written, from, to));

    [Theory]
    [InlineData("[use](use.md), use.md; my-use.md, a/use.md, use.md.bak", "[use](now.md), now.md; my-use.md, a/use.md, use.md.bak")]
    [InlineData("use.md", "now.md")]
    public void Replace_WholeNamesOnly(string text, string expected) => Assert.Equal(expected, RenamedPath.Replace(text, "use.md", "now.md"));
}
