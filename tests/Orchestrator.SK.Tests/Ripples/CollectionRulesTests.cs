using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Tests.Ripples;

/// <summary>A rule that names one thing of many fires when one comes or goes, not whenever something changes inside one.</summary>
public class CollectionRulesTests
{
    private static readonly string[] Base = ["README.md", "packages/router/package.json", "packages/router/src/index.ts", "packages/router/src/route.ts", "docs/guide.md"];

    [Theory]
    [InlineData("M packages/router/src/index.ts, A packages/router/test/route.test.ts", false)]
    [InlineData("A packages/router/src/cache.ts", false)]
    [InlineData("D packages/router/src/route.ts", false)]
    [InlineData("A packages/cache/package.json, A packages/cache/src/index.ts, M packages/router/src/index.ts", true)]
    [InlineData("D packages/router/package.json, D packages/router/src/index.ts, D packages/router/src/route.ts", true)]
    public void Package_FiresOnlyWhenAWholeOneComesOrGoes(string diff, bool fires) => Assert.Equal(fires, Fires("A package", "packages/", diff));

    [Fact]
    public void Package_RuleThatSpeaksOfChanges_FiresOnAny() => Assert.True(Fires("Touched a package", "packages/", "M packages/router/src/route.ts"));

    [Theory]
    [InlineData("M docs/guide.md", false)]
    [InlineData("A docs/routes.md", true)]
    public void Page_FiresOnlyWhenOneComesOrGoes(string diff, bool fires)
    {
        Assert.Equal(fires, Fires("A docs page", null, diff));
        Assert.Equal(fires, Fires("A docs page", "docs/", diff));
    }

    [Fact]
    public void Documentation_FiresOnAnyChangeOfIt() => Assert.True(Fires("Documentation", null, "M docs/guide.md"));

    [Fact]
    public void Predict_PlanInsideAPackage_ForeseesNoNewOne()
    {
        var rules = RippleTableParser.Parse("r.md", "| Trigger | Look at |\n|---|---|\n| **A package** (`packages/`) | `README.md` |\n", null);

        Assert.Empty(RippleRules.Predict(rules, ["packages/router/src/cache.ts"], Base));
        Assert.Single(RippleRules.Predict(rules, ["packages/cache/src/index.ts"], Base));
    }

    private static bool Fires(string name, string? folder, string diff)
    {
        var rules = RippleTableParser.Parse("r.md", $"| Trigger | Look at |\n|---|---|\n| **{name}**{(folder is null ? "" : $" (`{folder}`)")} | `README.md` |\n", null);
        List<DiffFile> files = [.. diff.Split(", ").Select(word => word[0] switch
        {
            'A' => new DiffFile(word[2..], ChangeKind.Added, null, "x"),
            'D' => new DiffFile(word[2..], ChangeKind.Deleted, "x", null),
            _ => new DiffFile(word[2..], ChangeKind.Modified, "x", "y"),
        })];
        var tree = Base.Except(files.Where(file => file.Kind == ChangeKind.Deleted).Select(file => file.Path)).Union(files.Where(file => file.Kind == ChangeKind.Added).Select(file => file.Path));
        return RippleRules.Match(rules, files, [.. tree]).Count > 0;
    }
}
