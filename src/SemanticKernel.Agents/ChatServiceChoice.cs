using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>Which of the kernel's services answers for an agent.</summary>
internal static class ChatServiceChoice
{
    // The selector asks for a function, and an agent has none; the execution settings come from the arguments.
    private static readonly KernelFunction Nothing = KernelFunctionFactory.CreateFromPrompt("-");

    public static (IChatCompletionService Service, PromptExecutionSettings? Settings) Choose(Kernel kernel, KernelArguments arguments)
    {
        IAIServiceSelector selector = kernel.ServiceSelector;
        if (selector.TrySelectAIService(kernel, Nothing, arguments, out IChatCompletionService? service, out PromptExecutionSettings? settings))
        {
            return (service, settings);
        }

        if (selector is IChatClientSelector clients
            && clients.TrySelectChatClient(kernel, Nothing, arguments, out IChatClient? client, out settings))
        {
            return (client.AsChatCompletionService(kernel.Services), settings);
        }

        throw new KernelException(
            $"No service was found for any of the supported types: {typeof(IChatCompletionService)}, {typeof(IChatClient)}.");
    }
}
