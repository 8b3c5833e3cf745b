namespace Microsoft.SemanticKernel.Agents;

internal static class ToolTraffic
{
    /// <summary>The message calls a function or brings a function's result.</summary>
    public static bool IsToolTraffic(this ChatMessageContent message)
        => message.Items.Any(item => item is FunctionCallContent or FunctionResultContent);
}
