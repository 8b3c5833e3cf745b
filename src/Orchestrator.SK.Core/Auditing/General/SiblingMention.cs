using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Auditing.Repairs;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Wherever most of a family are listed, a new member must be listed too.</summary>
internal sealed record SiblingMention() : GeneralRule("sibling-mention", "A list that names a member's siblings and not the member is out of date.")
{
    private const int MaxNamed = 4;

    public override IEnumerable<string> Vocabulary(AuditedChange change) => Families(change).SelectMany(family => family.Members).SelectMany(member => member.Keys).Select(key => key.Word);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var listings = new Listings(change, mentions);
        return Families(change).SelectMany(family => listings.Of(family).Select(listing => (family, listing)))
            .GroupBy(pair => pair.listing.Path, StringComparer.Ordinal)
            .Select(group => OfFile(change, listings, group.Key, [.. group]));
    }

    private AuditRow OfFile(AuditedChange change, Listings listings, string path, List<(Family Family, Listing Listing)> found)
    {
        var all = found.SelectMany(pair => pair.Family.New.Select(member => (Member: member, pair.Listing, At: listings.NamedAt(member, path)))).DistinctBy(pair => pair.Member).ToList();
        var absent = all.Where(pair => pair.At is null).ToList();
        var (member, listing, at) = absent.Count > 0 ? absent[0] : all[0];
        var trigger = new Trigger(change.IsNew(member.Path) ? "new" : "new in a list", member.Path, member.Line);
        var siblings = string.Join(", ", listing.Named.Take(MaxNamed).Select(named => $"{named.Member.Name} (line {named.Line})"));
        var names = string.Join(", ", absent.Select(pair => pair.Member.Name).Distinct(StringComparer.Ordinal).Take(MaxNamed));
        return absent.Count > 0
            ? Missing(path, listing.Last, trigger, $"{path} lists {names} beside its siblings", $"{path}:{listing.First} lists {siblings}{(listing.Named.Count > MaxNamed ? $" and {listing.Named.Count - MaxNamed} more" : "")}, not {names}",
                [.. absent.Select(pair => pair.Member.Name).Distinct(StringComparer.Ordinal)])
                with { Mend = Mend(found, [.. absent.Select(pair => pair.Member)], change.After.Lines(path)) }
            : Row(AuditVerdict.Satisfied, path, at, trigger, $"{path} lists {member.Name} beside its siblings", $"{path}:{at}");
    }

    // One name may be a member of several families, such as those of sources and of pages: it is put into the first list that tells how it stands there.
    private static Func<string, string?>? Mend(List<(Family Family, Listing Listing)> found, IReadOnlyList<FamilyMember> absent, IReadOnlyList<string> lines)
    {
        var open = absent.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        var mends = new List<Func<string, string?>>();
        foreach (var (family, listing) in found)
        {
            List<FamilyMember> own = [.. absent.Where(member => open.Contains(member.Name) && family.Members.Contains(member))];
            if (own.Count > 0 && ListInsertion.Of(own, listing, lines) is { } mend)
            {
                mends.Add(mend);
                open.ExceptWith(own.Select(member => member.Name));
            }
        }

        return open.Count > 0 ? null : text => mends.Aggregate((string?)text, (now, mend) => now is null ? null : mend(now));
    }

    private static IEnumerable<Family> Families(AuditedChange change) => FileFamilies.Of(change).Concat(SymbolFamilies.Of(change));
}
