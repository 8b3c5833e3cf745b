namespace Orchestrator.SK.Core.Documents;

/// <summary>What became of an item, besides its status. Only <see cref="None"/> and <see cref="Renamed"/> leave its work under its own id.</summary>
public enum DispositionKind
{
    /// <summary>Nothing is said: the status alone counts.</summary>
    None,

    /// <summary>The item once had another id, which <see cref="Disposition.Id"/> holds: <c>*(was BK-003)*</c>.</summary>
    Renamed,

    /// <summary>It goes on as another item: <c>*(promoted to BK-004)*</c>.</summary>
    Promoted,

    /// <summary>As <see cref="Promoted"/>, in the words of an idea: <c>→ graduated to BK-004</c>.</summary>
    Graduated,

    /// <summary>Another item covers it: <c>*(subsumed by ID-023)*</c>, superseded, a duplicate.</summary>
    Subsumed,

    /// <summary>Another item took it in: <c>absorbed by BK-310</c>.</summary>
    Absorbed,

    /// <summary>It stands elsewhere and a tombstone is left here: <c>→ moved to [BACKLOG-DONE.md](BACKLOG-DONE.md)</c>.</summary>
    Moved,

    /// <summary>Given up: withdrawn, dropped, obsolete.</summary>
    Withdrawn,

    /// <summary>Refused for a reason: decided against, rejected, won't do.</summary>
    DecidedAgainst,
}

/// <summary>What became of an item, and where to look for it now.</summary>
/// <param name="Id">The other item, or null if none is named.</param>
/// <param name="Place">A path from the repository's root, or a section in words; null if none is named.</param>
public sealed record Disposition(DispositionKind Kind, string? Id = null, string? Place = null)
{
    /// <summary>The disposition of most items.</summary>
    public static readonly Disposition None = new(DispositionKind.None);

    /// <summary>Gets whether the item's work is not finished under its own id: <c>[x]</c> says then that the entry is closed, and not that it shipped.</summary>
    public bool LeavesItem => Kind is not (DispositionKind.None or DispositionKind.Renamed);

    /// <summary>Returns it in words: <c>promoted to BK-004</c>; empty for none.</summary>
    public override string ToString()
    {
        var words = Kind switch
        {
            DispositionKind.None => "",
            DispositionKind.Renamed => "was",
            DispositionKind.Promoted => "promoted to",
            DispositionKind.Graduated => "graduated to",
            DispositionKind.Subsumed => "subsumed by",
            DispositionKind.Absorbed => "absorbed by",
            DispositionKind.Moved => "moved to",
            DispositionKind.Withdrawn => "withdrawn",
            _ => "decided against",
        };
        return (Id ?? Place) is not { } target ? words.Split(' ') is [var verb, "to" or "by"] ? verb : words
            : Kind is DispositionKind.Withdrawn or DispositionKind.DecidedAgainst ? $"{words}, see {target}"
            : $"{words} {target}";
    }
}
