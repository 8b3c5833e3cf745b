using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>What is left of a turn that fails, is cancelled or is not read to its end.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task AModelsFailure_ComesOutAsItIs_AndTheNextCallGoesOn()
    {
        ScriptedChat model = new(new Step.Fail(new TimeoutException("slow")), new Step.Say("better"));
        Stop ending = Stop.Never(1);
        AgentGroupChat chat = new(Talk.Expert("a", model)) { ExecutionSettings = new() { TerminationStrategy = ending } };
        chat.AddChatMessage(Talk.FromUser("go"));

        await Assert.ThrowsAsync<TimeoutException>(() => chat.InvokeAsync().TextsAsync());
        Assert.False(chat.IsActive);
        Assert.Equal(0, ending.Asked);
        Assert.Equal(["go"], await chat.TextsAsync());

        Assert.Equal(["better"], await chat.InvokeAsync().TextsAsync());
        Assert.Equal(["go", "better"], await chat.TextsAsync());
    }

    [Fact]
    public async Task AFailedTurn_IsNotRepeated_TheChoiceGoesOn()
    {
        Seat broken = new((_, _) => throw new InvalidOperationException("broken"));
        AgentGroupChat chat = new(broken, new Seat("b", "mine"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => chat.InvokeAsync().TextsAsync());

        Assert.Equal(["mine"], await chat.InvokeAsync().TextsAsync());
    }

    [Fact]
    public async Task AStrategysFailure_ComesOutAsItIs()
    {
        Seat seat = new("a", "said");
        AgentGroupChat undecided = new(seat) { ExecutionSettings = new() { SelectionStrategy = new Pick(() => throw new FormatException("who?")) } };
        AgentGroupChat endless = new(seat) { ExecutionSettings = new() { TerminationStrategy = new Stop(_ => throw new FormatException("over?")) } };

        await Assert.ThrowsAsync<FormatException>(() => undecided.InvokeAsync().TextsAsync());
        await Assert.ThrowsAsync<FormatException>(() => endless.InvokeAsync().TextsAsync());

        Assert.False(undecided.IsActive || endless.IsActive);
        Assert.False(endless.IsComplete);
        Assert.Equal(["said"], await endless.TextsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_DuringATurn_EndsItAndFreesTheChat(bool streaming)
    {
        using CancellationTokenSource stop = new();
        ScriptedChat model = new(new Step.WaitFor(new TaskCompletionSource().Task, "never"));
        AgentGroupChat chat = new(Talk.Expert("a", model));
        chat.AddChatMessage(Talk.FromUser("go"));
        Task turn = streaming ? chat.InvokeStreamingAsync(stop.Token).CountAsync().AsTask() : chat.InvokeAsync(stop.Token).CountAsync().AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => turn.WaitAsync(Talk.Limit));
        Assert.False(chat.IsActive);
        Assert.Equal(["go"], await chat.TextsAsync());
    }

    [Fact]
    public async Task TheToken_GivenToTheChat_ReachesStrategyAndAgent()
    {
        using CancellationTokenSource source = new();
        List<CancellationToken> seen = [];
        Seat seat = new((_, token) =>
        {
            seen.Add(token);
            return new[] { new ChatMessageContent(AuthorRole.Assistant, "x") }.ToAsyncEnumerable();
        });
        AgentGroupChat chat = new(seat)
        {
            ExecutionSettings = new()
            {
                SelectionStrategy = new Pick((_, _, token) =>
                {
                    seen.Add(token);
                    return Task.FromResult<Agent>(seat);
                }),
            },
        };

        await chat.InvokeAsync(source.Token).TextsAsync();

        Assert.Equal([source.Token, source.Token], seen);
    }

    [Fact]
    public async Task BreakingOut_KeepsWhatWasSaid_ButTellsNobodyElse()
    {
        PostboxChannel postbox = new();
        PostboxAgent listener = new(postbox);
        Seat speaker = new("a", "one", "two");
        Stop ending = Stop.Never();
        AgentGroupChat chat = new() { ExecutionSettings = new() { TerminationStrategy = ending } };
        chat.AddChatMessage(Talk.FromUser("go"));
        await chat.InvokeAsync(listener).TextsAsync();
        int askedBefore = ending.Asked;

        await foreach (ChatMessageContent _ in chat.InvokeAsync(speaker))
        {
            break;
        }

        Assert.False(chat.IsActive);
        Assert.Equal(askedBefore, ending.Asked);
        Assert.Equal(["go", "(counting)", "got 1", "one"], await chat.TextsAsync());
        Assert.Equal("one", (await chat.TextsAsync(speaker))[^1]);
        Assert.Equal(["go"], await chat.TextsAsync(listener));
    }

    [Fact]
    public async Task AFailureAfterTheFirstMessage_KeepsThatMessage()
    {
        AgentGroupChat chat = new(new Seat((_, token) => SpeakAndFailAsync(token)));

        await Assert.ThrowsAsync<FormatException>(() => chat.InvokeAsync().TextsAsync());

        Assert.Equal(["one"], await chat.TextsAsync());
    }

    private static async IAsyncEnumerable<ChatMessageContent> SpeakAndFailAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ChatMessageContent(AuthorRole.Assistant, "one");
        await Task.Yield();
        throw new FormatException("lost the thread");
    }
}
