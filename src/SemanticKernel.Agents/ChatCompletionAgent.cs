using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>An agent that answers through the kernel's chat completion. Stateless: it may be invoked concurrently, each time on another thread.</summary>
public sealed partial class ChatCompletionAgent : ChatHistoryAgent
{
    public ChatCompletionAgent()
    {
    }

    /// <summary>Name, description, instructions and execution settings as the template says.</summary>
    public ChatCompletionAgent(PromptTemplateConfig templateConfig, IPromptTemplateFactory templateFactory)
    {
        ArgumentNullException.ThrowIfNull(templateConfig);
        ArgumentNullException.ThrowIfNull(templateFactory);
        Name = templateConfig.Name;
        Description = templateConfig.Description;
        Instructions = templateConfig.Template;
        Arguments = new KernelArguments { ExecutionSettings = templateConfig.ExecutionSettings };
        Template = templateFactory.Create(templateConfig);
    }

    /// <summary>The role under which the instructions are sent. Default: System.</summary>
    public AuthorRole InstructionsRole { get; init; } = AuthorRole.System;

    /// <summary>Appends the messages to the thread, then answers. Tool messages reach the thread only when the whole answer is there.</summary>
    public override async IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        ICollection<ChatMessageContent> messages,
        AgentThread? thread = null,
        AgentInvokeOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Turn turn = await BeginTurnAsync(messages, thread, options, cancellationToken);
        await foreach (ChatMessageContent message in AnswerAsync(turn, cancellationToken))
        {
            // A call that nobody has answered yet must not stay on the thread: the next request would be refused.
            await RecordAsync(turn, message, onThread: !message.IsToolTraffic(), cancellationToken);
            yield return new AgentResponseItem<ChatMessageContent>(message, turn.Thread!);
        }
    }

    /// <summary>Appends the messages to the thread, then answers piece by piece. Tool messages reach the thread one model call late.</summary>
    public override async IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        ICollection<ChatMessageContent> messages,
        AgentThread? thread = null,
        AgentInvokeOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Turn turn = await BeginTurnAsync(messages, thread, options, cancellationToken);
        await foreach (StreamingChatMessageContent chunk in AnswerStreamingAsync(turn, cancellationToken))
        {
            yield return new AgentResponseItem<StreamingChatMessageContent>(chunk, turn.Thread!);
        }
    }

    protected internal override IAsyncEnumerable<ChatMessageContent> InvokeAsync(
        ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
        => AnswerAsync(new Turn(history, kernel ?? Kernel, arguments), cancellationToken);

    protected internal override IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
        => AnswerStreamingAsync(new Turn(history, kernel ?? Kernel, arguments), cancellationToken);

    [Experimental("SKEXP0110")]
    protected internal override Task<AgentChannel> RestoreChannelAsync(string channelState, CancellationToken cancellationToken)
    {
        ChatHistory history = JsonSerializer.Deserialize<ChatHistory>(channelState)
            ?? throw new KernelException("The channel's state is the JSON of a chat history, not null.");
        return Task.FromResult<AgentChannel>(new ChatHistoryChannel(history));
    }
}
