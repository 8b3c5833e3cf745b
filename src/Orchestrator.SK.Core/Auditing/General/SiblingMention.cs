using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Auditing.Repairs;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Wherever most of a family are listed, a new member must be listed too.</summary>
internal sealed record SiblingMention() : GeneralRule("sibling-mention", "A list that names a member's siblings and not the member is out of date.")
{
    private const int MaxNamed = 4;

    /// <summary>A list may begin or end with what is new.</summary>
    private const int Near = 2;

    public override IEnumerable<string> Vocabulary(AuditedChange change) => Families(change).SelectMany(family => family.Members).SelectMany(member => member.Keys).Select(key => key.Word);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var listings = new Listings(change, mentions);
        return Families(change).SelectMany(family => listings.Of(family).Select(listing => (family, listing)))
            .GroupBy(pair => pair.listing.Path, StringComparer.Ordinal)
            .Select(group => OfFile(change, listings, group.Key, [.. group]))
            .Concat(Families(change).Where(family => family.IsOfNames && FileKinds.Of(family.Home) == FileKind.Manifest).SelectMany(family => OfManifest(change, family)));
    }

    private AuditRow OfFile(AuditedChange change, Listings listings, string path, List<(Family Family, Listing Listing)> found)
    {
        var all = found.SelectMany(pair => pair.Family.New.Select(member => (Member: member, pair.Listing, At: listings.NamedAt(member, path)))).DistinctBy(pair => pair.Member).ToList();
        var absent = all.Where(pair => pair.At is null).ToList();
        if (absent.Count == 0 && Half(change, path, found) is { Member: { } half } place)
        {
            absent = [(half, place.Listing, null)];
        }

        var (member, listing, at) = absent.Count > 0 ? absent[0] : all[0];
        var trigger = new Trigger(change.IsNew(member.Path) ? "new" : "new in a list", member.Path, member.Line);
        var siblings = string.Join(", ", listing.Named.Take(MaxNamed).Select(named => $"{named.Member.Name} (line {named.Line})"));
        var names = string.Join(", ", absent.Select(pair => pair.Member.Name).Distinct(StringComparer.Ordinal).Take(MaxNamed));
        return absent.Count > 0
            ? Missing(path, listing.Last, trigger, $"{path} lists {names} beside its siblings", $"{path}:{listing.First} lists {siblings}{(listing.Named.Count > MaxNamed ? $" and {listing.Named.Count - MaxNamed} more" : "")}, not {names}",
                [.. absent.Select(pair => pair.Member.Name).Distinct(StringComparer.Ordinal)])
                with { Mend = Mend(change, found, [.. absent.Select(pair => pair.Member)], change.After.Lines(path)) }
            : Row(AuditVerdict.Satisfied, path, at, trigger, $"{path} lists {member.Name} beside its siblings", $"{path}:{at}");
    }

    // A file of data with two lists, of which only one was brought up to date: it counts where the other says without doubt how the member would stand there.
    private static (FamilyMember? Member, Listing Listing) Half(AuditedChange change, string path, List<(Family Family, Listing Listing)> found)
    {
        var lines = change.After.Lines(path);
        return FileKinds.Of(path) is not (FileKind.Manifest or FileKind.Navigation or FileKind.Ci) ? default
            : found.SelectMany(pair => pair.Family.New.Select(member => ((FamilyMember?)member, pair.Listing))).FirstOrDefault(pair =>
                !lines.Take(pair.Listing.Last + Near).Skip(pair.Listing.First - 1 - Near).Any(line => ListedLine.Read(line, pair.Item1!) is not null) && ListInsertion.Of([pair.Item1!], pair.Listing, lines, IsThere(change)) is not null);
    }

    // A manifest that has a new key, and next to it a line with most of the others: the extra that 'all' lacks.
    private IEnumerable<AuditRow> OfManifest(AuditedChange change, Family family)
    {
        var lines = change.After.Lines(family.Home);
        foreach (var (index, line) in lines.Index())
        {
            List<(FamilyMember Member, int Line)> named = [.. family.Siblings.Where(member => member.Line != index + 1 && line.Contains(member.Name, StringComparison.Ordinal) && ListedLine.Read(line, member) is { Names.Count: 1 }).Select(member => (member, index + 1))];
            List<FamilyMember> absent = [.. family.New.Where(member => member.Line != index + 1 && ListedLine.Read(line, member) is null)];
            if (named.Count >= family.Enough && absent.Count > 0 && ListInsertion.Of(absent, new Listing(family.Home, index + 1, index + 1, named), lines, IsThere(change)) is { } mend)
            {
                var names = string.Join(", ", absent.Select(member => member.Name).Take(MaxNamed));
                yield return Missing(family.Home, index + 1, new("new in a list", family.Home, absent[0].Line), $"{family.Home} lists {names} beside its siblings", $"{family.Home}:{index + 1} lists {string.Join(", ", named.Select(one => one.Member.Name).Take(MaxNamed))}, not {names}",
                    [.. absent.Select(member => member.Name)]) with { Mend = mend };
            }
        }
    }

    // Each list is mended by the family that it is of; families that stand in the same lines, such as those of sources and of pages, are one there.
    private static Func<string, string?>? Mend(AuditedChange change, List<(Family Family, Listing Listing)> found, IReadOnlyList<FamilyMember> absent, IReadOnlyList<string> lines)
    {
        var done = new List<(string Name, Listing Listing)>();
        var open = new List<(string Name, Listing Listing)>();
        var mends = new List<Func<string, string?>>();
        foreach (var (family, listing) in found)
        {
            List<FamilyMember> own = [.. absent.Where(member => family.Members.Contains(member) && !done.Exists(one => one.Name == member.Name && Overlap(one.Listing, listing)))];
            if (own.Count > 0)
            {
                var mend = ListInsertion.Of(own, listing, lines, IsThere(change));
                mends.AddRange(mend is null ? [] : [mend]);
                (mend is null ? open : done).AddRange(own.Select(member => (member.Name, listing)));
            }
        }

        return mends.Count == 0 || open.Exists(one => !done.Exists(other => other.Name == one.Name && Overlap(other.Listing, one.Listing))) ? null : text => mends.Aggregate((string?)text, (now, mend) => now is null ? null : mend(now));

        static bool Overlap(Listing one, Listing other) => one.First <= other.Last && other.First <= one.Last;
    }

    private static Func<string, bool> IsThere(AuditedChange change) => name => change.After.Named(name).Any();

    private static IEnumerable<Family> Families(AuditedChange change) => FileFamilies.Of(change).Concat(SymbolFamilies.Of(change));
}
