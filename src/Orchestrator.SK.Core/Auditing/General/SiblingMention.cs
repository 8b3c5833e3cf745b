using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Auditing.Repairs;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Wherever most of a family are listed, a new member must be listed too.</summary>
internal sealed record SiblingMention() : GeneralRule("sibling-mention", "A list that names a member's siblings and not the member is out of date.")
{
    private const int MaxNamed = 4;

    public override IEnumerable<string> Vocabulary(AuditedChange change) => Families(change).SelectMany(family => family.Vocabulary);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var listings = new Listings(change, mentions);
        return Families(change).SelectMany(family => listings.Of(family).Select(listing => (family, listing)))
            .GroupBy(pair => pair.listing.Path, StringComparer.Ordinal)
            .Select(group => OfFile(change, listings, group.Key, [.. group]))
            .Concat(Families(change).Where(family => family.IsOfNames && FileKinds.Of(family.Home) == FileKind.Manifest).SelectMany(family => OfManifest(change, family)))
            .Concat(Families(change).Where(family => !family.IsOfNames && family.Home.Length > 0).SelectMany(family => Counts(change, family)));
    }

    /// <summary>"It has 3 brokers", where a folder of this name had three.</summary>
    private IEnumerable<AuditRow> Counts(AuditedChange change, Family family)
    {
        var (old, now) = (family.Siblings.Count, family.Members.Count);
        var noun = Paths.Name(family.Home).ToLowerInvariant();
        if (!noun.EndsWith('s') || noun.Length < 5 || old < 3)
        {
            yield break;
        }

        var said = new Regex($@"(?<![\w.-]){old} (?:[a-z-]+ )?{Regex.Escape(noun)}\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
        foreach (var file in change.After.Files.Where(file => file.Text is not null && FileKinds.Of(file.Path) is FileKind.Readme or FileKind.Guide or FileKind.Document or FileKind.Manifest && file.Text.Contains(noun, StringComparison.OrdinalIgnoreCase)))
        {
            if (change.After.Lines(file.Path).Index().FirstOrDefault(line => said.IsMatch(line.Item)) is { Item: not null } line)
            {
                var first = family.New.First();
                yield return Missing(file.Path, line.Index + 1, new("new", first.Path, first.Line), $"{file.Path} counts {now} {noun}", $"{file.Path}:{line.Index + 1} says {said.Match(line.Item).Value}, and there are {now}", $"{now}");
            }
        }
    }

    private AuditRow OfFile(AuditedChange change, Listings listings, string path, List<(Family Family, Listing Listing)> found)
    {
        var lines = change.After.Lines(path);
        var all = found.SelectMany(pair => pair.Family.New.Select(member => (Member: member, pair.Family, pair.Listing, At: At(listings, member, path, pair.Listing.Reach(lines))))).ToList();
        // Sources and pages of one name stand for each other where their lists are one.
        var here = all.Where(place => place.At is not null).ToList();
        var absent = all.Where(place => place.At is null && !here.Exists(other => other.Member.Name == place.Member.Name && other.Listing.First <= place.Listing.Last && place.Listing.First <= other.Listing.Last))
            .Where(place => IsMeant(place.Family, place.Listing) || listings.NamedAt(place.Member, path) is null).ToList();
        var (member, _, listing, at) = absent.Count > 0 ? absent[0] : here.Count > 0 ? here[0] : all[0];
        var trigger = new Trigger(change.IsNew(member.Path) ? "new" : "new in a list", member.Path, member.Line);
        var siblings = string.Join(", ", listing.Named.Take(MaxNamed).Select(named => $"{named.Member.Name} (line {named.Line})"));
        var names = string.Join(", ", absent.Select(place => place.Member.Name).Distinct(StringComparer.Ordinal).Take(MaxNamed));
        return absent.Count > 0
            ? Missing(path, listing.Last, trigger, $"{path} lists {names} beside its siblings", $"{path}:{listing.First} lists {siblings}{(listing.Named.Count > MaxNamed ? $" and {listing.Named.Count - MaxNamed} more" : "")}, not {names}",
                [.. absent.Select(place => place.Member.Name).Distinct(StringComparer.Ordinal)])
                with { Mend = Mend(change, [.. absent.Select(place => (place.Family, place.Listing)).Distinct()], [.. absent.Select(place => place.Member).Distinct()], lines) }
            : Row(AuditVerdict.Satisfied, path, at ?? listings.NamedAt(member, path), trigger, $"{path} lists {member.Name} beside its siblings", $"{path}:{at ?? listings.NamedAt(member, path)}");
    }

    private static int? At(Listings listings, FamilyMember member, string path, (int First, int Last) reach) => listings.NamedAt(member, path, reach.First, reach.Last);

    /// <summary>Whether a member that the file names elsewhere is still missed in this list: it has all siblings, or says the same of each. Code has other ways to bring a third one in.</summary>
    private static bool IsMeant(Family family, Listing listing) => FileKinds.Of(listing.Path) switch
    {
        FileKind.Manifest or FileKind.Navigation or FileKind.Ci => listing.IsTemplate || HasAll(family, listing),
        _ when family.IsOfNames => false,
        FileKind.Source or FileKind.Test or FileKind.Example => HasAll(family, listing) && listing.Named.Count > 2,
        _ => listing.IsTemplate || HasAll(family, listing),
    };

    private static bool HasAll(Family family, Listing listing) => listing.Named.Count >= family.Siblings.Count;

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

    private static IEnumerable<Family> Families(AuditedChange change) => [.. FileFamilies.Of(change), .. FolderFamilies.Of(change), .. SymbolFamilies.Of(change)];
}
