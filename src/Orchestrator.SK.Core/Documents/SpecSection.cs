namespace Orchestrator.SK.Core.Documents;

/// <summary>One requirement of a spec, declared by a heading or by a row of a table whose first column is <c>ID</c>.</summary>
/// <param name="Id">Such as <c>STORE-008a</c>.</param>
/// <param name="Title">The words behind the id.</param>
/// <param name="Text">The section's lines without its heading, trimmed; of a table row the remaining cells.</param>
/// <param name="Path">The file that declares it.</param>
/// <param name="Level">1 to 6 for a heading, 0 for a table row.</param>
/// <param name="Span">From the heading to the end of the last line that says something: blank lines, rules, and anchors of the next heading are not its own.</param>
/// <param name="Deprecated">Marked <c>[DEPRECATED]</c> or struck through: kept for the record, covers nothing.</param>
public sealed record SpecSection(string Id, string Title, string Text, string Path, int Level, TextSpan Span, bool Deprecated)
{
    /// <summary>Gets the id it once had, from <c>(was WR-014)</c>, or null.</summary>
    public string? Was { get; init; }

    /// <summary>Gets where its content is now, from <c>**Moved to EW-001.**</c>: an id or the words; null if this is no stub.</summary>
    public string? MovedTo { get; init; }

    /// <summary>Gets the line of the declaration, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Gets whether it binds: neither deprecated nor the stub of one that moved.</summary>
    public bool IsInForce => !Deprecated && MovedTo is null;
}

/// <summary>A heading that begins with an id and yet declares none, for want of a colon or a dash behind it.</summary>
public sealed record SpecHeading(string Text, int Line);

/// <summary>One spec document.</summary>
/// <param name="Path">Where the file lies in the repository.</param>
/// <param name="Title">Its level-one heading; empty if it has none.</param>
/// <param name="Sections">In file order, which is not always the order of the ids. Ids that occur twice are all kept.</param>
/// <param name="DuplicateIds">Ids that more than one section declares.</param>
public sealed record SpecFile(string Path, string Title, IReadOnlyList<SpecSection> Sections, IReadOnlyList<string> DuplicateIds)
{
    /// <summary>Gets the number in the file's name or in its title (<c>Spec 048 — Testing</c>), or null.</summary>
    public int? Number { get; init; }

    public IReadOnlyList<SpecHeading> Undeclared { get; init; } = [];
}
