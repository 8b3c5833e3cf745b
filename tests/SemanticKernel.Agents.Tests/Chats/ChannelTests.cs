using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>Which messages reach whom.</summary>
public sealed class ChannelTests
{
    [Fact]
    public async Task HistoryAgents_ShareOneChannel_SoEachModelSeesTheOthersToolTraffic()
    {
        ScriptedChat first = new(new Step.CallTool("x"), new Step.Say("first"));
        ScriptedChat second = new(new Step.Say("second"));
        AgentGroupChat chat = new(Talk.Expert("a", first), Talk.Expert("b", second));
        chat.AddChatMessage(Talk.FromUser("go"));

        Assert.Equal(["first"], await chat.InvokeAsync().TextsAsync());
        Assert.Equal(["second"], await chat.InvokeAsync().TextsAsync());

        ChatMessageContent[] sent = second.LastRequest;
        Assert.Equal(["You are b.", "go", "", "", "first"], sent.Texts());
        Assert.IsType<FunctionCallContent>(Assert.Single(sent[2].Items));
        Assert.Contains(sent[3].Items, item => item is FunctionResultContent);
        Assert.Equal(["b", null, "a", "a", "a"], sent.Select(message => message.AuthorName));
        Assert.Equal(["go", "", "", "first", "second"], await chat.TextsAsync());
    }

    [Fact]
    public async Task Instructions_AreSentAnewEachTime_AndStoredNowhere()
    {
        ScriptedChat model = new(new Step.Say("one"), new Step.Say("two"));
        ChatCompletionAgent agent = Talk.Expert("a", model);
        AgentGroupChat chat = new(agent);
        await chat.InvokeAsync().TextsAsync();
        await chat.InvokeAsync().TextsAsync();

        Assert.Equal(["You are a.", "one"], model.LastRequest.Texts());
        Assert.Equal(["one", "two"], await chat.TextsAsync(agent));
        Assert.Equal(["one", "two"], await chat.TextsAsync());
    }

    [Fact]
    public async Task ToolTraffic_IsHiddenFromTheCaller_UnlessTheTurnEndsWithIt()
    {
        ScriptedChat model = new(new Step.CallTool("x"));
        ChatCompletionAgent manual = Talk.Expert("a", model, autoInvoke: false);
        Seat mixed = new((_, _) => new ChatMessageContent[]
        {
            new(AuthorRole.Assistant, "before"),
            new(AuthorRole.Assistant, [new FunctionCallContent("f", id: "1")]),
            new(AuthorRole.Tool, [new FunctionResultContent("f", callId: "1", result: "r")]),
            new(AuthorRole.Assistant, "after"),
        }.ToAsyncEnumerable());
        AgentGroupChat chat = new(mixed, manual);

        Assert.Equal(["before", "after"], await chat.InvokeAsync().TextsAsync());
        ChatMessageContent call = Assert.Single(await chat.InvokeAsync().ToArrayAsync());

        Assert.Contains(call.Items, item => item is FunctionCallContent);
        Assert.Equal(5, (await chat.TextsAsync()).Length);
    }

    [Fact]
    public async Task EmptyMessages_StayInThePrimaryHistory_ButReachNoChannel()
    {
        ScriptedChat model = new(new Step.Say("seen"), new Step.Say("seen again"));
        ChatCompletionAgent agent = Talk.Expert("a", model);
        ChatMessageContent image = new(AuthorRole.User, [new ImageContent(new Uri("https://example.org/a.png"))]);
        ChatMessageContent call = new(AuthorRole.Assistant, [new FunctionCallContent("f", id: "1")]);
        ChatMessageContent result = new(AuthorRole.Tool, [new FunctionResultContent("f", callId: "1", result: "")]);
        AgentGroupChat chat = new(agent);
        chat.AddChatMessages([Talk.FromUser("go"), Talk.FromUser("")]);
        await chat.InvokeAsync().TextsAsync();
        chat.AddChatMessages([Talk.FromUser(""), image, call, result]);
        await chat.InvokeAsync().TextsAsync();

        Assert.Equal(["You are a.", "go"], model.Requests.First().Texts());
        Assert.Equal([image, call, result], model.LastRequest[3..]);
        Assert.Equal(8, (await chat.TextsAsync()).Length);
    }

    [Fact]
    public async Task AMessage_IsOneObject_InAllHistories()
    {
        ChatMessageContent asked = Talk.FromUser("go");
        Seat seat = new("a", "done");
        AgentGroupChat chat = new(seat);
        chat.AddChatMessage(asked);
        ChatMessageContent said = Assert.Single(await chat.InvokeAsync().ToArrayAsync());

        Assert.Equal([said, asked], await chat.GetChatMessagesAsync().ToArrayAsync());
        Assert.Equal([said, asked], await chat.GetChatMessagesAsync(seat).ToArrayAsync());
    }

    [Fact]
    public async Task TheAgentsName_ReplacesTheAuthor_EvenByNone()
    {
        AuthoringModel named = new(), nameless = new();
        AgentGroupChat chat = new(
            new ChatCompletionAgent { Name = "a", Kernel = named.ToKernel() }, new ChatCompletionAgent { Kernel = nameless.ToKernel() });

        await chat.InvokeAsync().TextsAsync();
        await chat.InvokeAsync().TextsAsync();

        Assert.Equal("a", named.Answer.AuthorName);
        Assert.Null(nameless.Answer.AuthorName);
    }

    [Fact]
    public async Task ANewChannel_FirstGetsEverythingSaidSoFar()
    {
        PostboxChannel postbox = new();
        PostboxAgent agent = new(postbox) { Name = "p" };
        AgentGroupChat chat = new(new Seat("a", "hello"), agent);
        chat.AddChatMessage(Talk.FromUser("go"));
        await chat.InvokeAsync().TextsAsync();
        Assert.Empty(await chat.TextsAsync(agent));

        Assert.Equal(["got 2"], await chat.InvokeAsync().TextsAsync());

        Assert.Equal(["go", "hello"], await chat.TextsAsync(agent));
        Assert.Equal(["go", "hello", "(counting)", "got 2"], await chat.TextsAsync());
    }

    [Fact]
    public async Task Agents_WithEqualKeys_ShareAChannel()
    {
        PostboxAgent first = new(new PostboxChannel()), second = new(new PostboxChannel()), third = new(new PostboxChannel(), "another");
        AgentGroupChat chat = new(first, second, third) { ExecutionSettings = new() { TerminationStrategy = Stop.Never(3) } };

        await chat.InvokeAsync().TextsAsync();

        Assert.Equal([1, 0, 1], new[] { first, second, third }.Select(agent => agent.ChannelsCreated));
        Assert.Equal(["(counting)", "got 0", "(counting)", "got 0"], await chat.TextsAsync(third));
        Assert.Equal(["(counting)", "got 4"], await chat.TextsAsync(first));
    }

    [Fact]
    public async Task AChannelForOneKind_RefusesAnAgentOfAnother()
        => await Assert.ThrowsAsync<KernelException>(async () => await new PostboxChannel().InvokeAnyAsync(new Seat("a", "x")).CountAsync());

    [Fact]
    public async Task AReset_EmptiesTheChannels()
    {
        PostboxChannel postbox = new();
        PostboxAgent agent = new(postbox);
        AgentGroupChat chat = new(agent);
        chat.AddChatMessage(Talk.FromUser("go"));
        await chat.InvokeAsync().TextsAsync();

        await chat.ResetAsync();

        Assert.Equal(1, postbox.Resets);
        Assert.Equal(["got 0"], await chat.InvokeAsync().TextsAsync());
    }
}
