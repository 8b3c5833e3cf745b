using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Matching;

/// <summary>Why no fixture answered, in words that let the author of the script mend it without a debugger.</summary>
internal static class Miss
{
    private const int ExcerptLength = 100;

    public static string Describe(IReadOnlyList<Fixture> fixtures, Asked asked, IReadOnlyDictionary<string, int> served)
    {
        var request = $"no fixture answers this request: model {Quote(asked.Model)}, {asked.Messages} messages, turn {asked.Turn}, "
            + $"tool result {(asked.HasToolResult ? "yes" : "no")}, last user message {Quote(asked.UserText)}";
        if (fixtures.Count == 0)
        {
            return $"{request}. The script has no fixtures.";
        }

        // What agrees counts for a fixture, what differs against it; of equals the first, as when matching.
        var (nearest, conditions) = fixtures
            .Select(fixture => (fixture, Conditions: Matcher.Conditions(fixture.Match, asked, served).ToArray()))
            .MaxBy(candidate => candidate.Conditions.Sum(condition => condition.Holds ? 1 : -1));
        var differing = conditions.Where(condition => !condition.Holds).Select(Difference);
        return $"{request}. Nearest is {nearest.Place}: {conditions.Count(condition => condition.Holds)} of {conditions.Length} fields agree; "
            + string.Join("; ", differing);
    }

    private static string Difference(Condition condition) => condition switch
    {
        { Field: "sequenceIndex" } => $"sequenceIndex wants {condition.Wanted}, but this match has answered {condition.Found} times",
        { Field: "userMessage" or "systemMessage" or "toolResultContains", Wanted: string wanted } => TextDifference(condition.Field, wanted, condition.Found as string),
        _ => $"{condition.Field} wants {Quote(condition.Wanted)}, found {Quote(condition.Found)}",
    };

    private static string TextDifference(string field, string wanted, string? found)
    {
        if (found is null)
        {
            return $"{field} wants {Quote(wanted)}, but there is no such text";
        }

        var agreed = AgreedLength(wanted, found);
        if (agreed < Math.Min(wanted.Length, 8))
        {
            return $"{field} wants {Quote(wanted)}, found {Quote(found)}";
        }

        var end = found.IndexOf(wanted[..agreed], StringComparison.Ordinal) + agreed;
        return $"{field} agrees as far as {Quote(wanted[..agreed], fromEnd: true)}, then wants {Quote(wanted[agreed..])}, found {Quote(found[end..])}";
    }

    /// <summary>How much of the beginning of <paramref name="wanted"/> occurs somewhere: what occurs no further occurs in no longer beginning either.</summary>
    private static int AgreedLength(string wanted, string found)
    {
        var (low, high) = (0, wanted.Length);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = found.Contains(wanted[..middle], StringComparison.Ordinal) ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private static string Quote(object? value, bool fromEnd = false) => value switch
    {
        null => "nothing",
        string { Length: > ExcerptLength } text => fromEnd ? $"…{Escape(text[^ExcerptLength..])}" : $"{Escape(text[..ExcerptLength])}…",
        string text => Escape(text),
        bool flag => flag ? "true" : "false",
        _ => $"{value}",
    };

    private static string Escape(string text) => $"\"{text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
