namespace Orchestrator.SK.Core.Lookup;

/// <summary>A test that names a spec section.</summary>
/// <param name="SpecId">The id as the marker has it.</param>
/// <param name="Test">The test's name; empty for a marker on a whole file.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">Of the marker, from 1.</param>
public sealed record SpecTest(string SpecId, string Test, string Path, int Line);

/// <summary>A file with tests: which sections they name, and what the file imports (dotted names, as far as lines show it).</summary>
public sealed record TestFile(string Path, IReadOnlyList<SpecTest> Tests, IReadOnlyList<string> Imports);
