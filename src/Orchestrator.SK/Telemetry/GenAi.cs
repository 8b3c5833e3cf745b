namespace Orchestrator.SK.Telemetry;

/// <summary>Names by OpenTelemetry's semantic conventions for generative AI, as of 1.41, and our own beside them. They are in development there: what changes, changes here.</summary>
internal static class GenAi
{
    /// <summary>The name of our spans' source and of our meter.</summary>
    public const string Source = "Orchestrator.SK";

    /// <summary>The version of the conventions, which is the version of source and meter.</summary>
    public const string Version = "1.41.0";

    public const string Operation = "gen_ai.operation.name";
    public const string Chat = "chat";
    public const string InvokeAgent = "invoke_agent";
    public const string InvokeWorkflow = "invoke_workflow";
    public const string ExecuteTool = "execute_tool";

    public const string Provider = "gen_ai.provider.name";
    public const string AgentName = "gen_ai.agent.name";
    public const string AgentVersion = "gen_ai.agent.version";
    public const string WorkflowName = "gen_ai.workflow.name";
    public const string Conversation = "gen_ai.conversation.id";
    public const string ToolName = "gen_ai.tool.name";
    public const string ToolType = "gen_ai.tool.type";
    public const string ToolCallId = "gen_ai.tool.call.id";

    public const string RequestModel = "gen_ai.request.model";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string RequestTemperature = "gen_ai.request.temperature";
    public const string ResponseModel = "gen_ai.response.model";
    public const string ResponseId = "gen_ai.response.id";
    public const string FinishReasons = "gen_ai.response.finish_reasons";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string CachedTokens = "gen_ai.usage.cache_read.input_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string InputMessages = "gen_ai.input.messages";
    public const string OutputMessages = "gen_ai.output.messages";

    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";

    public const string Run = "orchestrator.run.id";
    public const string Item = "orchestrator.item.id";
    public const string Verdict = "orchestrator.verdict";
    public const string ExitCode = "orchestrator.exit_code";
    public const string Expert = "orchestrator.expert";
    public const string Purpose = "orchestrator.purpose";
    public const string PromptHash = "orchestrator.prompt.hash";
    public const string Attempt = "orchestrator.attempt";
    public const string Cost = "orchestrator.cost.usd";
    public const string Check = "orchestrator.check";
    public const string ProcessExit = "process.exit.code";
    public const string SandboxLevel = "orchestrator.sandbox.level";
}
