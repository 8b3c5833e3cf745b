using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel.Agents.Chat;

namespace Microsoft.SemanticKernel.Agents;

/// <summary>A chat in which one strategy chooses who speaks next and another when it is over.</summary>
[Experimental("SKEXP0110")]
public sealed class AgentGroupChat : AgentChat
{
    private readonly List<Agent> _agents;

    public AgentGroupChat(params Agent[] agents)
    {
        ArgumentNullException.ThrowIfNull(agents);
        _agents = [.. agents];
        Agents = _agents.AsReadOnly();
    }

    public override IReadOnlyList<Agent> Agents { get; }

    /// <summary>Read anew at each step, so it may change while the chat goes on.</summary>
    public AgentGroupChatSettings ExecutionSettings { get; set; } = new();

    /// <summary>What the termination strategy said after the last turn.</summary>
    public bool IsComplete { get; set; }

    /// <summary>A prompt for a strategy; the named parameters are put into it without encoding.</summary>
    public static KernelFunction CreatePromptFunctionForStrategy(
        string template, IPromptTemplateFactory? templateFactory = null, params string[] safeParameterNames)
    {
        ArgumentNullException.ThrowIfNull(safeParameterNames);
        PromptTemplateConfig config = new(template)
        {
            InputVariables = [.. safeParameterNames.Select(name => new InputVariable { Name = name, AllowDangerouslySetContent = true })],
        };
        return KernelFunctionFactory.CreateFromPrompt(config, templateFactory);
    }

    /// <summary>Joins the agent, unless one with its id is there already.</summary>
    public void AddAgent(Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        if (_agents.TrueForAll(present => present.Id != agent.Id))
        {
            _agents.Add(agent);
        }
    }

    /// <summary>Turns until the chat is complete or the termination strategy's limit is reached.</summary>
    /// <exception cref="KernelException">The chat is complete and not reset by itself, or active.</exception>
    public override async IAsyncEnumerable<ChatMessageContent> InvokeAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BeginBatch();
        for (int turn = 0; turn < ExecutionSettings.TerminationStrategy.MaximumIterations; turn++)
        {
            Agent agent = await SelectAsync(cancellationToken);
            await foreach (ChatMessageContent message in InvokeAsync(agent, cancellationToken))
            {
                yield return message;
            }

            if (IsComplete)
            {
                break;
            }
        }
    }

    /// <summary>One turn of this agent, which joins the chat; does not ask whether the chat is complete.</summary>
    public async IAsyncEnumerable<ChatMessageContent> InvokeAsync(
        Agent agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BeginTurn(agent);
        await foreach (ChatMessageContent message in InvokeAgentAsync(agent, cancellationToken))
        {
            yield return message;
        }

        await EndTurnAsync(agent, cancellationToken);
    }

    /// <inheritdoc cref="InvokeAsync(CancellationToken)"/>
    public override async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BeginBatch();
        for (int turn = 0; turn < ExecutionSettings.TerminationStrategy.MaximumIterations; turn++)
        {
            Agent agent = await SelectAsync(cancellationToken);
            await foreach (StreamingChatMessageContent chunk in InvokeStreamingAsync(agent, cancellationToken))
            {
                yield return chunk;
            }

            if (IsComplete)
            {
                break;
            }
        }
    }

    /// <inheritdoc cref="InvokeAsync(Agent, CancellationToken)"/>
    public async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
        Agent agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BeginTurn(agent);
        await foreach (StreamingChatMessageContent chunk in InvokeStreamingAgentAsync(agent, cancellationToken))
        {
            yield return chunk;
        }

        await EndTurnAsync(agent, cancellationToken);
    }

    private void BeginBatch()
    {
        if (!IsComplete)
        {
            return;
        }

        if (!ExecutionSettings.TerminationStrategy.AutomaticReset)
        {
            throw new KernelException("Agent Failure - Chat has completed.");
        }

        IsComplete = false;
    }

    private Task<Agent> SelectAsync(CancellationToken cancellationToken)
    {
        SelectionStrategy strategy = ExecutionSettings.SelectionStrategy;
        if (strategy.Logger is NullLogger)
        {
            strategy.Logger = LoggerFactory.CreateLogger(strategy.GetType());
        }

        return strategy.NextAsync(Agents, History, cancellationToken);
    }

    private void BeginTurn(Agent agent)
    {
        AddAgent(agent);
        TerminationStrategy strategy = ExecutionSettings.TerminationStrategy;
        if (strategy.Logger is NullLogger)
        {
            strategy.Logger = LoggerFactory.CreateLogger(strategy.GetType());
        }
    }

    private async Task EndTurnAsync(Agent agent, CancellationToken cancellationToken)
        => IsComplete = await ExecutionSettings.TerminationStrategy.ShouldTerminateAsync(agent, History, cancellationToken);
}
