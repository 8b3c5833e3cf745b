using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Answers;

/// <summary>When tool messages reach the thread and the caller, and what a failure leaves of them.</summary>
public sealed class ToolLoopTests
{
    private readonly List<string> _notes = [];
    private readonly List<string> _told = [];
    private readonly ChatHistoryAgentThread _thread = new();

    private AgentInvokeOptions Telling => new()
    {
        OnIntermediateMessage = message =>
        {
            _told.Add($"{message.Role}:{message.Content}@{_notes.Count}");
            return Task.CompletedTask;
        },
    };

    [Fact]
    public async Task WithoutStreaming_ToolMessagesCome_OnlyAfterTheWholeLoop()
    {
        ScriptedChat model = new(new Step.CallTool("x"), new Step.CallTool("y"), new Step.Say("done"));

        Assert.Equal(["done"], await Talk.Expert("a", model, _notes.Add).InvokeAsync("go", _thread, Telling).TextsAsync());

        Assert.Equal(["assistant:@2", "tool:@2", "assistant:@2", "tool:@2", "assistant:done@2"], _told);
        Assert.Equal(["go", "", "", "", "", "done"], _thread.ChatHistory.Texts());
        Assert.Equal([null, "a", "a", "a", "a", "a"], _thread.ChatHistory.Select(message => message.AuthorName));
    }

    [Fact]
    public async Task WithoutStreaming_AFailure_LosesTheRoundsThatRan()
    {
        ScriptedChat model = new(new Step.CallTool("x"), new Step.CallTool("y"), new Step.Fail(new TimeoutException()));

        await Assert.ThrowsAsync<TimeoutException>(() => Talk.Expert("a", model, _notes.Add).InvokeAsync("go", _thread, Telling).TextsAsync());

        Assert.Equal(["x", "y"], _notes);
        Assert.Empty(_told);
        Assert.Equal(["go"], _thread.ChatHistory.Texts());
    }

    [Fact]
    public async Task Streaming_ToolMessagesCome_OneRoundLate_AndTheLastMessageHasAllText()
    {
        ScriptedChat model = new(new Step.CallTool("x", Before: "Looking."), new Step.CallTool("y"), new Step.Say("All done"));

        string[] pieces = await Talk.Expert("a", model, _notes.Add).InvokeStreamingAsync("go", _thread, Telling).TextsAsync();

        Assert.Equal(["Looking.", "", "All", "done"], pieces);
        Assert.Equal(["assistant:Looking.@1", "tool:@1", "assistant:@2", "tool:@2", "assistant:Looking.Alldone@2"], _told);
        Assert.Equal(["go", "Looking.", "", "", "", "Looking.Alldone"], _thread.ChatHistory.Texts());
    }

    [Fact]
    public async Task Streaming_AFailureAtTheThirdCall_KeepsOneOfTwoRounds()
    {
        ScriptedChat model = new(new Step.CallTool("x"), new Step.CallTool("y"), new Step.Fail(new TimeoutException()));

        await Assert.ThrowsAsync<TimeoutException>(
            () => Talk.Expert("a", model, _notes.Add).InvokeStreamingAsync("go", _thread, Telling).TextsAsync());

        Assert.Equal(["x", "y"], _notes);
        Assert.Equal(3, _thread.ChatHistory.Count);
    }

    [Fact]
    public async Task AManualLoop_KeepsEveryStep_AndSurvivesAFailureWithoutRunningAToolTwice()
    {
        ScriptedChat model = new(new Step.CallTool("x"), new Step.CallTool("y"), new Step.Fail(new TimeoutException()), new Step.Say("done"));
        ChatCompletionAgent agent = Talk.Expert("a", model, _notes.Add, autoInvoke: false);
        _thread.ChatHistory.AddUserMessage("go");
        int failures = 0;
        string? report = null;

        while (report is null)
        {
            try
            {
                ChatMessageContent answer = await agent.InvokeAsync(_thread, Telling).Select(item => item.Message).SingleAsync();
                FunctionCallContent[] calls = [.. FunctionCallContent.GetFunctionCalls(answer)];
                if (calls is [])
                {
                    report = answer.Content;
                    continue;
                }

                // Returned, but not yet on the thread: the caller puts call and result there together.
                Assert.DoesNotContain(answer, _thread.ChatHistory);
                _thread.ChatHistory.Add(answer);
                foreach (FunctionCallContent call in calls)
                {
                    _thread.ChatHistory.Add((await call.InvokeAsync(agent.Kernel)).ToChatMessage());
                }
            }
            catch (TimeoutException)
            {
                failures++;
            }
        }

        Assert.Equal(1, failures);
        Assert.Equal(["x", "y"], _notes);
        Assert.Equal(["go", "", "", "", "", "done"], _thread.ChatHistory.Texts());
        Assert.Equal(["assistant:@0", "assistant:@1", "assistant:done@2"], _told);
    }

    [Fact]
    public async Task StreamingByHand_LeavesAnEmptyMessageOnTheThread()
    {
        ScriptedChat model = new(new Step.CallTool("x"));

        await Talk.Expert("a", model, _notes.Add, autoInvoke: false).InvokeStreamingAsync("go", _thread).TextsAsync();

        Assert.Empty(_notes);
        Assert.Equal(["go", ""], _thread.ChatHistory.Texts());
        Assert.DoesNotContain(_thread.ChatHistory[1].Items, item => item is FunctionCallContent);
    }

    [Fact]
    public async Task EveryPieceAndMessage_CarriesThreadAndName()
    {
        ScriptedChat model = new(new Step.Say("a b"));

        AgentResponseItem<StreamingChatMessageContent>[] pieces = await Talk.Expert("a", model).InvokeStreamingAsync("go", _thread).ToArrayAsync();

        Assert.All(pieces, piece => Assert.Same(_thread, piece.Thread));
        Assert.All(pieces, piece => Assert.Equal("a", piece.Message.AuthorName));
    }

    [Fact]
    public async Task Cancellation_ReachesTheModel()
    {
        using CancellationTokenSource stop = new();
        ScriptedChat model = new(new Step.WaitFor(new TaskCompletionSource().Task, "never"));
        Task<string[]> answer = Talk.Expert("a", model).InvokeAsync("go", _thread, null, stop.Token).TextsAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => answer.WaitAsync(Talk.Limit));
    }
}
