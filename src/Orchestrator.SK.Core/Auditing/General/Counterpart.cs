using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Where the siblings of a new file each have a file of their name in another folder, the new one must have it too.</summary>
internal sealed partial record Counterpart() : GeneralRule("counterpart", "Its siblings each have a page, a test or an example of their name; this one has none.")
{
    private const int MaxNamed = 3;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var families = FileFamilies.Of(change).Where(family => FileKinds.Of(family.Members[0].Path) is FileKind.Source or FileKind.Spec or FileKind.Decision or FileKind.Rfc or FileKind.Example or FileKind.Other).ToList();
        if (families.Count == 0)
        {
            return [];
        }

        var byName = change.After.Files.Where(file => !NoHome().IsMatch(file.Path)).ToLookup(file => Name(Paths.Stem(file.Path)), file => file.Path, StringComparer.Ordinal);
        return families.SelectMany(family => OfFamily(change, family, byName));
    }

    private IEnumerable<AuditRow> OfFamily(AuditedChange change, Family family, ILookup<string, string> byName)
    {
        var pairs = family.Siblings.SelectMany(member => Partners(family, member, byName).Select(path => (Member: member, Path: path)))
            .GroupBy(pair => (Folder: Paths.Folder(pair.Path), Extension: Paths.Extension(pair.Path)))
            .Where(group => group.Select(pair => pair.Member).Distinct().Count() >= family.Enough);
        foreach (var home in pairs.Select(group => group.ToList()))
        {
            foreach (var member in family.New.Where(member => change.IsNew(member.Path)))
            {
                var (folder, extension) = (Paths.Folder(home[0].Path), Paths.Extension(home[0].Path));
                var own = Partners(family, member, byName).FirstOrDefault(path => Paths.Folder(path) == folder && Paths.Extension(path) == extension)
                    ?? change.After.In(folder).FirstOrDefault(path => Words.Mentions(Paths.Stem(path), Words.Of(member.Name)));
                var trigger = new Trigger("new", member.Path, 1);
                var evidence = string.Join(", ", home.Take(MaxNamed).Select(pair => pair.Path));
                yield return own is null
                    ? Missing(Predicted(home, folder, member), null, trigger, $"a file for {member.Name} in {folder}", $"its siblings have {evidence}", member.Name)
                    : Row(AuditVerdict.Satisfied, own, 1, trigger, $"a file for {member.Name} in {folder}", own);
            }
        }
    }

    private static IEnumerable<string> Partners(Family family, FamilyMember member, ILookup<string, string> byName) =>
        new[] { Name(member.Name), Name(Paths.Stem(member.Path)) }.Distinct(StringComparer.Ordinal).Where(name => name.Length > 1).SelectMany(name => byName[name]).Where(path => Paths.Folder(path) != family.Home);

    private static string Predicted(List<(FamilyMember Member, string Path)> home, string folder, FamilyMember member) =>
        home.TrueForAll(pair => Paths.Name(pair.Path) == Paths.Name(pair.Member.Path)) ? $"{folder}/{Paths.Name(member.Path)}"
        : home.Find(pair => Paths.Stem(pair.Path).Contains(Paths.Stem(pair.Member.Path), StringComparison.Ordinal)) is { Path: not null } whole
            ? $"{folder}/{Paths.Stem(whole.Path).Replace(Paths.Stem(whole.Member.Path), Paths.Stem(member.Path), StringComparison.Ordinal)}{Paths.Extension(whole.Path)}"
        : Predicted(home[^1].Path, home[^1].Member.Name, member.Name);

    private static string Predicted(string sibling, string from, string to)
    {
        var stem = Paths.Stem(sibling);
        var joined = stem.Contains('_', StringComparison.Ordinal) || stem.StartsWith("test", StringComparison.Ordinal) ? to.Replace('-', '_')
            : char.IsUpper(stem[0]) ? string.Concat(to.Split('-').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]))
            : to;
        var at = Mentions.Key(stem).Length == Mentions.Key(from).Length ? 0 : stem.IndexOf(from, StringComparison.OrdinalIgnoreCase);
        var name = at switch { 0 when Mentions.Key(stem) == Mentions.Key(from) => joined, >= 0 => stem[..at] + joined + stem[Math.Min(stem.Length, at + from.Length)..], _ => joined };
        return $"{(Paths.Folder(sibling) is { Length: > 0 } folder ? folder + "/" : "")}{name}{Paths.Extension(sibling)}";
    }

    /// <summary>The name without what tests and pages add to it.</summary>
    private static string Name(string stem) => Mentions.Key(Affix().Replace(stem, ""));

    [GeneratedRegex(@"^(?:test[-_]|_+)|(?:[-_.](?:test|tests|spec)|(?<=[a-z])Tests?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Affix();

    [GeneratedRegex(@"(?i)(?:^|/)(?:node_modules|vendor|dist|build|fixtures?|__snapshots__|snapshots?|archive|traces?|locales?|i18n)/|\.(?:lock|svg|png|jpe?g|gif|snap|map)$", RegexOptions.CultureInvariant)]
    private static partial Regex NoHome();
}
