namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>How a repository's tests name spec ids, where the customary ways do not do: <c>markers</c> in <c>orchestrator.json</c>.</summary>
/// <param name="Name">The name of pytest's mark, of the trait, property or attribute that holds an id; letter case does not count.</param>
/// <param name="Patterns">Further ways, by file.</param>
public sealed record MarkerSettings(string Name = "Spec", IReadOnlyList<MarkerPattern>? Patterns = null);

/// <summary>One further way to name a spec id, such as <c>{ "files": "tests/**/*.ts", "pattern": "// spec: (\\S+)" }</c>.</summary>
/// <param name="Files">A glob from the repository's root.</param>
/// <param name="Pattern">A regular expression with exactly one group, which is the id; matched line by line in linear time, so without look-around and back-references.</param>
public sealed record MarkerPattern(string Files, string Pattern);
