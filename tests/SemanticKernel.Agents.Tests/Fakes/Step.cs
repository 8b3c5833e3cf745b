using Microsoft.SemanticKernel;

namespace SemanticKernel.Agents.Tests.Fakes;

/// <summary>What a scripted model does at one request.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    public sealed record Say(string Text) : Step;

    /// <summary>Calls the tool 'Tools-Note'; with auto-invocation the next step follows in the same turn.</summary>
    public sealed record CallTool(string Note, string? Before = null) : Step
    {
        public FunctionCallContent ToContent() => new("Note", "Tools", "call-" + Note, new KernelArguments { ["text"] = Note });
    }

    public sealed record Fail(Exception Failure) : Step;

    /// <summary>Answers when it is told to.</summary>
    public sealed record WaitFor(Task Signal, string Text) : Step;
}
