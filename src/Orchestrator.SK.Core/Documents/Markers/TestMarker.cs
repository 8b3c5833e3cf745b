namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>A place in a test file that says which spec ids a test is for.</summary>
/// <param name="Path">The test file.</param>
/// <param name="Line">Where the marker stands, from 1.</param>
/// <param name="Test">The marked function or class with its enclosing ones, <c>TestStore.test_read</c>; of parameters outside any test the variable that holds them; empty if the whole file is marked.</param>
/// <param name="Ids">As named, ranges written out.</param>
public sealed record TestMarker(string Path, int Line, string Test, IReadOnlyList<string> Ids);
