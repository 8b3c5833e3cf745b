using System.Text.Json;

namespace Orchestrator.SK.Tests.Documents;

/// <summary>Real documents with their ground truth, where <c>ORCHESTRATOR_DOCUMENTS</c> names a folder that holds an <c>index.json</c>; else empty.</summary>
internal static class DocumentCorpus
{
    public static IEnumerable<(string Path, string Text, JsonElement Truth)> Of(params string[] kinds)
    {
        if (Environment.GetEnvironmentVariable("ORCHESTRATOR_DOCUMENTS") is not { Length: > 0 } folder)
        {
            yield break;
        }

        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "index.json")));
        foreach (var file in index.RootElement.GetProperty("files").EnumerateArray().Where(file => kinds.Contains(file.GetProperty("doc").GetString())))
        {
            yield return (file.GetProperty("path").GetString()!, File.ReadAllText(Path.Combine(folder, file.GetProperty("file").GetString()!)), file.GetProperty("truth").Clone());
        }
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
