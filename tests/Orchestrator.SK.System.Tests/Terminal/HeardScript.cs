using System.Text.Json.Nodes;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>The sample's script for a run to which a person speaks: their words become the last message of a user, so nothing is matched by that.</summary>
internal static class HeardScript
{
    public static string Read()
    {
        var script = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark.script.json")))!;
        var fixtures = script["fixtures"]!.AsArray();
        foreach (var other in fixtures.Where(IsOfAnotherItem).ToList())
        {
            fixtures.Remove(other);
        }

        // Only a reviewer has the tool of reviews; whoever works twice gets its scripts one after the other.
        var served = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var match in fixtures.Select(fixture => fixture!["match"]!.AsObject()))
        {
            var asked = $"{match["userMessage"]}";
            match.Remove("userMessage");
            if (asked.StartsWith("Review", StringComparison.Ordinal) || asked.StartsWith("Assignment", StringComparison.Ordinal))
            {
                match["toolName"] = asked[0] == 'R' ? "review-submit" : "report-submit";
            }

            var group = match.ToJsonString();
            served[group] = served.GetValueOrDefault(group, -1) + 1;
            match["sequenceIndex"] = served[group];
        }

        return script.ToJsonString();
    }

    private static bool IsOfAnotherItem(JsonNode? fixture) =>
        $"{fixture!["match"]!["userMessage"]}" == "BK-005" || fixture["response"]!.ToJsonString().Contains("call_bk005", StringComparison.Ordinal);
}
