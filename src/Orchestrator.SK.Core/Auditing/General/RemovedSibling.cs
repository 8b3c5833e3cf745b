using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Wherever a family is listed, a member that the change takes away is listed no more.</summary>
internal sealed record RemovedSibling() : GeneralRule("removed-sibling", "A list that still names what is gone promises it.")
{
    private const int MaxNamed = 4;

    public override IEnumerable<string> Vocabulary(AuditedChange change) => Families(change).SelectMany(family => family.Vocabulary);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var listings = new Listings(change, mentions);
        return
            from found in Families(change).SelectMany(family => listings.Of(family)).SelectMany(listing => listing.Named.Where(named => named.Member.IsGone).Select(named => (Listing: listing, named.Member, named.Line)))
            group found by found.Listing.Path into file
            let first = file.MinBy(found => found.Line)
            let names = string.Join(", ", file.Select(found => found.Member.Name).Distinct(StringComparer.Ordinal).Take(MaxNamed))
            let beside = string.Join(", ", first.Listing.Named.Where(named => !named.Member.IsGone).Select(named => named.Member.Name).Take(MaxNamed))
            where beside.Length > 0
            select Missing(file.Key, first.Line, new("gone", first.Member.Path, first.Member.Line), $"{file.Key} lists {names} no more", $"{file.Key}:{first.Line} lists {first.Member.Name} beside {beside}");
    }

    private static IEnumerable<Family> Families(AuditedChange change) => [.. FileFamilies.WithLoss(change), .. SymbolFamilies.WithLoss(change)];
}
