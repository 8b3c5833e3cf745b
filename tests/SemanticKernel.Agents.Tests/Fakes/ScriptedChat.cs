using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace SemanticKernel.Agents.Tests.Fakes;

/// <summary>A model that follows a script. Like a connector it runs the tool loop itself, and adds calls and results to the history it is given.</summary>
internal sealed class ScriptedChat(params Step[] steps) : IChatCompletionService
{
    private readonly ConcurrentQueue<Step> _steps = new(steps);

    /// <summary>What was sent, request by request.</summary>
    public ConcurrentQueue<ChatMessageContent[]> Requests { get; } = new();

    public ConcurrentQueue<PromptExecutionSettings?> Settings { get; } = new();

    /// <summary>Sees the kernel that comes with each turn.</summary>
    public Action<Kernel> OnKernel { get; init; } = _ => { };

    public ChatMessageContent[] LastRequest => Requests.Last();

    public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>();

    /// <summary>A kernel with this model, and with the tool 'Tools-Note', which tells what it was called with.</summary>
    public Kernel ToKernel(Action<string>? onNote = null)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatCompletionService>(this);
        Kernel kernel = builder.Build();
        kernel.Plugins.Add(Tools(onNote));
        return kernel;
    }

    public static KernelPlugin Tools(Action<string>? onNote = null)
        => KernelPluginFactory.CreateFromFunctions("Tools", [KernelFunctionFactory.CreateFromMethod(
            (string text) =>
            {
                onNote?.Invoke(text);
                return "noted " + text;
            },
            "Note")]);

    public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        OnKernel(kernel!);
        while (true)
        {
            switch (Next(chatHistory, executionSettings))
            {
                case Step.CallTool call when InvokesTools(executionSettings, chatHistory, kernel):
                    await RunToolAsync(call, chatHistory, kernel!, cancellationToken);
                    break;
                case Step.CallTool call:
                    return [new ChatMessageContent(AuthorRole.Assistant, [call.ToContent()])];
                case Step step:
                    return [new ChatMessageContent(AuthorRole.Assistant, await TextAsync(step, cancellationToken))];
            }
        }
    }

    public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        ChatHistory chatHistory,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Step step = Next(chatHistory, executionSettings);
            if (step is not Step.CallTool call)
            {
                foreach (string word in (await TextAsync(step, cancellationToken)).Split(' '))
                {
                    yield return new StreamingChatMessageContent(AuthorRole.Assistant, word);
                }

                yield break;
            }

            yield return new StreamingChatMessageContent(AuthorRole.Assistant, call.Before);
            if (!InvokesTools(executionSettings, chatHistory, kernel))
            {
                yield break;
            }

            await RunToolAsync(call, chatHistory, kernel!, cancellationToken);
        }
    }

    private Step Next(ChatHistory history, PromptExecutionSettings? settings)
    {
        Requests.Enqueue([.. history]);
        Settings.Enqueue(settings);
        return _steps.TryDequeue(out Step? step) ? step : throw new InvalidOperationException("The script is over.");
    }

    private static bool InvokesTools(PromptExecutionSettings? settings, ChatHistory history, Kernel? kernel)
        => settings?.FunctionChoiceBehavior?.GetConfiguration(new FunctionChoiceBehaviorConfigurationContext(history) { Kernel = kernel }).AutoInvoke == true;

    private static async Task<string> TextAsync(Step step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case Step.Fail fail:
                throw fail.Failure;
            case Step.WaitFor wait:
                await wait.Signal.WaitAsync(cancellationToken);
                return wait.Text;
            default:
                return ((Step.Say)step).Text;
        }
    }

    private static async Task RunToolAsync(Step.CallTool call, ChatHistory history, Kernel kernel, CancellationToken cancellationToken)
    {
        FunctionCallContent content = call.ToContent();
        history.Add(new ChatMessageContent(AuthorRole.Assistant, call.Before is null ? [content] : [new TextContent(call.Before), content]));
        history.Add((await content.InvokeAsync(kernel, cancellationToken)).ToChatMessage());
    }
}
