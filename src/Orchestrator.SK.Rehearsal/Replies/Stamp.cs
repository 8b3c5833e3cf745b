using Orchestrator.SK.Rehearsal.Matching;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Replies;

/// <summary>What a completion says about itself. Everything follows from the script, the request and its number: the same rehearsal gives the same bytes.</summary>
internal sealed record Stamp(int Number, string Id, long Created, string Model, string? SystemFingerprint, string FinishReason, TokenUsage Usage)
{
    public static Stamp Of(Reply.Answer answer, Asked asked, int number, DateTimeOffset now) => new(
        number,
        answer.Id ?? $"chatcmpl-{number:D6}",
        answer.Created ?? now.ToUnixTimeSeconds(),
        answer.Model ?? asked.Model,
        answer.SystemFingerprint,
        answer.FinishReason ?? (answer.ToolCalls is null ? "stop" : "tool_calls"),
        answer.Usage ?? Estimate(answer, asked));

    /// <summary>The id of a call to which the script gives none.</summary>
    public string CallId(ScriptedCall call, int index) => call.Id ?? $"call_{Number:D6}_{index}";

    // Four characters of text are about one token; good enough where the script does not care.
    private static TokenUsage Estimate(Reply.Answer answer, Asked asked)
    {
        var prompt = Tokens(asked.TextLength);
        var completion = Tokens((answer.Content?.Length ?? 0) + (answer.ToolCalls ?? []).Sum(call => call.Name.Length + call.Arguments.Length));
        return new TokenUsage(prompt, completion, prompt + completion);
    }

    private static int Tokens(int characters) => Math.Max(1, (characters + 3) / 4);
}
