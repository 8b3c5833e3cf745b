using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Finishing;

namespace Orchestrator.SK.Tests.Finishing;

public class FragmentWordsTests
{
    [Theory]
    [InlineData("**Log backend**: keeps everything", "**Log backend**: keeps everything")]
    [InlineData("**`Store.to_key()`** -- converts paths", "**`Store.to_key()`** -- converts paths")]
    [InlineData("*Quietly* faster", "*Quietly* faster")]
    [InlineData("- **Log backend**: keeps everything", "**Log backend**: keeps everything")]
    [InlineData("* ### Added", "Added")]
    [InlineData("> quoted\n> twice", "quoted > twice")]
    [InlineData("<!-- hidden", "!-- hidden")]
    [InlineData("---\nfront matter", "front matter")]
    public void Changelog_MarksAtTheStart_GoOnlyWhereTheyWouldBeginABlock(string handedIn, string entry)
    {
        var report = ExpertReport.Done("") with { Changelog = [new ChangelogFragment("Added", handedIn)] };

        Assert.Equal(entry, Assert.Single(Fragments.Changelog("BK-1", [report])).Text);
    }
}
