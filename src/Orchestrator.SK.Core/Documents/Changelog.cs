namespace Orchestrator.SK.Core.Documents;

/// <summary>One bullet of the changelog, with the lines that hang below it.</summary>
/// <param name="Text">As written, without the bullet, lines joined by LF.</param>
/// <param name="LeadId">The id in front of a stub, <c>- BK-196: text</c>; null if the bullet has none.</param>
/// <param name="Ids">The lead id and those in parentheses.</param>
/// <param name="Span">From the bullet to the end of its last line.</param>
/// <param name="Line">Where it begins, from 1.</param>
public sealed record ChangelogBullet(string Text, string? LeadId, IReadOnlyList<string> Ids, TextSpan Span, int Line);

/// <summary>The bullets below one heading of a version.</summary>
/// <param name="Name">Such as <c>Added</c>; null for bullets right below the version's heading.</param>
/// <param name="Bullets">In file order.</param>
/// <param name="Span">The heading's line; empty if <paramref name="Name"/> is null.</param>
public sealed record ChangelogGroup(string? Name, IReadOnlyList<ChangelogBullet> Bullets, TextSpan Span);

/// <summary>One version.</summary>
/// <param name="Version">Such as <c>0.4.3</c>, or <c>Unreleased</c>.</param>
/// <param name="Date">As written, <c>2026-02-19</c> or <c>March 3, 2026</c>; null if there is none.</param>
/// <param name="Groups">In file order; a group without bullets is there too, bullets without a group only if there are any.</param>
/// <param name="Span">From the heading to the next version's heading or the end of the file.</param>
/// <param name="Line">Where it begins, from 1.</param>
public sealed record ChangelogSection(string Version, string? Date, IReadOnlyList<ChangelogGroup> Groups, TextSpan Span, int Line)
{
    /// <summary>Gets whether nothing of it has been released: it is called so, or its version has that word for a date.</summary>
    public bool IsUnreleased { get; init; }

    /// <summary>Gets whether the version was taken back: <c>[YANKED]</c>.</summary>
    public bool IsYanked { get; init; }
}

/// <summary>The changelog's versions in file order.</summary>
/// <param name="Sections">Newest first, as a rule.</param>
public sealed record Changelog(IReadOnlyList<ChangelogSection> Sections)
{
    /// <summary>Gets the section of what is not released yet, or null: it is missing right after a release.</summary>
    public ChangelogSection? Unreleased => Sections.FirstOrDefault(section => section.IsUnreleased);
}

/// <summary>An entry to add.</summary>
/// <param name="Group"><c>Added</c>, <c>Changed</c>, <c>Fixed</c> and so on; ignored where the file keeps stubs without groups.</param>
/// <param name="Text">One line; line breaks become spaces.</param>
/// <param name="ItemId">The backlog item it belongs to, or null.</param>
public sealed record ChangelogEntry(string Group, string Text, string? ItemId);

/// <summary>What adding entries made of a changelog.</summary>
/// <param name="Text">The new text, or the old one if the edit was refused.</param>
/// <param name="Skipped">Why an entry was not added: it stands there already.</param>
/// <param name="Refusal">Why nothing was changed and what would help, or null.</param>
public sealed record ChangelogInsertion(string Text, IReadOnlyList<string> Skipped, string? Refusal);
