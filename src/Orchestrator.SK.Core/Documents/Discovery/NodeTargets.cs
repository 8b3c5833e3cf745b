using System.Text.Json;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Scripts of package.json, run by the package manager whose lock file is there.</summary>
internal static class NodeTargets
{
    public static IEnumerable<CommandTarget> In(Survey survey)
    {
        if (survey.Text("package.json") is not { } text || Scripts(text) is not { } scripts)
        {
            return [];
        }

        var lines = text.Split('\n');
        var from = Math.Max(0, Array.FindIndex(lines, line => line.Contains("\"scripts\"", StringComparison.Ordinal)));
        var manager = Manager(survey);

        // What 'npm init' leaves behind tests nothing.
        return scripts.Where(script => !script.Value.Contains("no test specified", StringComparison.Ordinal)).Select(script => new CommandTarget(
            script.Key, script.Key == "test" ? [manager, "test"] : [manager, "run", script.Key],
            $"package.json:{Math.Max(from, Array.FindIndex(lines, from, line => line.Contains($"\"{script.Key}\"", StringComparison.Ordinal))) + 1}", script.Value));
    }

    private static string Manager(Survey survey)
    {
        (string File, string Program)[] locks = [("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lockb", "bun"), ("bun.lock", "bun")];
        return locks.FirstOrDefault(pair => survey.Paths.Contains(pair.File)).Program ?? "npm";
    }

    private static Dictionary<string, string>? Scripts(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("scripts", out var scripts) && scripts.ValueKind == JsonValueKind.Object
                ? scripts.EnumerateObject().Where(script => script.Value.ValueKind == JsonValueKind.String).DistinctBy(script => script.Name).ToDictionary(script => script.Name, script => script.Value.GetString()!, StringComparer.Ordinal)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
