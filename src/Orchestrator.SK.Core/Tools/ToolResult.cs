namespace Orchestrator.SK.Core.Tools;

/// <summary>What a tool tells the model: always text meant for a model, never an exception.</summary>
public abstract record ToolResult
{
    private ToolResult()
    {
    }

    /// <summary>The text that goes into the conversation.</summary>
    public abstract string ForModel { get; }

    /// <summary>A short code for records and screens: <c>ok</c>, or the code of the refusal.</summary>
    public abstract string Outcome { get; }

    public sealed record Answered(string Text) : ToolResult
    {
        public override string ForModel => Text;

        public override string Outcome => "ok";
    }

    /// <summary>The model can put this right: the text says what to change in the call.</summary>
    public sealed record Refused(string Code, string WhatToChange) : ToolResult
    {
        public override string ForModel => $"refused [{Code}]: {WhatToChange}";

        public override string Outcome => Code;
    }
}
