using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>A reducer shortens its channel, before each turn, and nothing else.</summary>
public sealed class ReducerTests
{
    [Fact]
    public async Task BeforeATurn_TheChannelIsShortened_ButNotTheChat()
    {
        ScriptedChat model = new(new Step.Say("one"), new Step.Say("two"));
        ChatCompletionAgent agent = Reduced("a", model, new KeepLast(1));
        AgentGroupChat chat = new(agent);
        chat.AddChatMessages([Talk.FromUser("old"), Talk.FromUser("new")]);
        await chat.InvokeAsync().TextsAsync();
        await chat.InvokeAsync().TextsAsync();

        Assert.Equal([["new"], ["one"]], model.Requests.Select(request => request.Texts()));
        Assert.Equal(["old", "new", "one", "two"], await chat.TextsAsync());
        Assert.Equal(["one", "two"], await chat.TextsAsync(agent));
    }

    [Fact]
    public async Task OnlyEqualReducers_ShareAChannel()
    {
        ScriptedChat model = new(Enumerable.Repeat(new Step.Say("x"), 4).ToArray<Step>());
        ChatCompletionAgent one = Reduced("a", model, new KeepLast(1)), alike = Reduced("b", model, new KeepLast(1));
        ChatCompletionAgent other = Reduced("c", model, new KeepLast(2)), free = Reduced("d", model, null);
        AgentGroupChat chat = new(one) { ExecutionSettings = new() { SelectionStrategy = new Pick(() => one), TerminationStrategy = Stop.Never(1) } };
        chat.AddChatMessages([Talk.FromUser("old"), Talk.FromUser("new")]);
        await chat.InvokeAsync().TextsAsync();

        Assert.Equal(["new", "x"], await chat.TextsAsync(one));
        Assert.Empty(await chat.TextsAsync(other));
        Assert.Empty(await chat.TextsAsync(free));

        await chat.InvokeAsync(alike).TextsAsync();
        Assert.Equal(["x", "x"], await chat.TextsAsync(one));

        await chat.InvokeAsync(free).TextsAsync();
        await chat.InvokeAsync(other).TextsAsync();

        Assert.Equal(["old", "new", "x", "x", "x", "x"], await chat.TextsAsync(free));
        Assert.Equal(["x", "x", "x"], await chat.TextsAsync(other));
    }

    [Fact]
    public async Task AThread_IsShortened_OnlyWhenAsked()
    {
        ScriptedChat model = new(new Step.Say("one"), new Step.Say("two"));
        ChatCompletionAgent agent = Reduced("a", model, new KeepLast(1));
        ChatHistoryAgentThread thread = new();
        await agent.InvokeAsync("first", thread).TextsAsync();
        await agent.InvokeAsync("second", thread).TextsAsync();
        Assert.Equal(["first", "one", "second"], model.LastRequest.Texts());

        Assert.True(await agent.ReduceAsync(thread.ChatHistory));
        Assert.Equal(["two"], thread.ChatHistory.Texts());
        Assert.False(await agent.ReduceAsync(thread.ChatHistory));
        Assert.False(await Reduced("b", model, null).ReduceAsync(thread.ChatHistory));
    }

    private static ChatCompletionAgent Reduced(string name, ScriptedChat model, IChatHistoryReducer? reducer)
        => new() { Name = name, Kernel = model.ToKernel(), HistoryReducer = reducer };

    /// <summary>Two that keep the same number are equal, as records are.</summary>
    private sealed record KeepLast(int Count) : IChatHistoryReducer
    {
        public Task<IEnumerable<ChatMessageContent>?> ReduceAsync(
            IReadOnlyList<ChatMessageContent> chatHistory, CancellationToken cancellationToken = default)
            => Task.FromResult(chatHistory.Count <= Count ? null : chatHistory.TakeLast(Count).ToArray().AsEnumerable());
    }
}
