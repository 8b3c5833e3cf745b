namespace Orchestrator.SK.Rehearsal.Scripts;

/// <summary>From the keys of one fixture to the record of it.</summary>
internal static class FixtureReader
{
    public static readonly string[] Keys = ["match", "response", "latency", "chunkSize", "truncateAfterChunks", "disconnectAfterMs"];

    private const int LongestMilliseconds = 3_600_000;

    public static Fixture Read(ScriptObject fixture, int index) => new()
    {
        Index = index,
        Match = Match(fixture.Object("match", "userMessage", "systemMessage", "model", "turnIndex", "sequenceIndex", "hasToolResult",
            "toolCallId", "toolResultContains", "toolName", "responseFormat", "endpoint")),
        Reply = Response(fixture.Object("response", "content", "toolCalls", "usage", "finishReason", "model", "id", "created", "systemFingerprint",
            "error", "status", "retryAfter")),
        ChunkLatency = TimeSpan.FromMilliseconds(fixture.Whole("latency", 0, LongestMilliseconds) ?? 0),
        ChunkSize = fixture.Whole("chunkSize", 1) ?? 20,
        TruncateAfterChunks = fixture.Whole("truncateAfterChunks", 0),
        DisconnectAfter = fixture.Whole("disconnectAfterMs", 0, LongestMilliseconds) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
    };

    private static FixtureMatch Match(ScriptObject match)
    {
        if (match.Text("endpoint") is { } endpoint && endpoint != "chat")
        {
            throw match.Fault("endpoint", $"'{endpoint}' is not played here; the only choice is chat");
        }

        return new FixtureMatch
        {
            UserMessage = match.Text("userMessage"),
            SystemMessage = match.TextOrTexts("systemMessage"),
            Model = match.Text("model"),
            TurnIndex = match.Whole("turnIndex", 0),
            SequenceIndex = match.Whole("sequenceIndex", 0),
            HasToolResult = match.Flag("hasToolResult"),
            ToolCallId = match.Text("toolCallId"),
            ToolResultContains = match.Text("toolResultContains"),
            ToolName = match.Text("toolName"),
            ResponseFormat = match.Text("responseFormat"),
        };
    }

    private static Reply Response(ScriptObject response)
    {
        string[] ofAnswers = ["content", "toolCalls", "usage", "finishReason", "model", "id", "created", "systemFingerprint"];
        string[] ofErrors = ["status", "retryAfter"];
        var isError = response.Has("error");
        if ((isError ? ofAnswers : ofErrors).FirstOrDefault(response.Has) is { } stray)
        {
            throw response.Fault(stray, isError ? "has no meaning beside 'error'" : "has a meaning beside 'error' only");
        }

        if (!isError && !response.Has("content") && !response.Has("toolCalls"))
        {
            throw response.Fault("", "needs 'content', 'toolCalls' or 'error'");
        }

        return isError ? Error(response) : Answer(response);
    }

    private static Reply.Failure Error(ScriptObject response)
    {
        var error = response.Object("error", "message", "type", "param", "code");
        var status = response.Whole("status", 400, 599) ?? 500;
        return new Reply.Failure(status, error.RequiredText("message"), error.Text("type") ?? "server_error")
        {
            Param = error.Text("param"),
            Code = error.Text("code"),
            RetryAfter = response.Whole("retryAfter", 0) ?? (status == 429 ? 1 : null),
        };
    }

    private static Reply.Answer Answer(ScriptObject response) => new()
    {
        Content = response.TextOrJson("content"),
        ToolCalls = response.Has("toolCalls") ? [.. response.Objects("toolCalls", "id", "name", "arguments").Select(Call)] : null,
        FinishReason = response.Text("finishReason"),
        Usage = response.Has("usage") ? Usage(response) : null,
        Model = response.Text("model"),
        Id = response.Text("id"),
        Created = response.Whole("created", 0),
        SystemFingerprint = response.Text("systemFingerprint"),
    };

    private static ScriptedCall Call(ScriptObject call) =>
        new(call.Text("id"), call.RequiredText("name"), call.TextOrJson("arguments") ?? throw call.Fault("arguments", "is missing"));

    private static TokenUsage Usage(ScriptObject response)
    {
        var usage = response.Object("usage", "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "completion_tokens_details");
        var prompt = usage.Whole("prompt_tokens", 0) ?? 0;
        var completion = usage.Whole("completion_tokens", 0) ?? 0;
        return new TokenUsage(prompt, completion, usage.Whole("total_tokens", 0) ?? (prompt + completion))
        {
            CachedPrompt = usage.Has("prompt_tokens_details")
                ? usage.Object("prompt_tokens_details", "cached_tokens").Whole("cached_tokens", 0)
                : null,
            Reasoning = usage.Has("completion_tokens_details")
                ? usage.Object("completion_tokens_details", "reasoning_tokens").Whole("reasoning_tokens", 0)
                : null,
        };
    }
}
