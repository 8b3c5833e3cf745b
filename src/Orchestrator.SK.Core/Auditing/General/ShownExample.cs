using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Where examples show the siblings of a new type, by its name or as a quoted word, they show the new one, too.</summary>
internal sealed record ShownExample() : GeneralRule("example", "Who learns from the examples does not find what none of them shows.")
{
    public override IEnumerable<string> Vocabulary(AuditedChange change) => TypeFamilies.Of(change).SelectMany(kind => kind.Siblings.Append(kind.New)).SelectMany(type => new[] { type.Type, type.Name });

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions) =>
        from kind in TypeFamilies.Of(change)
        let shown = kind.Siblings.Select(sibling => (Sibling: sibling, Places: Places(change, mentions, sibling))).Where(pair => pair.Places.Count > 0).ToList()
        where shown.Count > 0 && shown.Count * 2 >= kind.Siblings.Count
        let own = Places(change, mentions, kind.New)
        let trigger = new Trigger("new", kind.New.Path, kind.New.Line)
        let target = $"an example shows {kind.New.Type}"
        let best = Best(shown)
        select own is [var found, ..]
            ? Row(AuditVerdict.Satisfied, found.Path, found.Line, trigger, target, $"{found.Path}:{found.Line}")
            : Missing(best.Place.Path, best.Place.Line, trigger, target, $"{best.Place.Path}:{best.Place.Line} shows {best.Sibling.Name}", kind.New.Name);

    // The file that tells most of them is where people look.
    private static (NamedType Sibling, Mention Place) Best(IEnumerable<(NamedType Sibling, List<Mention> Places)> shown) =>
        shown.SelectMany(pair => pair.Places.Select(place => (pair.Sibling, Place: place))).GroupBy(pair => pair.Place.Path, StringComparer.Ordinal)
            .OrderByDescending(file => file.Count()).ThenBy(file => file.Key, StringComparer.Ordinal).First().First();

    private static List<Mention> Places(AuditedChange change, Mentions mentions, NamedType type) =>
        [.. mentions.Of(type.Type).Where(place => place.Word == type.Type).Concat(mentions.Of(type.Name).Where(place => IsQuoted(change.After.Lines(place.Path)[place.Line - 1], place))).Where(place => FileKinds.Of(place.Path) == FileKind.Example).Distinct()];

    private static bool IsQuoted(string line, Mention place) =>
        place.Column > 0 && place.Column + place.Word.Length < line.Length && line[place.Column - 1] is '"' or '\'' or '`' && line[place.Column + place.Word.Length] == line[place.Column - 1];
}
