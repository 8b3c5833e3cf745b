namespace Microsoft.SemanticKernel.Agents;

/// <summary>What one invocation changes about an agent.</summary>
public class AgentInvokeOptions
{
    public AgentInvokeOptions()
    {
    }

    public AgentInvokeOptions(AgentInvokeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        KernelArguments = options.KernelArguments;
        Kernel = options.Kernel;
        AdditionalInstructions = options.AdditionalInstructions;
        OnIntermediateMessage = options.OnIntermediateMessage;
    }

    /// <summary>Merged over the agent's own; these win.</summary>
    public KernelArguments? KernelArguments { get; init; }

    /// <summary>Used instead of the agent's own.</summary>
    public Kernel? Kernel { get; init; }

    /// <summary>A second System message, for this invocation only. Default: none.</summary>
    public string AdditionalInstructions { get; init; } = string.Empty;

    /// <summary>Called for tool calls, tool results and, in spite of the name, for the final message.</summary>
    public Func<ChatMessageContent, Task>? OnIntermediateMessage { get; init; }
}
