using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>What is said reaches other channels in the background; a channel is used again only when it has heard everything.</summary>
public sealed class BroadcastTests
{
    private readonly PostboxChannel _postbox = new();
    private readonly PostboxAgent _listener;
    private readonly Seat _speaker = new("a", "said");
    private readonly AgentGroupChat _chat = new();

    public BroadcastTests() => _listener = new PostboxAgent(_postbox) { Name = "p" };

    [Fact]
    public async Task ASpeaker_DoesNotWaitForASlowListener_ButTheListenersTurnDoes()
    {
        await _chat.InvokeAsync(_listener).TextsAsync();
        TaskCompletionSource hearing = new();
        _postbox.OnReceive = () => hearing.Task;

        Assert.Equal(["said"], await _chat.InvokeAsync(_speaker).TextsAsync().WaitAsync(Talk.Limit));
        _chat.AddChatMessage(Talk.FromUser("more"));
        Task<string[]> turn = _chat.InvokeAsync(_listener).TextsAsync();
        Assert.True(_chat.IsActive);
        Assert.False(turn.IsCompleted);

        hearing.SetResult();

        Assert.Equal(["got 2"], await turn.WaitAsync(Talk.Limit));
        Assert.Equal(["said", "more"], _postbox.Received);
    }

    [Fact]
    public async Task ReadingAListenersMessages_WaitsForWhatIsOnTheWay()
    {
        await _chat.InvokeAsync(_listener).TextsAsync();
        TaskCompletionSource hearing = new();
        _postbox.OnReceive = () => hearing.Task;
        _chat.AddChatMessage(Talk.FromUser("news"));
        Task<string[]> reading = _chat.TextsAsync(_listener);
        Assert.False(reading.IsCompleted);

        hearing.SetResult();

        Assert.Equal(["news"], await reading.WaitAsync(Talk.Limit));
    }

    [Fact]
    public async Task AFailedDelivery_SurfacesAtThatChannelsNextTurn_AndNowhereElse()
    {
        await _chat.InvokeAsync(_listener).TextsAsync();
        _postbox.OnReceive = () => throw new FormatException("mailbox full");

        Assert.Equal(["said"], await _chat.InvokeAsync(_speaker).TextsAsync());
        Assert.Equal(["said"], await _chat.InvokeAsync(_speaker).TextsAsync());

        await Assert.ThrowsAsync<KernelException>(() => _chat.InvokeAsync(_listener).TextsAsync().WaitAsync(Talk.Limit));
        Assert.False(_chat.IsActive);
    }

    [Fact]
    public async Task ASpeakersOwnChannel_IsNotToldAgain()
    {
        await _chat.InvokeAsync(_listener).TextsAsync();
        await _chat.InvokeAsync(_listener).TextsAsync();

        Assert.Empty(_postbox.Received);
    }

    [Fact]
    public async Task Streaming_TellsTheOthersAsWell()
    {
        await _chat.InvokeAsync(_listener).TextsAsync();

        Assert.Equal(1, await _chat.InvokeStreamingAsync(_speaker).CountAsync());
        Assert.Equal(["got 1"], await _chat.InvokeStreamingAsync(_listener).Select(chunk => chunk.Content!).ToArrayAsync());

        Assert.Equal(["(counting)", "got 0", "said", "(counting)", "got 1"], await _chat.TextsAsync(_speaker));
    }
}
