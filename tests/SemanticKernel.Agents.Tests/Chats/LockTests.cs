using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>One thing at a time: whoever comes second is refused at once.</summary>
public sealed class LockTests
{
    private const string Refusal = "Unable to proceed while another agent is active.";

    [Fact]
    public async Task AnyEntry_DuringATurn_IsRefusedAtOnce()
    {
        TaskCompletionSource<string> floor = new();
        AgentGroupChat chat = new(new Seat((_, token) => SayAsync(floor.Task, token)));
        Task<string[]> turn = chat.InvokeAsync().TextsAsync();

        Assert.True(chat.IsActive);
        Assert.Equal(Refusal, Assert.Throws<KernelException>(() => chat.AddChatMessage(Talk.FromUser("me too"))).Message);
        Assert.Equal(Refusal, (await Assert.ThrowsAsync<KernelException>(() => chat.TextsAsync())).Message);
        Assert.Equal(Refusal, (await Assert.ThrowsAsync<KernelException>(() => chat.ResetAsync())).Message);
        Assert.Equal(Refusal, (await Assert.ThrowsAsync<KernelException>(() => chat.InvokeAsync().TextsAsync())).Message);

        floor.SetResult("done");
        Assert.Equal(["done"], await turn.WaitAsync(Talk.Limit));
        Assert.False(chat.IsActive);
        chat.AddChatMessage(Talk.FromUser("now"));
    }

    [Fact]
    public async Task AddChatMessage_WhileTheCallerHandlesAMessage_IsRefusedAndEndsTheEnumeration()
    {
        AgentGroupChat chat = new(new Seat("a", "one", "two"));
        List<string?> handled = [];

        async Task HandleAsync()
        {
            await foreach (ChatMessageContent message in chat.InvokeAsync())
            {
                handled.Add(message.Content);
                Assert.True(chat.IsActive);
                chat.AddChatMessage(Talk.FromUser("and?"));
            }
        }

        Assert.Equal(Refusal, (await Assert.ThrowsAsync<KernelException>(HandleAsync)).Message);
        Assert.Equal(["one"], handled);
        Assert.False(chat.IsActive);
    }

    [Fact]
    public async Task AnyEntry_WhileTheHistoryIsBeingRead_IsRefused()
    {
        AgentGroupChat chat = new();
        chat.AddChatMessages([Talk.FromUser("one"), Talk.FromUser("two")]);

        await foreach (ChatMessageContent _ in chat.GetChatMessagesAsync())
        {
            Assert.Throws<KernelException>(() => chat.AddChatMessage(Talk.FromUser("three")));
            break;
        }

        Assert.False(chat.IsActive);
    }

    [Fact]
    public async Task AddChatMessage_WhileAStrategyRuns_IsHeardByTheNextSpeaker()
    {
        AgentGroupChat chat = new(new Seat("nobody"));
        Seat seat = new((history, token) => SayAsync(Task.FromResult("heard: " + history[^1].Content), token));
        Stop ending = new(_ =>
        {
            Assert.False(chat.IsActive);
            chat.AddChatMessage(Talk.FromUser("from the ending"));
            return true;
        });
        chat.ExecutionSettings = new()
        {
            SelectionStrategy = new Pick(() =>
            {
                Assert.False(chat.IsActive);
                chat.AddChatMessage(Talk.FromUser("from the choice"));
                return seat;
            }),
            TerminationStrategy = ending,
        };

        Assert.Equal(["heard: from the choice"], await chat.InvokeAsync().TextsAsync());
        Assert.Equal(["from the choice", "heard: from the choice", "from the ending"], await chat.TextsAsync());
    }

#if SKAGENTS_STANDIN
    [Fact]
    public async Task ASystemMessage_IsRefused_AndTheChatStaysUsable()
    {
        AgentGroupChat chat = new(new Seat("a", "fine"));

        Assert.Throws<KernelException>(() => chat.AddChatMessage(new ChatMessageContent(AuthorRole.System, "obey")));
        Assert.Throws<KernelException>(() => chat.AddChatMessages([Talk.FromUser("hi"), new ChatMessageContent(AuthorRole.System, "obey")]));

        Assert.False(chat.IsActive);
        Assert.Equal(["fine"], await chat.InvokeAsync().TextsAsync());
        Assert.Equal(["fine"], await chat.TextsAsync());
    }
#endif

    private static async IAsyncEnumerable<ChatMessageContent> SayAsync(
        Task<string> text, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ChatMessageContent(AuthorRole.Assistant, await text.WaitAsync(cancellationToken));
    }
}
