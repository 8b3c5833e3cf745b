namespace Orchestrator.SK.Core.Auditing.Changes;

public enum SymbolKind
{
    Type,
    Function,
    Method,
    Member,
    Constant,
}

/// <summary>One declaration of a source file.</summary>
/// <param name="Container">The types around it, parted by dots; empty at the top.</param>
/// <param name="Parameters">Their names, receivers left out; null for what takes none.</param>
/// <param name="Documented">The parameters that its documentation comment describes; null without a comment.</param>
/// <param name="IsPublic">By the language's own rule or custom.</param>
/// <param name="Line">From 1.</param>
public sealed record SourceSymbol(SymbolKind Kind, string Name, string Container, IReadOnlyList<string>? Parameters, IReadOnlyList<string>? Documented, bool IsPublic, int Line)
{
    /// <summary>Gets the types that it derives from, as written.</summary>
    public IReadOnlyList<string> Bases { get; init; } = [];

    public string FullName => Container.Length == 0 ? Name : $"{Container}.{Name}";

    public bool IsError => Kind == SymbolKind.Type && (Name.EndsWith("Error", StringComparison.Ordinal) || Name.EndsWith("Exception", StringComparison.Ordinal)
        || Bases.Any(name => name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Exception", StringComparison.Ordinal)));
}

/// <summary>One name of a list of requirements: <c>dev</c>, <c>dependencies</c>, …</summary>
/// <param name="Group">Where it stands in the file.</param>
/// <param name="IsOptional">The group is one that a user may leave out.</param>
/// <param name="Package">In lower case, <c>_</c> and <c>.</c> as <c>-</c>.</param>
/// <param name="Version">What stands behind it, as written; empty without one.</param>
public sealed record SourceRequirement(string Group, bool IsOptional, string Package, string Version, int Line);

/// <summary>One key of a table of a data file.</summary>
/// <param name="Parent">The keys above it, parted by slashes.</param>
public sealed record SourceKey(string Parent, string Name, int Line);

/// <summary>What one file declares.</summary>
public sealed record SourceFacts(IReadOnlyList<SourceSymbol> Symbols, IReadOnlyList<string>? Exports = null)
{
    public static readonly SourceFacts None = new([]);

    /// <summary>Gets the names that the file's export list has; null without such a list.</summary>
    public IReadOnlyList<string>? Exports { get; init; } = Exports;

    /// <summary>Gets the line on which the export list begins.</summary>
    public int ExportsLine { get; init; }

    /// <summary>Gets the command-line options that it declares, such as <c>--base</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public IReadOnlyList<SourceRequirement> Requirements { get; init; } = [];

    public IReadOnlyList<SourceKey> Keys { get; init; } = [];
}
