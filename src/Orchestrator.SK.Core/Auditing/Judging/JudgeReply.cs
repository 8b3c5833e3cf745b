using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Auditing.Judging;

/// <summary>One answer as the model gave it. Nothing in it is believed.</summary>
public sealed record RowAnswer(int Row, string? Verdict = null, string? Reason = null, string? Path = null, string? Quote = null);

/// <summary>Reads answers from a model's reply. One answer that cannot be read costs itself and none of the others.</summary>
public static class JudgeReply
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    /// <summary>Returns the answers, or null and what is wrong with the whole.</summary>
    public static IReadOnlyList<RowAnswer>? TryParse(string reply, out string fault)
    {
        ArgumentNullException.ThrowIfNull(reply);
        try
        {
            fault = "";
            using var json = JsonDocument.Parse(StripFence(reply));
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("answers", out var answers) && answers.ValueKind == JsonValueKind.Array)
            {
                return [.. answers.EnumerateArray().Select(One).OfType<RowAnswer>()];
            }

            fault = "the reply has no list 'answers'";
        }
        catch (JsonException)
        {
            fault = "the reply is no JSON";
        }

        return null;
    }

    private static RowAnswer? One(JsonElement answer)
    {
        try
        {
            return answer.Deserialize<RowAnswer>(Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Models wrap JSON in a fence even when told not to.
    private static string StripFence(string reply)
    {
        var text = reply.Trim();
        return text.StartsWith("```", StringComparison.Ordinal) && text.EndsWith("```", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end ? text[(end + 1)..^3] : text;
    }
}
