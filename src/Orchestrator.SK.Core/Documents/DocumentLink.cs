namespace Orchestrator.SK.Core.Documents;

/// <summary>What a link of an item leads to.</summary>
public enum LinkKind
{
    Other,
    Spec,
    Rfc,
    Decision,
    Dossier,
    Trace,
}

/// <summary>One link of an item.</summary>
/// <param name="Kind">By its label, else by its path.</param>
/// <param name="Path">From the repository's root, or a bare file name where the text has no folder; null for <c>→ Spec: TBD</c>. It may be stale.</param>
public sealed record DocumentLink(LinkKind Kind, string? Path);
