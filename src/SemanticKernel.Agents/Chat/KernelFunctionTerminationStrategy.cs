using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>Lets a function, as a rule a prompt, say whether the chat is complete.</summary>
[Experimental("SKEXP0110")]
public class KernelFunctionTerminationStrategy : TerminationStrategy
{
    public const string DefaultAgentVariableName = "_agent_";
    public const string DefaultHistoryVariableName = "_history_";

    public KernelFunctionTerminationStrategy(KernelFunction function, Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(kernel);
        Function = function;
        Kernel = kernel;
    }

    public KernelFunction Function { get; }

    public Kernel Kernel { get; }

    public KernelArguments? Arguments { get; init; }

    /// <summary>The argument that holds the name of who has just spoken.</summary>
    public string AgentVariableName { get; init; } = DefaultAgentVariableName;

    /// <summary>The argument that holds the history as JSON.</summary>
    public string HistoryVariableName { get; init; } = DefaultHistoryVariableName;

    /// <summary>True gives the function only who spoke, not what was said. Default false.</summary>
    public bool EvaluateNameOnly { get; init; }

    /// <summary>Shortens what the function sees, not the chat.</summary>
    public IChatHistoryReducer? HistoryReducer { get; init; }

    /// <summary>From the function's result to an answer. The default says true after the first turn: always set it.</summary>
    public Func<FunctionResult, bool> ResultParser { get; init; } = _ => true;

    protected sealed override async Task<bool> ShouldAgentTerminateAsync(
        Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        KernelArguments arguments = new(Arguments ?? [])
        {
            [AgentVariableName] = agent.Name ?? agent.Id,
            [HistoryVariableName] = StrategyHistory.ToJson(await history.ReduceAsync(HistoryReducer, cancellationToken), EvaluateNameOnly),
        };
        return ResultParser(await Function.InvokeAsync(Kernel, arguments, cancellationToken));
    }
}
