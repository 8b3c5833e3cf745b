using System.Globalization;

namespace Orchestrator.SK.Core.Documents;

/// <summary>What kind of decision a document records.</summary>
public enum DecisionKind
{
    /// <summary>An architecture decision record.</summary>
    Adr,

    /// <summary>A request for comments.</summary>
    Rfc,
}

/// <summary>How far a decision has come, from the first word of its status.</summary>
public enum DecisionStanding
{
    /// <summary>There is no status, or its first word is none that is customary.</summary>
    Unknown,

    /// <summary>Draft, proposed, under review: nobody may build on it yet.</summary>
    Open,

    /// <summary>Accepted, approved, final: it binds.</summary>
    InForce,

    /// <summary>Superseded, rejected, deprecated, withdrawn: it binds nobody any more.</summary>
    Ended,
}

/// <summary>How one decision relates to another.</summary>
public enum DecisionRelation
{
    Supersedes,
    SupersededBy,
    Amends,
    AmendedBy,
}

/// <summary>A decision's number within its kind; <c>ADR-7</c>, <c>ADR 007</c> and <c>ADR-0007</c> are the same.</summary>
/// <param name="Letter">Of a split number such as <c>012b</c>; else empty.</param>
public readonly record struct DecisionId(DecisionKind Kind, int Number, string Letter = "")
{
    public override string ToString() => $"{(Kind == DecisionKind.Adr ? "ADR" : "RFC")}-{Number.ToString("D4", CultureInfo.InvariantCulture)}{Letter}";
}

/// <summary>What a decision says about another one.</summary>
/// <param name="Line">Where it says so, from 1.</param>
/// <param name="IsNote">It stands in the body, as in <c>*Amended by ADR-0041:* …</c>, and so may concern one clause only.</param>
public sealed record DecisionEdge(DecisionRelation Relation, DecisionId Target, int Line, bool IsNote);

/// <summary>One ADR or RFC.</summary>
/// <param name="Path">Where the file lies in the repository.</param>
/// <param name="Name">The id as its heading writes it, <c>ADR-0020</c>, or <c>RFC-NNNN</c> of a template; from the file's name where the heading has none; empty if neither has.</param>
/// <param name="Id">The id to compare by; null where there is no number: templates, indices.</param>
/// <param name="Title">The heading without the id.</param>
/// <param name="StatusText">The status as written: a table's cell, a field's value, or the first paragraph below the heading; empty if there is none.</param>
/// <param name="Edges">In file order, each relation and target once.</param>
public sealed record DecisionRecord(string Path, string Name, DecisionId? Id, DecisionKind Kind, string Title, string StatusText, IReadOnlyList<DecisionEdge> Edges)
{
    /// <summary>Gets the first word of the status without markup, such as <c>Superseded</c>; empty if there is none.</summary>
    public string StatusWord { get; init; } = "";

    /// <summary>Gets the number in the file's name, or null; another one than the heading's is a leftover of a renumbering.</summary>
    public int? FileNumber { get; init; }

    /// <summary>Gets the line of the status, from 1; 0 if there is none.</summary>
    public int StatusLine { get; init; }

    public DecisionStanding Standing => StatusWord.ToUpperInvariant() switch
    {
        "DRAFT" or "PROPOSED" or "PROPOSAL" or "PENDING" or "UNDER" or "IN" or "REVIEW" or "OPEN" or "DISCUSSION" or "WIP" or "RFC" => DecisionStanding.Open,
        "ACCEPTED" or "APPROVED" or "ADOPTED" or "IMPLEMENTED" or "FINAL" or "ACTIVE" or "DECIDED" or "AMENDED" => DecisionStanding.InForce,
        "SUPERSEDED" or "SUPERCEDED" or "REPLACED" or "REJECTED" or "DECLINED" or "DEPRECATED" or "WITHDRAWN" or "OBSOLETE" or "OBSOLETED" or "RETIRED" or "ABANDONED" or "DEFERRED" => DecisionStanding.Ended,
        _ => DecisionStanding.Unknown,
    };

    public IReadOnlyList<DecisionId> Supersedes => Targets(DecisionRelation.Supersedes);

    /// <summary>Gets what took its place; of notes in the body, what took the place of a part.</summary>
    public IReadOnlyList<DecisionId> SupersededBy => Targets(DecisionRelation.SupersededBy);

    public IReadOnlyList<DecisionId> Amends => Targets(DecisionRelation.Amends);

    public IReadOnlyList<DecisionId> AmendedBy => Targets(DecisionRelation.AmendedBy);

    private IReadOnlyList<DecisionId> Targets(DecisionRelation relation) => [.. Edges.Where(edge => edge.Relation == relation).Select(edge => edge.Target).Distinct()];
}
