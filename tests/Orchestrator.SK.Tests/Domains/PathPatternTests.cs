using System.Diagnostics;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Tests.Domains;

public class PathPatternTests
{
    [Theory]
    [InlineData("src/**", "src/a.cs", true)]
    [InlineData("src/**", "src/a/b/.c", true)]
    [InlineData("src/**", "src", false)]
    [InlineData("src/**", "lib/src/a.cs", false)]
    [InlineData("src/", "src/a/b.cs", true)]
    [InlineData("**", "a", true)]
    [InlineData("**", "a/b", true)]
    [InlineData("**/*.md", "README.md", true)]
    [InlineData("**/*.md", "a/b/c.md", true)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "a/xb", false)]
    [InlineData("a/**/**/b", "a/x/b", true)]
    [InlineData("*", "a", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("sdd/specs/001-*.md", "sdd/specs/001-store.md", true)]
    [InlineData("sdd/specs/001-*.md", "sdd/specs/001-a/b.md", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("a[!b]c", "a/c", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("{src,lib}/*.{cs,ts}", "lib/a.ts", true)]
    [InlineData("{src,lib}/*.{cs,ts}", "lib/a.py", false)]
    [InlineData("{a/{b,c},d}/e", "a/c/e", true)]
    [InlineData("{a/{b,c},d}/e", "d/e", true)]
    [InlineData("a{,b}c", "ac", true)]
    [InlineData("[{]a", "{a", true)]
    [InlineData("README.md", "readme.md", false)]
    [InlineData("README.md", "README.md", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a+(b)", "a+(b)", true)]
    public void IsMatch_Glob_MatchesWholePathsFromTheRoot(string glob, string path, bool matches) => Assert.Equal(matches, PathPattern.Parse(glob).IsMatch(path));

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("/src/**", "it starts with '/'")]
    [InlineData("!src/**", "it starts with '!'")]
    [InlineData("src\\a", "it holds a '\\'")]
    [InlineData("src//a", "two slashes")]
    [InlineData("../a", "the segment '..'")]
    [InlineData("src/**.cs", "'**' is part of the segment '**.cs'")]
    [InlineData("src/[ab", "a '[' is never closed")]
    [InlineData("src/[", "a '[' is never closed")]
    [InlineData("src/[]", "a '[' is never closed")]
    [InlineData("[z-a]", "Write 'a-z'")]
    [InlineData("{a,b", "a '{' is never closed")]
    [InlineData("a}", "a '}' has no '{'")]
    [InlineData("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", "more than 256 alternatives")]
    public void Parse_MalformedGlob_NamesItAndTheWayOut(string glob, string reason)
    {
        var fault = Assert.Throws<FormatException>(() => PathPattern.Parse(glob));

        Assert.StartsWith($"The glob '{glob}' is malformed:", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsMatch_HostileGlobAndPath_TakesLinearTime()
    {
        var pattern = PathPattern.Parse(string.Concat(Enumerable.Repeat("a*", 30)) + "b");
        var clock = Stopwatch.StartNew();

        Assert.False(pattern.IsMatch(new string('a', 2_000)));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"Took {clock.Elapsed}.");
    }
}
