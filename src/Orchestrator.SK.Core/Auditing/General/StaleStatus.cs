using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>What the change builds is no longer called planned.</summary>
internal sealed partial record StaleStatus() : GeneralRule("stale-status", "A page that calls planned what is there sends its readers away.")
{
    public override IEnumerable<string> Vocabulary(AuditedChange change) => New(change).SelectMany(member => member.Keys).Select(key => key.Word);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions) =>
        from member in New(change)
        from key in member.Keys
        from place in mentions.Of(key.Word)
        let line = change.After.Lines(place.Path)[place.Line - 1]
        where Planned().IsMatch(line) && ListLine().IsMatch(line) && FileKinds.Of(place.Path) is FileKind.Readme or FileKind.Document or FileKind.Guide or FileKind.Navigation or FileKind.ApiReference && !Past().IsMatch(place.Path)
        group (member, place) by place.Path into places
        let first = places.First()
        select Missing(places.Key, first.place.Line, new("new", first.member.Path, first.member.Line), $"{first.member.Name} is no longer called planned", $"{places.Key}:{first.place.Line} has '{Planned().Match(change.After.Lines(places.Key)[first.place.Line - 1]).Value}'");

    private static IEnumerable<FamilyMember> New(AuditedChange change) =>
        FileFamilies.Of(change, least: 0).SelectMany(family => family.New).Where(member => FileKinds.Of(member.Path) == FileKind.Source && change.IsNew(member.Path));

    [GeneratedRegex(@"\b(?:planned|coming soon|not yet|upcoming|to come|not (?:implemented|supported|available))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Planned();

    [GeneratedRegex(@"^\s*(?:[-*+|]|\d+\.)", RegexOptions.CultureInvariant)]
    private static partial Regex ListLine();

    [GeneratedRegex(@"(?i)(?:history|story|journal|archive|release[-_]?notes|roadmap)", RegexOptions.CultureInvariant)]
    private static partial Regex Past();
}
