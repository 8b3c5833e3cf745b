using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Runs;

/// <summary>A place at the table of the group chat. It speaks what the record says; the work is done before it gets the floor.</summary>
internal abstract class Seat : ChatHistoryAgent
{
    private string _text = "";

    /// <summary>Lays down what this seat says in its next turn.</summary>
    public void Prepare(string text) => _text = text;

    public override async IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var own = thread ?? new ChatHistoryAgentThread();
        await Task.CompletedTask.ConfigureAwait(false);
        yield return new(Message(), own);
    }

    public override async IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var own = thread ?? new ChatHistoryAgentThread();
        await Task.CompletedTask.ConfigureAwait(false);
        yield return new(new StreamingChatMessageContent(AuthorRole.Assistant, _text) { AuthorName = Name }, own);
    }

    protected override async IAsyncEnumerable<ChatMessageContent> InvokeAsync(
        ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return Message();
    }

    protected override async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);

        // In streaming nobody else puts the message onto the channel's history.
        history.Add(Message());
        yield return new StreamingChatMessageContent(AuthorRole.Assistant, _text) { AuthorName = Name };
    }

    protected override Task<AgentChannel> RestoreChannelAsync(string channelState, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A group chat is rebuilt from the run's record, not from a serialised channel.");

    private ChatMessageContent Message() => new(AuthorRole.Assistant, _text) { AuthorName = Name };
}

/// <summary>The orchestrator's own seat: plan, audit, final report.</summary>
internal sealed class OrchestratorSeat : Seat;

/// <summary>An expert's seat. It wraps the expert's agent: one for each conversation, with that conversation's kernel and the same persona.</summary>
internal sealed class ExpertSeat : Seat
{
    /// <summary>The persona, rendered.</summary>
    public required string Persona { get; init; }

    /// <summary>The agent for one conversation. It only proposes tool calls: carrying them out is the loop's business.</summary>
    /// <param name="instructions">What this conversation said before it was left; the persona when null.</param>
    public ChatCompletionAgent Agent(Kernel kernel, ModelChoice model, string? instructions = null) => new()
    {
        Name = Name,
        Description = Description,
        Instructions = instructions ?? Persona,
        Kernel = kernel,
        Arguments = new KernelArguments(new OpenAIPromptExecutionSettings
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false),
            MaxTokens = model.MaxOutputTokens,
            Temperature = model.Temperature,
        }),
    };
}
