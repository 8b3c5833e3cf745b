using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Extensions;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Answers;

/// <summary>What a thread keeps, and how long.</summary>
public sealed class ThreadTests
{
    [Fact]
    public async Task WithoutAThread_ANewOneComesWithEachAnswer()
    {
        ChatCompletionAgent agent = Talk.Expert("a", new ScriptedChat(new Step.Say("hello"), new Step.Say("again")));

        AgentResponseItem<ChatMessageContent> item = await agent.InvokeAsync("hi").SingleAsync();
        ChatMessageContent message = item;
        ChatHistoryAgentThread thread = Assert.IsType<ChatHistoryAgentThread>(item.Thread);

        Assert.Same(item.Message, message);
        Assert.NotNull(thread.Id);
        Assert.Equal(["hi", "hello"], thread.ChatHistory.Texts());
        Assert.Equal(["again"], await agent.InvokeAsync(thread).TextsAsync());
        Assert.Equal(["hi", "hello", "again"], await thread.GetMessagesAsync().TextsAsync());
    }

    [Fact]
    public async Task AThreadOfAnotherKind_IsRefused()
        => await Assert.ThrowsAsync<KernelException>(
            () => Talk.Expert("a", new ScriptedChat()).InvokeAsync("hi", new ForeignThread()).TextsAsync());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailedAnswer_LeavesTheQuestionOnTheThread_SoTheRetryDoesNotRepeatIt(bool streaming)
    {
        ScriptedChat model = new(new Step.Fail(new TimeoutException()), new Step.Say("hello"));
        ChatCompletionAgent agent = Talk.Expert("a", model);
        ChatHistoryAgentThread thread = new();

        await Assert.ThrowsAsync<TimeoutException>(
            () => streaming ? agent.InvokeStreamingAsync("hi", thread).TextsAsync() : agent.InvokeAsync("hi", thread).TextsAsync());
        Assert.Equal(["hi"], thread.ChatHistory.Texts());

        await (streaming ? agent.InvokeStreamingAsync(thread).TextsAsync() : agent.InvokeAsync(thread).TextsAsync());
        Assert.Equal(["You are a.", "hi"], model.LastRequest.Texts());
        Assert.Equal(["hi", "hello"], thread.ChatHistory.Texts());
    }

    [Fact]
    public async Task ADeletedThread_IsEmpty_KeepsItsId_AndTakesNothingMore()
    {
        ScriptedChat willing = new(new Step.Say("yes"), new Step.Say("yes"));
        ChatHistoryAgentThread thread = new();
        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.DeleteAsync());
        await thread.CreateAsync();
        string? id = thread.Id;
        thread.ChatHistory.AddUserMessage("hi");

        await thread.DeleteAsync();
        await thread.DeleteAsync();

        Assert.True(thread.IsDeleted);
        Assert.Equal(id, thread.Id);
        Assert.Empty(thread.ChatHistory);
        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.CreateAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Talk.Expert("a", willing).InvokeAsync("hi", thread).TextsAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Talk.Expert("a", willing).InvokeAsync(thread).TextsAsync());
        Assert.Empty(willing.Requests);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await thread.GetMessagesAsync().CountAsync());
    }

    [Fact]
    public async Task AThread_GoesOnFromAGivenHistory()
    {
        ChatHistory history = [Talk.FromUser("earlier")];
        ChatHistoryAgentThread thread = new(history, "thread-1");
        ScriptedChat model = new(new Step.Say("now"));
        await thread.CreateAsync();

        await Talk.Expert("a", model).InvokeAsync(thread).TextsAsync();

        Assert.Equal("thread-1", thread.Id);
        Assert.Same(history, thread.ChatHistory);
        Assert.Equal(["now", "earlier"], history.ToDescending().Texts());
        Assert.Equal(["now", "earlier"], await history.ToDescendingAsync().TextsAsync());
    }

    [Fact]
    public async Task AHistory_SurvivesJson_WithRolesAuthorsCallsAndResults()
    {
        ChatHistoryAgentThread thread = new();
        await Talk.Expert("a", new ScriptedChat(new Step.CallTool("x"), new Step.Say("done"))).InvokeAsync("go", thread).TextsAsync();

        ChatHistory copy = JsonSerializer.Deserialize<ChatHistory>(JsonSerializer.Serialize(thread.ChatHistory))!;

        Assert.Equal(thread.ChatHistory.Select(message => message.Role), copy.Select(message => message.Role));
        Assert.Equal([null, "a", "a", "a"], copy.Select(message => message.AuthorName));
        Assert.Equal("call-x", Assert.IsType<FunctionCallContent>(Assert.Single(copy[1].Items)).Id);
        Assert.Equal("noted x", Assert.Single(copy[2].Items.OfType<FunctionResultContent>()).Result?.ToString());
    }

    [Fact]
    public void AFailureOfAThread_IsAKernelException()
    {
        FormatException cause = new("disk");
        KernelException failure = new AgentThreadOperationException("lost", cause);
        Assert.Equal(("lost", cause), (failure.Message, failure.InnerException));
    }

    private sealed class ForeignThread : AgentThread
    {
        protected override Task<string?> CreateInternalAsync(CancellationToken cancellationToken) => Task.FromResult<string?>("foreign");

        protected override Task DeleteInternalAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task OnNewMessageInternalAsync(ChatMessageContent newMessage, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
