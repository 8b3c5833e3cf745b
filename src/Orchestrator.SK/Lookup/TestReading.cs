using System.Text.Json;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Lookup;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Lookup;

/// <summary>Which tests name which section, from the files of a commit. A file is read once for each content and each setting of <c>markers</c>.</summary>
internal static class TestReading
{
    // Rises whenever the same text gives other markers or imports.
    private const int Format = 1;

    private static readonly string[] Languages = [".py", ".pyi", ".cs", ".java", ".kt", ".kts", ".groovy", ".scala"];

    public static IReadOnlyList<TestFile> Read(TreeSnapshot tree, MarkerSettings? settings, IndexFile? index)
    {
        var rules = MarkerRules.Of(settings);
        var patterns = (settings?.Patterns ?? []).Select(pattern => PathPattern.Parse(pattern.Files)).ToList();
        var files = tree.Files.Where(file => file.IsRegular && (Languages.Contains(Path.GetExtension(file.Path), StringComparer.OrdinalIgnoreCase) || patterns.Exists(pattern => pattern.IsMatch(file.Path)))).ToList();
        return [.. IndexedFiles.Read(
            tree, files, index, "test", $"{Format} {JsonSerializer.Serialize(settings)}", FromBytes, (path, text) => TestFile.Of(path, text, rules), file => JsonSerializer.SerializeToUtf8Bytes(file))
            .Where(file => file.Markers.Count > 0)];
    }

    private static TestFile FromBytes(string path, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<TestFile>(bytes.Span) ?? throw new InvalidDataException($"What is kept of '{path}' is damaged.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"What is kept of '{path}' is damaged.", error);
        }
    }
}
