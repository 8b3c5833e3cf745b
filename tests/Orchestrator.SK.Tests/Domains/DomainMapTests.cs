using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Tests.Domains;

public class DomainMapTests
{
    private static readonly Domain Store = Domain.Parse("store-backend", ["src/remote_store/**", "!src/remote_store/ext/**"]);
    private static readonly Domain Extension = Domain.Parse("extension", ["src/remote_store/ext/**"]);
    private static readonly Domain Testing = Domain.Parse("testing", ["tests/**"]);
    private static readonly Domain Documentation = Domain.Parse("documentation", ["docs-src/**", "guides/**", "examples/**"]);
    private static readonly DomainMap Shipped = new([Store, Extension, Testing, Documentation]);

    [Theory]
    [InlineData("src/remote_store/_store.py", "store-backend")]
    [InlineData("src/remote_store/ext/arrow.py", "extension")]
    [InlineData("src/remote_store/extra.py", "store-backend")]
    [InlineData("tests/test_a.py", "testing")]
    [InlineData("guides/index.md", "documentation")]
    [InlineData("benchmarks/run.py", "orchestrator")]
    [InlineData("CHANGELOG.md", "orchestrator")]
    [InlineData("src", "orchestrator")]
    public void OwnerOf_EveryPath_HasExactlyOneOwner(string path, string owner) => Assert.Equal(owner, Shipped.OwnerOf(path));

    [Fact]
    public void Find_TheShippedDomains_AreDisjoint() => Assert.Empty(DomainOverlaps.Find(Shipped));

    [Theory]
    [InlineData("src/**", "src/ext/**")]
    [InlineData("**/*.md", "docs/**")]
    [InlineData("a*", "*b")]
    [InlineData("src/*/test/**", "src/core/**")]
    [InlineData("[a-m]*", "[k-z]*")]
    [InlineData("{a,b}/x", "{b,c}/?")]
    [InlineData("**", "**")]
    [InlineData("src/**,!src/a/**", "src/a*/**")]
    [InlineData("src/**,!src/[!a]*", "src/?")]
    public void Find_OverlappingDomains_GivesAWitnessThatBothOwn(string first, string second)
    {
        var map = new DomainMap([Domain.Parse("one", Globs(first)), Domain.Parse("two", Globs(second))]);

        var overlap = Assert.Single(DomainOverlaps.Find(map));

        Assert.Equal(("one", "two"), (overlap.First, overlap.Second));
        Assert.All(map.Domains, domain => Assert.True(domain.Owns(overlap.Witness), overlap.Witness));
        Assert.DoesNotContain(overlap.Witness.Split('/'), segment => segment.Length == 0);
    }

    [Theory]
    [InlineData("src/**", "lib/**")]
    [InlineData("*.md", "docs/*.md")]
    [InlineData("a*", "b*")]
    [InlineData("**/*.cs", "**/*.ts")]
    [InlineData("src/**,!src/ext/**", "src/ext/**")]
    [InlineData("src/**,!**/*.md", "**/*.md")]
    [InlineData("a?", "a??")]
    [InlineData("[a-c]", "[!a-c]")]
    [InlineData("src", "src/**")]
    [InlineData("Src/**", "src/**")]
    [InlineData("**,!a/**,!b/**", "a/**,b/**")]
    [InlineData("src/**,!src/*/**", "src/*/**")]
    public void Find_DisjointDomains_ProvesIt(string first, string second) =>
        Assert.Empty(DomainOverlaps.Find(new DomainMap([Domain.Parse("one", first.Split(',')), Domain.Parse("two", second.Split(','))])));

    [Fact]
    public void Find_RandomGlobs_AgreesWithEveryShortPath()
    {
        string[] globs = ["a", "b", "*", "a*", "*a", "?b", "**", "a/**", "**/a", "**/b", "a/*", "*/b", "[ab]", "[!a]", "{a,b}/a", "a/**/b"];
        var paths = Paths().ToList();
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var one = Domain.Parse("one", [Pick(), "!" + Pick(), "!" + Pick()]);
            var two = Domain.Parse("two", [Pick(), Pick(), "!" + Pick()]);

            var overlap = DomainOverlaps.Find(new DomainMap([one, two])).SingleOrDefault();

            if (overlap is not null)
            {
                Assert.True(one.Owns(overlap.Witness) && two.Owns(overlap.Witness), overlap.Witness);
            }
            else
            {
                Assert.DoesNotContain(paths, path => one.Owns(path) && two.Owns(path));
            }
        }

        string Pick() => globs[random.Next(globs.Length)];
    }

    [Fact]
    public void Find_ManyStars_StillDecides() =>
        Assert.Single(DomainOverlaps.Find(new DomainMap([Domain.Parse("one", ["*a*b*c*d*e*"]), Domain.Parse("two", ["*e*d*c*b*a*"])])));

    [Fact]
    public void Parse_MalformedGlob_NamesTheDomainToo()
    {
        var fault = Assert.Throws<FormatException>(() => Domain.Parse("testing", ["tests/[a"]));

        Assert.StartsWith("Domain 'testing': The glob 'tests/[a' is malformed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_ReservedOrRepeatedIds_AreRefused()
    {
        Assert.Throws<FormatException>(() => new DomainMap([Domain.Parse("orchestrator", ["a"])]));
        Assert.Throws<FormatException>(() => new DomainMap([Testing, Testing]));
        Assert.Throws<FormatException>(() => Domain.Parse("x", ["!a"]));
    }

    private static string[] Globs(string text) => text.StartsWith('{') ? [text] : text.Split(',');

    private static IEnumerable<string> Paths()
    {
        string[] names = ["a", "b", "c", "aa", "ab", "ba", "bb"];
        return names.Concat(names.SelectMany(first => names.Select(second => $"{first}/{second}")))
            .Concat(names.SelectMany(first => names.SelectMany(second => names.Select(third => $"{first}/{second}/{third}"))));
    }
}
