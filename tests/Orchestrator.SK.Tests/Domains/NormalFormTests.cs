using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Tests.Domains;

public class NormalFormTests
{
    [Theory]
    [InlineData("a.cs", "A.CS")]
    [InlineData("\u00e9", "e\u0301")]
    [InlineData("\u00c9", "e\u0301")]
    [InlineData("\u1ed9", "o\u0302\u0323")]
    [InlineData("\u1ed9", "o\u0323\u0302")]
    [InlineData("\ud55c", "\u1112\u1161\u11ab")]
    [InlineData("\u01d6", "u\u0308\u0304")]
    [InlineData("a\ufe0f", "a")]
    [InlineData("\u03c3", "\u03c2")]
    [InlineData("k", "\u212a")]
    public void Spelling_OfNamesThatSomeFileSystemTakesForOne_IsOne(string one, string other) => Assert.Equal(PathRules.Spelling(one), PathRules.Spelling(other));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("e", "\u00e9")]
    [InlineData("\u00df", "ss")]
    [InlineData("\ufb01", "fi")]
    [InlineData("a/b", "a-b")]
    public void Spelling_OfOtherNames_IsAnother(string one, string other) => Assert.NotEqual(PathRules.Spelling(one), PathRules.Spelling(other));
}
