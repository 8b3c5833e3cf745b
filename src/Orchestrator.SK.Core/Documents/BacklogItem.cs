namespace Orchestrator.SK.Core.Documents;

/// <summary>How far an item has come.</summary>
public enum ItemStatus
{
    /// <summary><c>[ ]</c>.</summary>
    Pending,

    /// <summary><c>[~]</c> or <c>[-]</c>, and every mark that nobody defined: such an item is not free to start.</summary>
    InProgress,

    /// <summary><c>[x]</c>: shipped, promoted or moved away; <see cref="BacklogItem.Disposition"/> says which.</summary>
    Done,
}

/// <summary>One entry of the backlog, as one version of the file has it: an id can mean another item in another version.</summary>
/// <param name="Id">Such as <c>BK-139a</c>; <c>—</c> for an entry of the done register that has none.</param>
/// <param name="Status">What <paramref name="Mark"/> means.</param>
/// <param name="Mark">The character between the brackets; U+FFFD for one beyond the basic plane, which <see cref="MarkSpan"/> covers.</param>
/// <param name="Title">The words between the dash and the closing bold mark.</param>
/// <param name="Suffix">What follows the bold text: a version, a severity, <c>*(promoted to BK-004)*</c>; empty if nothing does.</param>
/// <param name="Section">The nearest level-two heading above; empty if there is none.</param>
/// <param name="SpecIds">Ids of the attribute line, then those that title and body name outside code fences; ranges written out, without the ids of
/// backlog items, decisions and standards.</param>
/// <param name="Links">Repository paths from the item's links; a bare file name where the text has no folder. They may be stale.</param>
/// <param name="Body">The lines below the header, as written, joined by LF.</param>
/// <param name="Span">From the header to the end of the last line that is not blank.</param>
public sealed record BacklogItem(
    string Id,
    ItemStatus Status,
    char Mark,
    string Title,
    string Suffix,
    string Section,
    IReadOnlyList<string> SpecIds,
    IReadOnlyList<string> Links,
    string Body,
    TextSpan Span)
{
    /// <summary>Gets the heading below <see cref="Section"/>; empty if there is none.</summary>
    public string Subsection { get; init; } = "";

    /// <summary>Gets what the attribute line <c>spec: …</c> says: null without such a line, empty for <c>spec: —</c>.</summary>
    public IReadOnlyList<string>? StatedSpecIds { get; init; }

    /// <summary>Gets the line of the header, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Gets where the mark stands in the text.</summary>
    public TextSpan MarkSpan { get; init; }

    /// <summary>Gets what became of the item besides its status: promoted, renamed, moved, …</summary>
    public Disposition Disposition { get; init; } = Disposition.None;

    /// <summary>Gets whether the item's work was finished under its own id: marked done, and neither promoted nor moved, absorbed or given up.</summary>
    public bool IsShipped => Status == ItemStatus.Done && !Disposition.LeavesItem;

    /// <summary>Gets the pairs of the attribute line, keys and values as written; empty without such a line.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = AttributeLine.Empty;

    /// <summary>Gets the links with what they lead to; <see cref="Links"/> holds the paths among them.</summary>
    public IReadOnlyList<DocumentLink> References { get; init; } = [];

    /// <summary>Gets the path of the dossier that holds the item's details, or null.</summary>
    public string? Dossier => References.FirstOrDefault(link => link.Kind == LinkKind.Dossier)?.Path;
}
