using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;

namespace SemanticKernel.Agents.Tests.Fakes;

internal static class Talk
{
    /// <summary>Long enough for any machine; only a hanging test meets it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static ChatMessageContent FromUser(string text) => new(AuthorRole.User, text);

    /// <summary>Everything said, oldest first.</summary>
    public static async Task<string[]> TextsAsync(this AgentChat chat, Agent? agent = null)
        => [.. (await chat.GetChatMessagesAsync(agent).Select(message => message.Content ?? "").ToArrayAsync()).Reverse()];

    public static async Task<string[]> TextsAsync(this IAsyncEnumerable<ChatMessageContent> messages)
        => await messages.Select(message => message.Content ?? "").ToArrayAsync();

    public static async Task<string[]> TextsAsync(this IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> items)
        => await items.Select(item => item.Message.Content ?? "").ToArrayAsync();

    public static async Task<string[]> TextsAsync(this IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> items)
        => await items.Select(item => item.Message.Content ?? "").ToArrayAsync();

    public static string[] Texts(this IEnumerable<ChatMessageContent> messages) => [.. messages.Select(message => message.Content ?? "")];

    public static ChatCompletionAgent Expert(string? name, ScriptedChat model, Action<string>? onNote = null, bool autoInvoke = true) => new()
    {
        Name = name,
        Instructions = "You are " + name + ".",
        Kernel = model.ToKernel(onNote),
        Arguments = new KernelArguments(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: autoInvoke) }),
    };
}
