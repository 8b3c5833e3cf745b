using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Planning;

/// <summary>Reads a plan from a model's reply: strict JSON, or a fault worded for the model.</summary>
public static class PlanParser
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    public static Plan? TryParse(string reply, out string fault)
    {
        ArgumentNullException.ThrowIfNull(reply);
        try
        {
            fault = "";
            var plan = JsonSerializer.Deserialize<Plan>(StripFence(reply), Json) ?? throw new JsonException("The reply is 'null'.");
            return !Enum.IsDefined(plan.Mode) || !Enum.IsDefined(plan.Kind) ? throw new JsonException(Choices)
                : HasNull(plan) ? throw new JsonException("A list holds null: leave the entry out.")
                : plan;
        }
        catch (JsonException error)
        {
            fault = $"The reply is not a plan: {(error.Path is "$.mode" or "$.kind" ? Choices : error.Message)} Answer with the JSON object alone.";
            return null;
        }
    }

    private const string Choices = "'mode' is one of simple, standard, complex; 'kind' one of feature, fix, docs, sdd.";

    // The serializer minds the nulls of members, not those inside lists.
    private static bool HasNull(Plan plan) =>
        plan.Contract.Contains(null!) || plan.Assignments.Any(a => a is null || a.Specs.Contains(null!) || a.Paths.Contains(null!) || a.After.Contains(null!));

    // Models wrap JSON in a fence even when told not to; taking it off loses nothing.
    private static string StripFence(string reply)
    {
        var text = reply.Trim();
        if (!text.StartsWith("```", StringComparison.Ordinal) || !text.EndsWith("```", StringComparison.Ordinal) || !text.Contains('\n', StringComparison.Ordinal))
        {
            return text;
        }

        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..^3];
    }
}
