using Microsoft.Extensions.Time.Testing;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Chat;

public sealed class ChatSessionTests
{
    [Fact]
    public async Task Item_DeliveredFromTheChat_IsWhatRunDelivers()
    {
        await using var stage = await ChatStage.StartAsync();
        var byRun = await stage.RunAsync("BK-001");
        await using var table = stage.Sit();

        table.Type("do BK-001⏎");
        await table.UntilAsync("start? [y/N]");
        table.Type("yes⏎");
        await table.UntilAsync("Next: git diff");

        var (tree, message) = stage.Delivered(byRun.Delivery!.Branch);
        Assert.Equal((tree, message), stage.Delivered("BK-001-say-how-notes-are-kept-2"));
        Assert.Equal(OutcomeKind.Delivered, byRun.Outcome!.Kind);
        var text = table.Glass.Text;
        Assert.Contains("Plan (simple, docs): One page.", text, StringComparison.Ordinal);
        Assert.Contains("Documentation: a1, writes guides/notes.md", text, StringComparison.Ordinal);
        Assert.Contains("delivered and verified", text, StringComparison.Ordinal);
        Assert.Empty(stage.Server.Violations);
        Assert.Empty(stage.Server.Unmatched);
    }

    [Theory]
    [InlineData("⏎")]
    [InlineData("yes, but smaller⏎")]
    public async Task Plan_WithoutAClearYes_StartsNothing(string answer)
    {
        await using var stage = await ChatStage.StartAsync();
        await using var table = stage.Sit();

        table.Type("/run BK-001⏎");
        await table.UntilAsync("start? [y/N]");
        table.Type(answer);
        await table.UntilAsync("cancelled: the plan was declined");

        Assert.Single(stage.Server.Requests, request => request.Path.EndsWith("completions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PlanCommand_ShowsThePlan_AndAsksNothing()
    {
        await using var stage = await ChatStage.StartAsync();
        await using var table = stage.Sit();

        table.Type("/plan BK-001⏎");
        await table.UntilAsync("Nothing was started. /run BK-001 drafts a plan and asks.");

        Assert.Contains("writes guides/notes.md", table.Glass.Text, StringComparison.Ordinal);
        Assert.False(table.Glass.Ever("start? [y/N]"));
    }

    [Fact]
    public async Task Word_SaidDuringARun_ReachesTheExpertsNextRequest_ShownAsQueuedThenAsHeard()
    {
        await using var stage = await ChatStage.StartAsync(change: options => options with { Latency = TimeSpan.FromMilliseconds(200) });
        await using var table = stage.Sit();

        table.Type("/run BK-001⏎");
        await table.UntilAsync("start? [y/N]");
        table.Type("y⏎mention deletion⏎");
        await table.UntilAsync("heard by documentation: mention deletion");
        await table.UntilAsync("Next: git diff");

        var heard = stage.Server.Requests.Where(request => ChatStage.Messages(request).Contains("user: A person says: mention deletion")).ToList();
        Assert.InRange(heard.Count, 1, 3);
        Assert.Contains("you: mention deletion", table.Glass.Text, StringComparison.Ordinal);
        Assert.True(table.Glass.Ever("queued: mention deletion"));
    }

    [Fact]
    public async Task Questions_AreAskedOneByOne_AndAnsweredByTypingOrByCommand()
    {
        await using var stage = await ChatStage.StartAsync(ChatScript.DeliveryWithAQuestion());
        await using var table = stage.Sit();

        table.Type("/run BK-001⏎");
        await table.UntilAsync("start? [y/N]");
        table.Type("y⏎");
        await table.UntilAsync("question: documentation: In which \uFFFD[31mtone\uFFFD[0m?");
        table.Type("/status⏎friendly⏎");
        await table.UntilAsync("question: documentation: How long?");
        table.Type("/answer one page⏎");
        await table.UntilAsync("Next: git diff");

        var first = ChatStage.Messages(stage.Server.Requests.First(request => request.BodyText.Contains("Assignment r1", StringComparison.Ordinal)))[1];
        Assert.Contains("tone\e[0m? - Answer: friendly", first, StringComparison.Ordinal);
        Assert.Contains("How long? - Answer: one page", first, StringComparison.Ordinal);
        Assert.Contains("a1 documentation: needs input", table.Glass.Text, StringComparison.Ordinal);
        Assert.Contains("delivered and verified", table.Glass.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CtrlC_InterruptsTheRun_AndNotTheSession()
    {
        // The model never answers: its clock stands still.
        await using var stage = await ChatStage.StartAsync(change: options => options with { Latency = TimeSpan.FromHours(1), TimeProvider = new FakeTimeProvider() });
        await using var table = stage.Sit();

        table.Type("/run BK-001⏎");
        await table.UntilAsync("planning ·");
        table.Type("a line^C^C");
        await table.UntilAsync("cancelled: cancelled by the person at the chat");
        table.Type("/status⏎");
        await table.UntilAsync("0 model calls");
        table.Type("^C");
        await table.UntilAsync("Ctrl-C again leaves");
        table.Type("^C");

        Assert.Equal(0, await table.EndAsync());
        Assert.EndsWith("To go on with this talk: orchestrator chat --continue", table.Glass.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exit_DuringARun_IsRefused_AndAnUnknownCommandNamesTheNearest()
    {
        await using var stage = await ChatStage.StartAsync(change: options => options with { Latency = TimeSpan.FromHours(1), TimeProvider = new FakeTimeProvider() });
        await using var table = stage.Sit();

        table.Type("/rnu⏎/run⏎/run BK-001⏎/exit⏎");
        await table.UntilAsync("/cancel it first");
        table.Type("/cancel⏎");
        await table.UntilAsync("cancelled by the person");
        table.Type("^D");

        await table.EndAsync();
        Assert.Contains("There is no /rnu. Did you mean /run? /help lists all commands.", table.Glass.Text, StringComparison.Ordinal);
        Assert.Contains("/run takes the id of an item, such as /run BK-001", table.Glass.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Talk_IsAnsweredStreamed_AndContinueGoesOnWithIt()
    {
        await using var stage = await ChatStage.StartAsync(ChatScript.Talk());
        await using (var table = stage.Sit())
        {
            table.Type("what is next?⏎");
            await table.UntilAsync("BK-001 comes first; \uFFFD[31mit is covered by NOTE-001.");
            Assert.Contains("· backlog-list", table.Glass.Text, StringComparison.Ordinal);
            Assert.True(table.Glass.Writes.Count(write => write.Contains("BK-", StringComparison.Ordinal)) > 1, "the answer came in one piece");

            // A second question waits until the first answer has ended: leaving before that would break it off.
            table.Type("really?⏎");
            await table.UntilAsync("As I said.");
            table.Type("^D");
            await table.EndAsync();
        }

        await using var again = stage.Sit(goOn: true);
        again.Type("and then?⏎");
        await again.UntilAsync("As I said.");

        Assert.Equal(
            ["user: what is next?", "assistant: BK-001 comes first; \e[31mit is covered by NOTE-001.", "user: really?"],
            ChatStage.Messages(stage.Server.Requests[^1]).Skip(1).Take(3));
        Assert.Equal("user: and then?", ChatStage.Messages(stage.Server.Requests[^1])[^1]);
        Assert.Empty(stage.Server.Violations);
    }

    [Fact]
    public async Task Answer_ThatBreaksOff_IsSaid_AndTheTalkGoesOn()
    {
        await using var stage = await ChatStage.StartAsync(ChatScript.Talk());
        await using var table = stage.Sit();

        table.Type("half⏎");
        await table.UntilAsync("(broken off; the model is asked again)");
        await table.UntilAsync("in 4 attempt(s)");
        table.Type("go on⏎");
        await table.UntilAsync("As I said.");

        var messages = ChatStage.Messages(stage.Server.Requests[^1]).Skip(1).ToList();
        Assert.Equal(["user: half", "user: go on"], [messages[0], messages[^1]]);

        // Three chunks came: the role, "This " and "answe".
        Assert.Equal("assistant: This answe\n(broken off)", Assert.Single(messages[1..^1]));
    }

    [Fact]
    public async Task CtrlC_StopsAnAnswer_AndWhatIsTypedMeanwhileWaits()
    {
        await using var stage = await ChatStage.StartAsync(ChatScript.Talk(), options => options with { Latency = TimeSpan.FromHours(1), TimeProvider = new FakeTimeProvider() });
        await using var table = stage.Sit();

        table.Type("anything⏎");
        await table.UntilAsync("answering · Ctrl-C stops");
        table.Type("/items⏎");
        await table.UntilAsync("queued: /items");
        table.Type("^C");

        await table.UntilAsync("[ ] BK-001 — Say how notes are kept");
        Assert.Contains("(broken off)", table.Glass.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipe_TakesOneLineAfterTheOther_AndExitsAsTheRunEnded()
    {
        await using var stage = await ChatStage.StartAsync([.. ChatScript.Talk(), .. ChatScript.Delivery()]);

        var (code, output, progress) = await stage.PipeAsync("/check BK-001\nwhat is next?\n/run BK-001\ny\n/diff\n/nonsense");

        Assert.Equal(0, code);
        Assert.DoesNotContain('\e', output + progress);
        Assert.Contains("BK-001 Say how notes are kept: may start", output, StringComparison.Ordinal);
        Assert.Contains("BK-001 comes first; \uFFFD[31mit is covered by NOTE-001.\n", output, StringComparison.Ordinal);
        Assert.Contains("+A note stays until somebody deletes it.", output, StringComparison.Ordinal);
        Assert.Contains("There is no /nonsense.", output, StringComparison.Ordinal);
        Assert.Contains("wave 1: a1", progress, StringComparison.Ordinal);
        Assert.True(output.IndexOf("delivered and verified", StringComparison.Ordinal) < output.IndexOf("+A note stays", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/run BK-001", 4)]
    [InlineData("/run BK-001\nno", 130)]
    [InlineData("/run BK-002", 7)]
    [InlineData("/run BK-001\n/items", 4)]
    [InlineData("/items", 0)]
    public async Task Pipe_ExitsAsItsLastRunEnded(string lines, int expected)
    {
        await using var stage = await ChatStage.StartAsync();

        Assert.Equal(expected, (await stage.PipeAsync(lines)).Code);
    }

    [Fact]
    public async Task Pipe_WithNobodyToAsk_StartsByItself_AndAQuestionEndsTheRun()
    {
        await using var stage = await ChatStage.StartAsync(ChatScript.DeliveryWithAQuestion());

        var (code, output, _) = await stage.PipeAsync("/run BK-001", mayAsk: false);

        Assert.Equal(4, code);
        Assert.Contains("In which", output, StringComparison.Ordinal);
    }
}
