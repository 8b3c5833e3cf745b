using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Matching;

/// <summary>
/// Which fixture answers: the first, in the order of the script, all of whose conditions hold. One list of conditions serves
/// both the decision and the explanation of a miss, so that they cannot drift apart.
/// </summary>
internal static class Matcher
{
    /// <summary>The fixture to play, where <paramref name="served"/> says how often each group of fixtures has answered.</summary>
    public static Fixture? Find(IReadOnlyList<Fixture> fixtures, Asked asked, IReadOnlyDictionary<string, int> served) =>
        fixtures.FirstOrDefault(fixture => Conditions(fixture.Match, asked, served).All(condition => condition.Holds));

    /// <summary>Cheap ones first: a long system prompt is searched only where nothing else differs.</summary>
    public static IEnumerable<Condition> Conditions(FixtureMatch match, Asked asked, IReadOnlyDictionary<string, int> served) =>
        OfPlace(match, asked, served).Concat(OfRequest(match, asked)).Concat(OfText(match, asked));

    private static IEnumerable<Condition> OfPlace(FixtureMatch match, Asked asked, IReadOnlyDictionary<string, int> served)
    {
        if (match.TurnIndex is { } turn)
        {
            yield return new("turnIndex", turn == asked.Turn, turn, asked.Turn);
        }

        if (match.HasToolResult is { } hasToolResult)
        {
            yield return new("hasToolResult", hasToolResult == asked.HasToolResult, hasToolResult, asked.HasToolResult);
        }

        if (match.SequenceIndex is { } sequence)
        {
            var count = served.GetValueOrDefault(match.Group);
            yield return new("sequenceIndex", sequence == count, sequence, count);
        }
    }

    private static IEnumerable<Condition> OfRequest(FixtureMatch match, Asked asked)
    {
        if (match.Model is { } model)
        {
            yield return new("model", IsModel(model, asked.Model), model, asked.Model);
        }

        if (match.ToolCallId is { } toolCallId)
        {
            yield return new("toolCallId", toolCallId == asked.ToolCallId, toolCallId, asked.ToolCallId);
        }

        if (match.ToolName is { } toolName)
        {
            yield return new("toolName", asked.ToolNames.Contains(toolName), toolName, string.Join(", ", asked.ToolNames));
        }

        if (match.ResponseFormat is { } format)
        {
            yield return new("responseFormat", format == asked.ResponseFormat, format, asked.ResponseFormat);
        }
    }

    private static IEnumerable<Condition> OfText(FixtureMatch match, Asked asked)
    {
        if (match.ToolResultContains is { } result)
        {
            yield return Contains("toolResultContains", result, asked.ToolResult);
        }

        if (match.UserMessage is { } userMessage)
        {
            yield return Contains("userMessage", userMessage, asked.UserText);
        }

        foreach (var part in match.SystemMessage)
        {
            yield return Contains("systemMessage", part, asked.SystemText);
        }
    }

    private static Condition Contains(string field, string wanted, string? found) =>
        new(field, found?.Contains(wanted, StringComparison.Ordinal) == true, wanted, found);

    // Endpoints answer under a dated name ("m-2024-08-06") for a model that was asked for without ("m").
    private static bool IsModel(string wanted, string found) =>
        found.StartsWith(wanted, StringComparison.Ordinal)
        && (found.Length == wanted.Length
            || (found.Length > wanted.Length + 1 && found[wanted.Length] == '-' && char.IsAsciiDigit(found[wanted.Length + 1])));
}
