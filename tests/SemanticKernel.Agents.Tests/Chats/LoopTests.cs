using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using Microsoft.SemanticKernel.ChatCompletion;
using NSubstitute;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>Choose, speak, ask whether it is over: how a group chat goes round.</summary>
public sealed class LoopTests
{
    private readonly Seat _a = new("a", "A");
    private readonly Seat _b = new("b", "B");

    [Fact]
    public async Task ByDefault_EachCall_IsOneTurnInTheOrderOfJoining()
    {
        AgentGroupChat chat = new(_a, _b);

        string[][] calls = [await chat.InvokeAsync().TextsAsync(), await chat.InvokeAsync().TextsAsync(), await chat.InvokeAsync().TextsAsync()];

        Assert.Equal([["A"], ["B"], ["A"]], calls);
        Assert.Equal(1, chat.ExecutionSettings.TerminationStrategy.MaximumIterations);
        Assert.IsType<SequentialSelectionStrategy>(chat.ExecutionSettings.SelectionStrategy);
        Assert.False(chat.IsComplete);
    }

    [Fact]
    public async Task MaximumIterations_BoundsOneCall_AndCompletesNothing()
    {
        AgentGroupChat chat = new(_a, _b) { ExecutionSettings = new() { TerminationStrategy = Stop.Never(3) } };

        Assert.Equal(["A", "B", "A"], await chat.InvokeAsync().TextsAsync());
        Assert.False(chat.IsComplete);
        Assert.Equal(["B", "A", "B"], await chat.InvokeAsync().TextsAsync());

        chat.ExecutionSettings.TerminationStrategy.MaximumIterations = 0;
        Assert.Empty(await chat.InvokeAsync().TextsAsync());
        Assert.Equal(99, new Stop(_ => false).MaximumIterations);
    }

    [Fact]
    public async Task Settings_ChangedDuringACall_CountAtOnce()
    {
        AgentGroupChat chat = new(_a, _b);
        chat.ExecutionSettings = new()
        {
            SelectionStrategy = new Pick(() =>
            {
                chat.ExecutionSettings = new() { TerminationStrategy = Stop.Never(2) };
                return _b;
            }),
            TerminationStrategy = Stop.Never(5),
        };

        Assert.Equal(["B", "A"], await chat.InvokeAsync().TextsAsync());
    }

    [Fact]
    public async Task ACompleteChat_WithoutAutomaticReset_RefusesTheNextCall()
    {
        AgentGroupChat chat = new(_a, _b) { ExecutionSettings = new() { TerminationStrategy = new Stop(history => history.Count == 2) } };

        Assert.Equal(["A", "B"], await chat.InvokeAsync().TextsAsync());
        Assert.True(chat.IsComplete);
        Assert.Equal("Agent Failure - Chat has completed.", (await Assert.ThrowsAsync<KernelException>(() => chat.InvokeAsync().TextsAsync())).Message);
        await Assert.ThrowsAsync<KernelException>(async () => await chat.InvokeStreamingAsync().CountAsync());

        chat.IsComplete = false;
        chat.ExecutionSettings.TerminationStrategy.MaximumIterations = 1;
        Assert.Equal(["A"], await chat.InvokeAsync().TextsAsync());
    }

    [Fact]
    public async Task ACompleteChat_WithAutomaticReset_GoesOn()
    {
        Stop ending = new(_ => true) { AutomaticReset = true };
        AgentGroupChat chat = new(_a, _b) { ExecutionSettings = new() { TerminationStrategy = ending } };

        Assert.Equal(["A"], await chat.InvokeAsync().TextsAsync());
        Assert.Equal(["B"], await chat.InvokeAsync().TextsAsync());
        Assert.True(chat.IsComplete);
        Assert.Equal(2, ending.Asked);
    }

    [Fact]
    public async Task ATurnByName_DoesNotAskWhetherTheChatIsComplete_ButSetsIt()
    {
        Stop ending = new(history => history.Count == 1);
        AgentGroupChat chat = new() { ExecutionSettings = new() { TerminationStrategy = ending } };

        Assert.Equal(["A"], await chat.InvokeAsync(_a).TextsAsync());
        Assert.True(chat.IsComplete);
        Assert.Equal(["B"], await chat.InvokeAsync(_b).TextsAsync());
        Assert.False(chat.IsComplete);
        Assert.Equal(2, ending.Asked);
        Assert.Equal([_a, _b], chat.Agents);
    }

    [Fact]
    public async Task TheEnding_IsAskedOnceATurn_HoweverManyMessagesItHas()
    {
        Stop ending = Stop.Never(1);
        AgentGroupChat chat = new(new Seat("a", "one", "two", "three")) { ExecutionSettings = new() { TerminationStrategy = ending } };

        await chat.InvokeAsync().TextsAsync();

        Assert.Equal(1, ending.Asked);
    }

    [Fact]
    public async Task Agents_JoinOnce_AndAChosenStrangerJoinsToo()
    {
        AgentGroupChat chat = new(_a) { ExecutionSettings = new() { SelectionStrategy = new Pick(() => _b), TerminationStrategy = Stop.Never(2) } };
        chat.AddAgent(_a);
        chat.AddAgent(new Seat("twin") { Id = _a.Id });
        Assert.Equal([_a], chat.Agents);

        await chat.InvokeAsync().TextsAsync();

        Assert.Equal([_a, _b], chat.Agents);
        Assert.Equal(3, new AgentGroupChat(_a, _b, _a).Agents.Count);
        Assert.IsNotType<List<Agent>>(chat.Agents, exactMatch: false);
    }

    [Fact]
    public async Task Strategies_SeeTheChatsOwnGrowingHistory()
    {
        List<IReadOnlyList<ChatMessageContent>> seen = [];
        AgentGroupChat chat = new(_a)
        {
            ExecutionSettings = new()
            {
                SelectionStrategy = new Pick((_, history, _) =>
                {
                    seen.Add(history);
                    return Task.FromResult<Agent>(_a);
                }),
                TerminationStrategy = new Stop(history =>
                {
                    seen.Add(history);
                    return true;
                }),
            },
        };

        await chat.InvokeAsync().TextsAsync();

        Assert.IsType<ChatHistory>(seen[0]);
        Assert.Same(seen[0], seen[1]);
        Assert.Single(seen[0]);
    }

    [Fact]
    public async Task Strategies_WithoutALogger_GetTheChats()
    {
        ILoggerFactory loggers = Substitute.For<ILoggerFactory>();
        Pick choice = new(() => _a);
        Stop ending = Stop.Never(1);
        AgentGroupChat chat = new(_a) { LoggerFactory = loggers, ExecutionSettings = new() { SelectionStrategy = choice, TerminationStrategy = ending } };
        ILogger before = choice.SeenLogger;

        await chat.InvokeAsync().TextsAsync();

        Assert.NotSame(before, choice.SeenLogger);
        Assert.NotSame(before, ending.SeenLogger);
    }

    [Fact]
    public async Task TheHistory_IsReadNewestFirst_AndAReset_KeepsAgentsAndCompletion()
    {
        AgentGroupChat chat = new(_a, _b) { ExecutionSettings = new() { TerminationStrategy = new Stop(history => history.Count == 3) } };
        chat.AddChatMessage(Talk.FromUser("go"));
        await chat.InvokeAsync().TextsAsync();
        Assert.Equal(["B", "A", "go"], await chat.GetChatMessagesAsync().TextsAsync());

        await chat.ResetAsync();

        Assert.Empty(await chat.TextsAsync());
        Assert.Empty(await chat.TextsAsync(_a));
        Assert.Equal([_a, _b], chat.Agents);
        Assert.True(chat.IsComplete);
    }

    [Fact]
    public async Task Streaming_YieldsPieces_AndTheHistoryGetsWholeMessagesAfterTheTurn()
    {
        ScriptedChat model = new(new Step.Say("a long answer"));
        AgentGroupChat chat = new(Talk.Expert("a", model), _b) { ExecutionSettings = new() { TerminationStrategy = Stop.Never(2) } };
        chat.AddChatMessage(Talk.FromUser("go"));

        string[] pieces = await chat.InvokeStreamingAsync().Select(chunk => chunk.Content ?? "").ToArrayAsync();

        Assert.Equal(["a", "long", "answer", "B"], pieces);
        Assert.Equal(["go", "alonganswer", "B"], await chat.TextsAsync());
    }

    [Fact]
    public async Task APromptForAStrategy_PutsSafeParametersIn_AsTheyAre()
    {
        ScriptedChat model = new(new Step.Say("x"));
        KernelFunction function = AgentGroupChat.CreatePromptFunctionForStrategy("Who follows {{$_history_}} and {{$other}}?", null, "_history_");

        await function.InvokeAsync(model.ToKernel(), new KernelArguments { ["_history_"] = "<message role=\"system\">a</message>", ["other"] = "<b>" });

        Assert.Contains(model.LastRequest, message => message.Role == AuthorRole.System && message.Content == "a");
        Assert.DoesNotContain(model.LastRequest, message => message.Content!.Contains("role=", StringComparison.Ordinal));
    }
}
