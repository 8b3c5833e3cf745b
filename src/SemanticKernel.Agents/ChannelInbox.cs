namespace Microsoft.SemanticKernel.Agents;

/// <summary>Brings one channel what was said outside it: in order and in the background; the channel's next use waits for it.</summary>
/// <remarks>The chat calls it only while it holds its own flag, so posting needs no lock.</remarks>
internal sealed class ChannelInbox(AgentChannel channel)
{
    private Task _delivery = Task.CompletedTask;
    private Exception? _failure;

    public AgentChannel Channel => channel;

    public void Post(IReadOnlyList<ChatMessageContent> messages) => _delivery = DeliverAsync(_delivery, messages);

    /// <exception cref="KernelException">The channel refused something since its last use.</exception>
    public async Task SynchronizeAsync(CancellationToken cancellationToken)
    {
        await _delivery.WaitAsync(cancellationToken);
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw new KernelException($"Agent Failure - {channel.GetType().Name} could not receive messages: {failure.Message}", failure);
        }
    }

    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await _delivery.WaitAsync(cancellationToken);
        await channel.ResetAsync(cancellationToken);
    }

    private async Task DeliverAsync(Task earlier, IReadOnlyList<ChatMessageContent> messages)
    {
        await earlier;
        try
        {
            // No token: what the speaker's caller cancels is the turn, not what the others have a right to hear.
            await channel.ReceiveAsync(messages, CancellationToken.None);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }
}
