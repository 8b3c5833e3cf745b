using Orchestrator.SK.Core.Documents.Markers;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>A file with tests: which sections they name, and what the file imports (dotted names, as far as lines show it).</summary>
public sealed record TestFile(string Path, IReadOnlyList<TestMarker> Markers, IReadOnlyList<string> Imports)
{
    /// <summary>Reads a file; one without markers has no imports either.</summary>
    public static TestFile Of(string path, string text, MarkerRules rules) =>
        TestMarkers.Find(path, text, rules) is { Count: > 0 } markers ? new(path, markers, Lookup.Imports.In(text)) : new(path, [], []);
}
