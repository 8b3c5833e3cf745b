using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Families;

/// <summary>A public type in a file of its own: <c>S3Backend</c> of <c>s3</c>.</summary>
internal sealed record NamedType(string Type, string Name, string Path, int Line);

/// <summary>New public types whose siblings of the same form have files of their own, be it only one.</summary>
internal static partial class TypeFamilies
{
    public static IEnumerable<(NamedType New, IReadOnlyList<NamedType> Siblings)> Of(AuditedChange change) =>
        from family in FileFamilies.Of(change, least: 1)
        from member in family.New
        where FileKinds.Of(member.Path) == FileKind.Source && change.IsNew(member.Path)
        from type in change.FactsAfter.GetValueOrDefault(member.Path, SourceFacts.None).Symbols
        where type is { IsPublic: true, Container.Length: 0, IsError: false } && char.IsUpper(type.Name[0])
        let own = Mentions.Key(member.Name)
        where own.Length > 1 && Mentions.Key(type.Name).StartsWith(own, StringComparison.Ordinal) && Mentions.Key(type.Name).Length > own.Length
        let rest = Mentions.Key(type.Name)[own.Length..]
        let siblings = family.Siblings.SelectMany(sibling => Like(change, sibling, rest)).ToList()
        where siblings.Count > 0
        select (new NamedType(type.Name, member.Name, member.Path, type.Line), (IReadOnlyList<NamedType>)siblings);

    private static IEnumerable<NamedType> Like(AuditedChange change, FamilyMember sibling, string rest) =>
        Declared().Matches(change.After.Text(sibling.Path) ?? "").Select(match => match.Groups["name"].Value).Where(name => Mentions.Key(name) == Mentions.Key(sibling.Name) + rest).Distinct(StringComparer.Ordinal)
            .Select(name => new NamedType(name, sibling.Name, sibling.Path, 1));

    [GeneratedRegex(@"\b(?:class|record|struct|interface)\s+(?<name>[A-Z]\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex Declared();
}
