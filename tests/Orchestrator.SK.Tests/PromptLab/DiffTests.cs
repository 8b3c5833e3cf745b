using Orchestrator.SK.Host.PromptLab;
using Orchestrator.SK.Host.PromptLab.Rendering;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.PromptLab;

public sealed class DiffTests
{
    private const string Persona = "prompts/experts/testing.md";

    [Fact]
    public async Task Persona_EditedInTheWorkingTree_ShowsInFilesAndInWhatIsSent()
    {
        using var lab = new Lab().WithRepository().Committed();
        lab.Edit(Persona, "DOMAIN\n", "DOMAIN\nBe careful in here.\n");

        var difference = await CompareAsync(lab, "experts/testing", after: null);

        Assert.Contains("--- a/prompts/experts/testing.md\n+++ b/prompts/experts/testing.md\n@@ -11,", difference.Source.Patch, StringComparison.Ordinal);
        Assert.Contains("\n DOMAIN\n+Be careful in here.\n", difference.Source.Patch, StringComparison.Ordinal);
        Assert.Contains("+Be careful in here.\n", difference.Rendered!.Patch, StringComparison.Ordinal);
        Assert.Contains(" - tests/**\n", difference.Rendered.Patch, StringComparison.Ordinal);
        Assert.Equal((1, 0), (difference.Rendered.Added, difference.Rendered.Deleted));
        Assert.InRange(difference.TokenDelta!.Value, 4, 8);
        Assert.NotEqual(difference.Before.Hash, difference.After.Hash);
        Assert.Equal("working tree", difference.After.Revision);
    }

    [Fact]
    public async Task SharedText_BetweenTwoCommits_CountsAsPartOfThePrompt()
    {
        using var lab = new Lab().WithRepository().Committed();
        lab.Edit("prompts/shared/rules.md", "- Invent nothing.", "- Never invent.");
        Commit(lab);

        var difference = await CompareAsync(lab, "experts/testing", "HEAD~1", "HEAD");

        var file = Assert.Single(difference.Source.Files);
        Assert.Equal("prompts/shared/rules.md", file.Path);
        Assert.Contains("-- Invent nothing.", difference.Rendered!.Patch, StringComparison.Ordinal);
        Assert.Contains("+- Never invent.", difference.Rendered.Patch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_WithAnotherSchema_ShowsItInTheAnswer()
    {
        using var lab = new Lab().WithRepository().Committed();
        lab.Edit("plugins/Delivery/Summarise/config.json", "\"title\": { \"type\": \"string\" }", "\"title\": { \"type\": \"string\", \"maxLength\": 60 }");

        var difference = await CompareAsync(lab, "Delivery/Summarise", after: null);

        Assert.Equal("plugins/Delivery/Summarise/config.json", Assert.Single(difference.Source.Files).Path);
        Assert.Matches("\n\\+ +\"maxLength\": 60", difference.Rendered!.Patch);
    }

    [Fact]
    public async Task Prompt_OfOneSideOnly_OrWithAFault_IsSaidAndNotFatal()
    {
        using var lab = new Lab().WithRepository().Committed();
        lab.Edit(Persona, "{{$domain}}", "{{$domian}}");
        File.Delete(Path.Combine(lab.Checkout, "prompts/shared/output.md"));
        lab.Write("prompts/shared/output.md", "OUTPUT\nReport.\n");
        lab.Write("prompts/experts/poet.md", lab.Read("prompts/experts/extension.md"));

        var broken = await CompareAsync(lab, "experts/testing", after: null);
        using var head = PromptRevision.At(lab.Folders, "HEAD");
        var fresh = await PromptDifference.CompareAsync("experts/poet", head, PromptRevision.OnDisk(lab.Folders), null);

        Assert.Contains("domian", broken.After.Fault, StringComparison.Ordinal);
        Assert.Null(broken.TokenDelta);
        Assert.Null(fresh.Before.Hash);
        Assert.StartsWith("--- /dev/null\n+++ b/prompts/experts/poet.md\n@@ -0,0 +1,", fresh.Source.Files[0].Patch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_Changed_IsNoDifference()
    {
        using var lab = new Lab().WithRepository().Committed();

        var difference = await CompareAsync(lab, "steps/review", after: null);

        Assert.Empty(difference.Source.Files);
        Assert.Null(difference.Rendered);
        Assert.Equal(0, difference.TokenDelta);
    }

    [Fact]
    public void Revisions_ThatAreNone_AreRefusedWithTheWayOut()
    {
        using var lab = new Lab().Committed();
        using var elsewhere = new Lab();

        var unknown = Assert.Throws<RepositoryRefusedException>(() => PromptRevision.At(lab.Folders, "v9"));
        var outside = Assert.Throws<RepositoryRefusedException>(() => PromptRevision.At(elsewhere.Folders, "HEAD"));
        var untracked = Assert.Throws<RepositoryRefusedException>(() =>
        {
            Directory.Move(lab.Folders.Prompts, lab.Folders.Prompts + "2");
            PromptRevision.At(new PromptFolders(lab.Folders.Prompts + "2", lab.Folders.Plugins), "HEAD");
        });

        Assert.Contains("has no branch, tag or commit 'v9'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("is not in a git repository", outside.Message, StringComparison.Ordinal);
        Assert.Contains("is not part of commit", untracked.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Revision_IsReadWithoutFiltersAndHooks_AndLeavesNothingBehind()
    {
        using var lab = new Lab().Committed();
        File.WriteAllText(Path.Combine(lab.Checkout, ".gitattributes"), "*.md filter=evil\n");
        File.AppendAllText(Path.Combine(lab.Checkout, ".git", "config"), "[filter \"evil\"]\n\tsmudge = touch evil-ran\n\trequired = true\n");
        string layout;

        using (var revision = PromptRevision.At(lab.Folders, "HEAD"))
        {
            layout = revision.Folders.Prompts;
            Assert.Equal(lab.Read(Persona), File.ReadAllText(Path.Combine(layout, "experts", "testing.md")));
        }

        Assert.False(Directory.Exists(layout));
        Assert.Empty(Directory.GetFiles(lab.Checkout, "evil-ran", SearchOption.AllDirectories));
    }

    private static async Task<PromptDifference> CompareAsync(Lab lab, string id, string before = "HEAD", string? after = null)
    {
        using var left = PromptRevision.At(lab.Folders, before);
        using var right = after is null ? PromptRevision.OnDisk(lab.Folders) : PromptRevision.At(lab.Folders, after);
        return await PromptDifference.CompareAsync(id, left, right, folders => RenderAsync(lab, id, folders));
    }

    private static async Task<RenderedRequest> RenderAsync(Lab lab, string id, PromptFolders folders)
    {
        var options = new Orchestrator.SK.Hosting.OrchestratorOptions { StateDirectory = lab.State };
        var capture = new RequestCapture(options, folders, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await capture.CaptureAsync(new RenderRequest(id, "BK-005", lab.Repository, null, null, null), limit.Token);
    }

    private static void Commit(Lab lab)
    {
        using var repository = new LibGit2Sharp.Repository(lab.Checkout);
        LibGit2Sharp.Commands.Stage(repository, "*");
        var who = new LibGit2Sharp.Signature(Lab.Stamp.Name, Lab.Stamp.Email, Lab.Stamp.At);
        LibGit2Sharp.RepositoryExtensions.Commit(repository, "Edit", who, who);
    }
}
