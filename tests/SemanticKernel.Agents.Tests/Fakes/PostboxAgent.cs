using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;

namespace SemanticKernel.Agents.Tests.Fakes;

/// <summary>An agent with a channel of its own kind, written outside the assembly.</summary>
internal sealed class PostboxAgent(PostboxChannel channel, string key = "postbox") : Agent
{
    public int ChannelsCreated { get; private set; }

    public override IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public override IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    protected override IEnumerable<string> GetChannelKeys() => [key];

    protected override Task<AgentChannel> CreateChannelAsync(CancellationToken cancellationToken)
    {
        ChannelsCreated++;
        return Task.FromResult<AgentChannel>(channel);
    }

    protected override Task<AgentChannel> RestoreChannelAsync(string channelState, CancellationToken cancellationToken)
        => throw new NotSupportedException();
}
