using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Tests.Domains;

public class DomainCheckTests
{
    private static readonly DomainMap Map = new([Domain.Parse("a", ["src/**", "!src/ext/**", "docs/*.md"]), Domain.Parse("b", ["src/ext/**", "none/**"])]);

    [Fact]
    public void Of_CountsEachPathOnce_AndFindsWhatIsOdd()
    {
        var check = DomainCheck.Of(Map, ["src/a", "src/ext/b", "src/.gitattributes", "src/a:b", "docs/LOG.md", "other"], ["docs/LOG.md"]);

        Assert.Empty(check.Overlaps);
        Assert.Equal([new("a", 4), new("b", 1), new("orchestrator", 1)], check.Files);
        Assert.Equal([new IdleGlob("b", "none/**")], check.Idle);
        Assert.Equal(
            ["src/.gitattributes: nobody writes git's own files", "src/a:b: its name breaks a rule: none of \\:*?\"<>| (U+003A)", "docs/LOG.md: only code writes it, from the experts' reports"],
            check.Unwritable.Select(path => $"{path.Path}: {path.Reason}"));
    }

    [Fact]
    public void Of_AnEmptyRepository_FindsEveryGlobIdle() =>
        Assert.Equal(["src/**", "docs/*.md", "!src/ext/**", "src/ext/**", "none/**"], DomainCheck.Of(Map, [], []).Idle.Select(idle => idle.Glob));
}
