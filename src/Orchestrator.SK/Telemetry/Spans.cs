using System.Diagnostics;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Telemetry;

/// <summary>What a run does, as spans: the run, its conversations, their calls and tools, and its checks. Without a listener none is made. Texts of models and repositories are in none of them.</summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(GenAi.Source, GenAi.Version);

    public static Activity? Run(RunRequest request) => Source.StartActivity($"{GenAi.InvokeWorkflow} deliver", ActivityKind.Internal)?
        .SetTag(GenAi.Operation, GenAi.InvokeWorkflow).SetTag(GenAi.WorkflowName, "deliver").SetTag(GenAi.Run, request.RunId).SetTag(GenAi.Item, request.ItemId);

    public static void End(Activity? span, RunState state)
    {
        var verdict = state.Outcome is { } outcome ? Speeches.Word(outcome.Kind) : "left";
        Instruments.Runs.Add(1, Instruments.With((GenAi.Verdict, verdict)));
        span?.SetTag(GenAi.Verdict, verdict).SetTag(GenAi.ExitCode, state.Outcome?.ExitCode).SetTag(GenAi.InputTokens, state.Usage.Input).SetTag(GenAi.OutputTokens, state.Usage.Output).SetTag(GenAi.Cost, (double?)Core.Budgets.CallAccount.CostOf(state.Account));
    }

    /// <param name="hash">Over the prompts of the conversation: a changed prompt is another version of the agent.</param>
    public static Activity? Conversation(string run, string conversation, string expert, string purpose, string hash) => Source.StartActivity($"{GenAi.InvokeAgent} {expert}", ActivityKind.Internal)?
        .SetTag(GenAi.Operation, GenAi.InvokeAgent).SetTag(GenAi.AgentName, expert).SetTag(GenAi.AgentVersion, hash).SetTag(GenAi.Conversation, $"{run}/{conversation}")
        .SetTag(GenAi.Run, run).SetTag(GenAi.Purpose, purpose);

    public static Activity? Tool(string tool, string? callId) => Source.StartActivity($"{GenAi.ExecuteTool} {tool}", ActivityKind.Internal)?
        .SetTag(GenAi.Operation, GenAi.ExecuteTool).SetTag(GenAi.ToolName, tool).SetTag(GenAi.ToolType, "function").SetTag(GenAi.ToolCallId, callId);

    public static void End(Activity? span, string tool, string outcome)
    {
        Instruments.Tools.Add(1, Instruments.With((GenAi.ToolName, tool), ("orchestrator.outcome", outcome)));
        if (outcome != "ok")
        {
            Fail(span, outcome);
        }
    }

    public static Activity? Check(string name) => Source.StartActivity($"orchestrator.check {name}", ActivityKind.Internal)?.SetTag(GenAi.Check, name);

    /// <param name="kind">A word of ours with few values, never a message.</param>
    public static void Fail(Activity? span, string kind) => span?.SetTag(GenAi.ErrorType, kind).SetStatus(ActivityStatusCode.Error);
}
