using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

public class BranchNamesTests
{
    [Theory]
    [InlineData("ID-042", "Add a thing", true, "ID-042-add-a-thing")]
    [InlineData("ID-042", "Add a thing", false, "ID-042-add-a-thing-unverified")]
    [InlineData("ID-042", "", true, "ID-042")]
    [InlineData("", "Fix it", true, "item-fix-it")]
    [InlineData("", "", true, "item")]
    [InlineData("-rf", "--force", true, "rf-force")]
    [InlineData("1.2.3", "a..b/c.lock @{x} ~^:?*[\\", true, "1-2-3-a-b-c-lock-x")]
    [InlineData("deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "", true, "item-deadbeefdeadbeefdeadbeefdeadbeefdeadbeef")]
    [InlineData("HEAD", "", true, "item-HEAD")]
    [InlineData("BL-7", "Größe\n[skip ci] \u202e\u0000 @all", true, "BL-7-gr-e-skip-ci-all")]
    public void For_AnItem_MakesALegalName(string id, string title, bool verified, string expected) =>
        Assert.Equal(expected, BranchNames.For(id, title, verified));

    [Fact]
    public void For_ALongTitle_CutsAtAWordAndLeavesRoomForANumber()
    {
        string name = BranchNames.For("ID-042", string.Concat(Enumerable.Repeat("several words ", 20)), verified: false);

        Assert.EndsWith("-unverified", name, StringComparison.Ordinal);
        Assert.True(name.Length <= 56, name);
        Assert.DoesNotContain("--", name, StringComparison.Ordinal);
    }

    [Fact]
    public void For_AnyText_IsWhatGitCallsABranchName()
    {
        Random random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(90)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : 0x3000)));
            string name = BranchNames.For(text[..(text.Length / 3)], text[(text.Length / 3)..], i % 2 == 0);
            Assert.True(LibGit2Sharp.Reference.IsValidName("refs/heads/" + name), name);
            Assert.True(name.Length is > 0 and <= 60 && char.IsAsciiLetterOrDigit(name[0]), name);
        }
    }
}
