using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

public sealed partial class ChatCompletionAgent
{
    /// <summary>One answer: from which history and with what; on a thread, or (without one) in a chat.</summary>
    private sealed record Turn(ChatHistory History, Kernel Kernel, KernelArguments? Arguments)
    {
        public string? AdditionalInstructions { get; init; }

        public AgentThread? Thread { get; init; }

        public Func<ChatMessageContent, Task>? Tell { get; init; }
    }

    private async Task<Turn> BeginTurnAsync(
        ICollection<ChatMessageContent> messages, AgentThread? thread, AgentInvokeOptions? options, CancellationToken cancellationToken)
    {
        ChatHistoryAgentThread own = await EnsureThreadExistsWithMessagesAsync(messages, thread, () => new ChatHistoryAgentThread(), cancellationToken);
        Kernel kernel = options?.Kernel ?? Kernel;
        AIContext context = await own.AIContextProviders.ModelInvokingAsync(messages, cancellationToken);
        if (UseImmutableKernel)
        {
            kernel = kernel.Clone();
        }

        if (context.AIFunctions is { Count: > 0 })
        {
            kernel.Plugins.AddFromAIContext(context, "Tools");
        }

        return new Turn([.. own.ChatHistory], kernel, options?.KernelArguments)
        {
            AdditionalInstructions = FormatAdditionalInstructions(context, options),
            Thread = own,
            Tell = options?.OnIntermediateMessage,
        };
    }

    private async IAsyncEnumerable<ChatMessageContent> AnswerAsync(Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KernelArguments arguments = Merge(Arguments, turn.Arguments);
        (IChatCompletionService service, PromptExecutionSettings? settings) = ChatServiceChoice.Choose(turn.Kernel, arguments);
        ChatHistory request = await ComposeAsync(turn, arguments, cancellationToken);
        int composed = request.Count;

        IReadOnlyList<ChatMessageContent> answers =
            await service.GetChatMessageContentsAsync(request, settings, turn.Kernel, cancellationToken);

        await TakeOverAsync(turn, request, composed, cancellationToken);
        foreach (ChatMessageContent answer in answers)
        {
            answer.AuthorName = Name;
            yield return answer;
        }
    }

    private async IAsyncEnumerable<StreamingChatMessageContent> AnswerStreamingAsync(Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KernelArguments arguments = Merge(Arguments, turn.Arguments);
        (IChatCompletionService service, PromptExecutionSettings? settings) = ChatServiceChoice.Choose(turn.Kernel, arguments);
        ChatHistory request = await ComposeAsync(turn, arguments, cancellationToken);
        int taken = request.Count;
        AuthorRole? role = null;
        StringBuilder text = new();

        await foreach (StreamingChatMessageContent chunk in
            service.GetStreamingChatMessageContentsAsync(request, settings, turn.Kernel, cancellationToken))
        {
            // A chunk is the first sign that the tools asked for before it have run.
            taken = await TakeOverAsync(turn, request, taken, cancellationToken);
            chunk.AuthorName = Name;
            role ??= chunk.Role ?? AuthorRole.Assistant;
            text.Append(chunk.Content);
            yield return chunk;
        }

        await TakeOverAsync(turn, request, taken, cancellationToken);
        if (role is not null)
        {
            ChatMessageContent answer = new(role.Value, text.ToString()) { AuthorName = Name };
            turn.History.Add(answer);
            await RecordAsync(turn, answer, onThread: true, cancellationToken);
        }
    }

    /// <summary>Takes the tool messages that the service added to the request into history and thread; returns how far it came.</summary>
    private async Task<int> TakeOverAsync(Turn turn, ChatHistory request, int from, CancellationToken cancellationToken)
    {
        for (; from < request.Count; from++)
        {
            ChatMessageContent message = request[from];
            message.AuthorName = Name;
            turn.History.Add(message);
            await RecordAsync(turn, message, onThread: true, cancellationToken);
        }

        return from;
    }

    private async Task RecordAsync(Turn turn, ChatMessageContent message, bool onThread, CancellationToken cancellationToken)
    {
        if (onThread && turn.Thread is not null)
        {
            await NotifyThreadOfNewMessage(turn.Thread, message, cancellationToken);
        }

        if (turn.Tell is not null)
        {
            await turn.Tell(message);
        }
    }

    /// <summary>A copy of the history behind the instructions, which are sent each time and stored nowhere.</summary>
    private async Task<ChatHistory> ComposeAsync(Turn turn, KernelArguments arguments, CancellationToken cancellationToken)
    {
        ChatHistory request = [];
        if (await RenderInstructionsAsync(turn.Kernel, arguments, cancellationToken) is { } instructions && !string.IsNullOrWhiteSpace(instructions))
        {
            request.Add(new ChatMessageContent(InstructionsRole, instructions) { AuthorName = Name });
        }

        if (!string.IsNullOrWhiteSpace(turn.AdditionalInstructions))
        {
            request.AddSystemMessage(turn.AdditionalInstructions);
        }

        request.AddRange(turn.History);
        return request;
    }

    private static KernelArguments Merge(KernelArguments? own, KernelArguments? given)
    {
        Dictionary<string, PromptExecutionSettings> settings = [];
        KernelArguments merged = [];
        foreach (KernelArguments source in new[] { own, given }.OfType<KernelArguments>())
        {
            foreach ((string id, PromptExecutionSettings setting) in source.ExecutionSettings ?? new Dictionary<string, PromptExecutionSettings>())
            {
                settings[id] = setting;
            }

            foreach ((string name, object? value) in source)
            {
                merged[name] = value;
            }
        }

        return settings.Count == 0 ? merged : new KernelArguments(merged, settings);
    }
}
