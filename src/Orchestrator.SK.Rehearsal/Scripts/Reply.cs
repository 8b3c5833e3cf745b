namespace Orchestrator.SK.Rehearsal.Scripts;

/// <summary>What is sent back: an answer of the model, or an error.</summary>
internal abstract record Reply
{
    private Reply()
    {
    }

    /// <summary>A completion. Null takes what the server works out: echo, count, number.</summary>
    internal sealed record Answer : Reply
    {
        public string? Content { get; init; }

        public IReadOnlyList<ScriptedCall>? ToolCalls { get; init; }

        public string? FinishReason { get; init; }

        public TokenUsage? Usage { get; init; }

        public string? Model { get; init; }

        public string? Id { get; init; }

        public long? Created { get; init; }

        public string? SystemFingerprint { get; init; }
    }

    /// <summary>An error object of the OpenAI kind.</summary>
    internal sealed record Failure(int Status, string Message, string Type) : Reply
    {
        public string? Param { get; init; }

        public string? Code { get; init; }

        /// <summary>Seconds for the header <c>Retry-After</c>.</summary>
        public int? RetryAfter { get; init; }
    }
}

/// <summary>A tool call as the model makes it. Without an id it gets one made of the request's number; the arguments are sent as they are, JSON or not.</summary>
internal sealed record ScriptedCall(string? Id, string Name, string Arguments);

/// <summary>Counts in tokens, as the endpoint would bill them.</summary>
internal sealed record TokenUsage(int Prompt, int Completion, int Total)
{
    public int? CachedPrompt { get; init; }

    public int? Reasoning { get; init; }
}
