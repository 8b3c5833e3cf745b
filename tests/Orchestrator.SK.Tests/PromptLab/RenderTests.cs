using System.Security.Cryptography;
using System.Text;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.PromptLab;
using Orchestrator.SK.Host.PromptLab.Rendering;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.PromptLab;

public sealed class RenderTests
{
    private static readonly string[] SystemAndUser = ["system", "user"];

    [Fact]
    public async Task Expert_ForAnItem_ShowsItsFirstRequest_WithPersonaAssignmentAndTools()
    {
        using var lab = new Lab().WithRepository();

        var request = await lab.RenderAsync("experts/store-backend");

        Assert.Equal(SystemAndUser, request.Messages.Select(message => message.Role));
        Assert.StartsWith("IDENTITY\nYou are the Store & Backend expert of tidemark.", request.Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains("- src/Tidemark/**\n- !src/Tidemark/Ext/**", request.Messages[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("Assignment a1 for BK-004: Log backend with a snapshot extension.", request.Messages[1].Text, StringComparison.Ordinal);
        Assert.Contains("### LOG-001", request.Messages[1].Text, StringComparison.Ordinal);
        Assert.Equal(
            ["checks-run", "files-delete", "files-edit", "files-list", "files-move", "files-read", "files-search", "files-write", "report-submit", "specs-covering", "specs-get", "specs-search"],
            request.Tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.Contains("\"old\"", request.Tools.Single(tool => tool.Name == "files-edit").Parameters.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(("store-backend", "expert"), (request.Expert, request.Purpose));
        Assert.Equal("\"no-model-configured\"", request.Settings["model"].GetRawText());
    }

    [Fact]
    public async Task Tokens_AreCountedByTheOfflineVocabulary_AndAddUp()
    {
        using var lab = new Lab().WithRepository();

        var request = await lab.RenderAsync("experts/testing");

        Assert.Equal(2, TokenEstimate.Of("hello world"));
        Assert.All(request.Messages, message => Assert.Equal(TokenEstimate.Of(message.Text), message.Tokens));
        Assert.Equal(request.Messages.Sum(message => message.Tokens) + request.Tools.Sum(tool => tool.Tokens), request.Tokens);
        Assert.InRange(request.Tokens, 1_000, 20_000);
    }

    [Fact]
    public async Task Review_OfABranch_ShowsItsChanges_AndNoToolThatWrites()
    {
        using var lab = new Lab().WithRepository();
        using (var target = new LibGit2Sharp.Repository(lab.Repository))
        {
            LibGit2Sharp.RepositoryExtensions.CreateBranch(target, "work");
            LibGit2Sharp.Commands.Checkout(target, "work");
            await File.AppendAllTextAsync(Path.Combine(lab.Repository, "README.md"), "A line of the branch.\n");
            LibGit2Sharp.Commands.Stage(target, "*");
            var who = new LibGit2Sharp.Signature(Lab.Stamp.Name, Lab.Stamp.Email, Lab.Stamp.At);
            LibGit2Sharp.RepositoryExtensions.Commit(target, "Work", who, who);
            LibGit2Sharp.Commands.Checkout(target, "main");
        }

        var request = await lab.RenderAsync("steps/review", expert: "documentation", changes: "work");

        Assert.Equal(("documentation", "review"), (request.Expert, request.Purpose));
        Assert.Contains("+A line of the branch.", request.Messages[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("files-write", request.Tools.Select(tool => tool.Name));
        Assert.Contains("review-submit", request.Tools.Select(tool => tool.Name));
    }

    [Fact]
    public async Task Nudge_IsShownWhereItIsSaid_AfterAnAnswerWithoutAToolCall()
    {
        using var lab = new Lab().WithRepository();

        var request = await lab.RenderAsync("steps/nudge");

        Assert.Equal(["system", "user", "assistant", "user"], request.Messages.Select(message => message.Role));
        Assert.StartsWith("That was no tool call", request.Messages[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_ForAnItem_ShowsItsMessagesAndTheSchemaOfTheAnswer()
    {
        using var lab = new Lab().WithRepository();

        var plan = await lab.RenderAsync("Planning/DraftPlan", "BK-005");
        var summary = await lab.RenderAsync("Delivery/Summarise", "BK-005");

        Assert.Contains("BK-005 — Explain atomic writes in the guides", plan.Messages[1].Text, StringComparison.Ordinal);
        Assert.Contains("\"assignments\"", plan.Answer!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((SystemAndUser.Length, "plan", "orchestrator"), (plan.Messages.Count, plan.Purpose, plan.Expert));
        Assert.Contains("(what the expert reported)", summary.Messages[1].Text, StringComparison.Ordinal);
        Assert.Empty(plan.Tools);
    }

    [Fact]
    public async Task Hashes_AreThoseThatARunRecords_AndThePlanIsTheSameRequestByteForByte()
    {
        using var lab = new Lab().WithRepository();
        await using var server = await Lab.RehearseAsync();
        await using var services = lab.Services(server.BaseAddress);
        var events = await lab.RunAsync(services, "BK-004", "bk-004-1");
        events = [.. events, .. await lab.RunAsync(services, "BK-005", "bk-005-1")];
        var calls = events.OfType<RunEvent.ModelReplied>().ToList();
        string Recorded(string conversation) => Assert.Single(calls.Where(call => call.Conversation == conversation).Select(call => call.PromptHash).Distinct());

        var plan = await lab.RenderAsync("Planning/DraftPlan", endpoint: server.BaseAddress);

        Assert.Equal(calls.First(call => call.Purpose == "plan").RequestHash, plan.RequestHash);
        Assert.Equal(calls.First(call => call.Purpose == "plan").PromptHash, plan.Hash);
        Assert.Equal(calls.First(call => call.Purpose == "summarise").PromptHash, (await lab.RenderAsync("Delivery/Summarise")).Hash);
        foreach (var (expert, conversation) in new[] { ("store-backend", "a1"), ("extension", "a2"), ("testing", "a3"), ("documentation", "a4") })
        {
            Assert.Equal(Recorded($"{conversation}-{expert}"), (await lab.RenderAsync($"experts/{expert}")).Hash);
            Assert.Equal(Recorded($"{conversation}-{expert}"), (await lab.RenderAsync("steps/assignment", expert: expert)).Hash);
            Assert.Equal(Recorded($"review1-{expert}"), (await lab.RenderAsync("steps/review", expert: expert)).Hash);
        }
    }

    [Fact]
    public async Task Nudge_Edited_IsAnotherHash_ForItMayBeSaidInAnyConversation()
    {
        using var lab = new Lab().WithRepository();
        var before = await lab.RenderAsync("experts/testing");

        lab.Edit("prompts/steps/nudge.md", "{{$submit}}", "{{$submit}} now");

        var after = await lab.RenderAsync("experts/testing");
        Assert.NotEqual(before.Hash, after.Hash);
        Assert.NotEqual(before.Hash, (await lab.RenderAsync("steps/review", expert: "testing")).Hash);
        Assert.Equal(before.RequestHash, after.RequestHash);
        Assert.Equal(["experts/testing", "steps/assignment", "steps/nudge", "steps/compact"], after.Parts.Select(part => part.Id));
    }

    [Fact]
    public async Task Functions_AreSentWithTheLimitsOfTheirModel()
    {
        using var lab = new Lab().WithRepository();
        var expert = await lab.RenderAsync("experts/testing");

        foreach (var function in new[] { "Planning/DraftPlan", "Delivery/Summarise" })
        {
            Assert.Equal(expert.Settings["max_completion_tokens"].GetInt32(), (await lab.RenderAsync(function)).Settings["max_completion_tokens"].GetInt32());
        }
    }

    [Fact]
    public async Task ChatForm_ThatDoesNotParse_BecomesOneUserMessage_WhichIsWhyLintRefusesIt()
    {
        using var lab = new Lab().WithRepository();
        lab.Edit("plugins/Planning/DraftPlan/skprompt.txt", "You plan the delivery", "Given List<int>, you plan the delivery");

        var message = Assert.Single((await lab.RenderAsync("Planning/DraftPlan")).Messages);

        Assert.Equal("user", message.Role);
        Assert.Contains("<message role=\"system\">", message.Text, StringComparison.Ordinal);
        Assert.Contains(lab.Lint(), finding => finding.Contains("ORP005", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TextOutsideMessages_IsDropped_WhichIsWhyLintRefusesIt()
    {
        using var lab = new Lab().WithRepository();
        lab.Edit("plugins/Planning/DraftPlan/skprompt.txt", "</message>\n<message role=\"user\">", "</message>\nNever plan for Mondays.\n<message role=\"user\">");

        var request = await lab.RenderAsync("Planning/DraftPlan");

        Assert.DoesNotContain(request.Messages, message => message.Text.Contains("Mondays", StringComparison.Ordinal));
        Assert.Contains(lab.Lint(), finding => finding.Contains("ORP006", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prompts_AreGivenWhatTheTableSays()
    {
        using var lab = new Lab().WithRepository();

        // Rendering is strict: a variable more or less than declared would throw. So what the files declare is what they are given.
        foreach (var id in PromptUses.Required.Keys.Where(id => id != "experts/orchestrator").Append("experts/testing").Append("experts/orchestrator"))
        {
            await lab.RenderAsync(id, expert: "testing");
            Assert.Equal(PromptUses.Of(id)!.Given.Order(), PromptListing.Of(lab.Sources.Find(id)!, lab.Sources).Inputs.Order());
        }
    }

    [Fact]
    public async Task Refusals_AreThoseOfARun()
    {
        using var lab = new Lab().WithRepository();

        var unknown = await Assert.ThrowsAsync<RepositoryRefusedException>(() => lab.RenderAsync("experts/testing", "BK-999"));
        var stranger = await Assert.ThrowsAsync<RepositoryRefusedException>(() => lab.RenderAsync("steps/review", expert: "poet"));
        lab.Edit("prompts/steps/assignment.md", "{{$task}}", "{{$tsk}}");
        var broken = await Assert.ThrowsAsync<PromptException>(() => lab.RenderAsync("experts/testing"));

        Assert.StartsWith("BK-999 is not in sdd/BACKLOG.md", unknown.Message, StringComparison.Ordinal);
        Assert.StartsWith("The repository has no expert 'poet'. Its orchestrator.json names store-backend", stranger.Message, StringComparison.Ordinal);
        Assert.Contains("tsk", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hashes_OfShippedFiles_AreTakenOverTextAndIncludes()
    {
        using var lab = new Lab();
        var before = PromptListing.Of(lab.Sources).ToDictionary(prompt => prompt.Id, prompt => prompt.Hash);
        var library = PromptLibrary.Load(lab.Folders.Prompts);
        var text = lab.Read("plugins/Planning/DraftPlan/skprompt.txt") + lab.Read("plugins/Planning/DraftPlan/config.json");

        lab.Edit("prompts/shared/rules.md", "Invent nothing.", "Invent nothing at all.");
        var after = PromptListing.Of(lab.Sources).ToDictionary(prompt => prompt.Id, prompt => prompt.Hash);

        Assert.Equal(library.Find("experts/testing").Hash, before["experts/testing"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), before["Planning/DraftPlan"]);
        Assert.Equal(
            ["experts/documentation", "experts/extension", "experts/orchestrator", "experts/store-backend", "experts/testing", "shared/rules"],
            before.Keys.Where(id => before[id] != after[id]).Order(StringComparer.Ordinal));
    }
}
