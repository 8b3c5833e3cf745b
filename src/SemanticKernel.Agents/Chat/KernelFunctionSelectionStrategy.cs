using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>Lets a function, as a rule a prompt, name who speaks next.</summary>
[Experimental("SKEXP0110")]
public class KernelFunctionSelectionStrategy : SelectionStrategy
{
    public const string DefaultAgentsVariableName = "_agents_";
    public const string DefaultHistoryVariableName = "_history_";

    public KernelFunctionSelectionStrategy(KernelFunction function, Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(kernel);
        Function = function;
        Kernel = kernel;
    }

    public KernelFunction Function { get; }

    public Kernel Kernel { get; }

    public KernelArguments? Arguments { get; init; }

    /// <summary>The argument that holds the names, separated by commas.</summary>
    public string AgentsVariableName { get; init; } = DefaultAgentsVariableName;

    /// <summary>The argument that holds the history as JSON.</summary>
    public string HistoryVariableName { get; init; } = DefaultHistoryVariableName;

    /// <summary>True gives the function only who spoke, not what was said. Default false.</summary>
    public bool EvaluateNameOnly { get; init; }

    /// <summary>Shortens what the function sees, not the chat.</summary>
    public IChatHistoryReducer? HistoryReducer { get; init; }

    /// <summary>True lets the initial agent speak where the answer names nobody. Default false.</summary>
    public bool UseInitialAgentAsFallback { get; init; }

    /// <summary>From the function's result to a name. Default: the result as text.</summary>
    public Func<FunctionResult, string> ResultParser { get; init; } = result => result.GetValue<string>() ?? string.Empty;

    /// <exception cref="KernelException">The answer is empty, or nobody has that name (case counts), and there is no fallback.</exception>
    protected sealed override async Task<Agent> SelectAgentAsync(
        IReadOnlyList<Agent> agents, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        KernelArguments arguments = new(Arguments ?? [])
        {
            [AgentsVariableName] = string.Join(',', agents.Select(NameOf)),
            [HistoryVariableName] = StrategyHistory.ToJson(await history.ReduceAsync(HistoryReducer, cancellationToken), EvaluateNameOnly),
        };
        FunctionResult result = await Function.InvokeAsync(Kernel, arguments, cancellationToken);
        string name = ResultParser(result);
        return agents.FirstOrDefault(agent => NameOf(agent) == name)
            ?? (UseInitialAgentAsFallback ? InitialAgent : null)
            ?? throw new KernelException(string.IsNullOrEmpty(name)
                ? "Agent Failure - Strategy unable to determine next agent."
                : $"Agent Failure - Strategy unable to select next agent: {name}");
    }

    private static string NameOf(Agent agent) => agent.Name ?? agent.Id;
}
