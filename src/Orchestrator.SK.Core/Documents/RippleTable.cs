namespace Orchestrator.SK.Core.Documents;

/// <summary>What a target of a ripple row is, and so how far code can decide it.</summary>
public enum TargetKind
{
    /// <summary>Names a file or a folder.</summary>
    Path,

    /// <summary>Names files by a pattern.</summary>
    Glob,

    /// <summary>Names a section of a document, but no file: <c>DOCUMENTATION § Content homes</c>.</summary>
    Section,

    /// <summary>Names only code: <c>every backend's `capabilities()`</c>.</summary>
    Symbol,

    /// <summary>Holds only if something is so: <c>`pyproject.toml` extras (if optional dep)</c>.</summary>
    Condition,

    /// <summary>Words that only a reader can judge.</summary>
    Prose,
}

/// <summary>One place that a change must reach.</summary>
/// <param name="Text">The words of the cell.</param>
/// <param name="Paths">Paths and globs in them, as written: <c>003-x.md</c> may have no folder, <c>&lt;slug&gt;</c> stands for any name.</param>
/// <param name="Kind">How far code can decide it.</param>
public sealed record RippleTarget(string Text, IReadOnlyList<string> Paths, TargetKind Kind);

/// <summary>One rule: "when this changes, that must too".</summary>
/// <param name="Trigger">The rule's name without markup and article, such as <c>Store method</c>: what other documents cite.</param>
/// <param name="TriggerText">The first cells as written, with what qualifies the name on later lines.</param>
/// <param name="Targets">In the order of the cell.</param>
/// <param name="Line">Where the row begins, from 1.</param>
public sealed record RippleRow(string Trigger, string TriggerText, IReadOnlyList<RippleTarget> Targets, int Line)
{
    /// <summary>Gets the heading right above the row's table; empty if there is none.</summary>
    public string Group { get; init; } = "";
}

/// <summary>One presentation of the rules; a document may hold a short one to read before work and a long one to check afterwards.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Rows">In file order.</param>
public sealed record RipplePresentation(string Name, IReadOnlyList<RippleRow> Rows);

/// <summary>The ripple rules of a repository.</summary>
/// <param name="Path">The document they stand in.</param>
/// <param name="Rows">Each rule once: of presentations that show the same rules the fullest one counts, and what only another one has is added.</param>
/// <param name="Presentations">Every presentation, as it stands.</param>
/// <param name="Fault">Why there are no rows although some were asked for, or null.</param>
public sealed record RippleTable(string Path, IReadOnlyList<RippleRow> Rows, IReadOnlyList<RipplePresentation> Presentations, string? Fault)
{
    /// <summary>
    /// Gets where presentations of the same rules differ: <c>presentation: trigger</c> for one that it lacks, and in words which trigger stands in another group or
    /// more than once. Documents claim that their presentations agree; not all do.
    /// </summary>
    public IReadOnlyList<string> Drift { get; init; } = [];
}
