using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Where code registers the siblings of a new type by a call or in a table, the new one is registered, too.</summary>
/// <remarks>One sibling is enough: the second of a kind is where this is forgotten. Lists of several are <see cref="SiblingMention"/>'s.</remarks>
internal sealed partial record Registration() : GeneralRule("registration", "A part that nobody registers is there, and cannot be used.")
{
    public override IEnumerable<string> Vocabulary(AuditedChange change) => TypeFamilies.Of(change).SelectMany(kind => kind.Siblings.Append(kind.New)).Select(type => type.Type);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions) =>
        from kind in TypeFamilies.Of(change)
        let places = kind.Siblings.Select(sibling => (sibling.Type, Place: Registered(change, mentions, sibling.Type, sibling.Path))).Where(pair => pair.Place is not null).ToList()
        where places.Count > 0 && places.Count * 2 >= kind.Siblings.Count
        let known = (places[^1].Type, Place: places[^1].Place!.Value)
        let own = Registered(change, mentions, kind.New.Type, null)
        let trigger = new Trigger("new", kind.New.Path, kind.New.Line)
        select own is { } found
            ? Row(AuditVerdict.Satisfied, found.Path, found.Line, trigger, $"{kind.New.Type} is registered as {known.Type} is", $"{found.Path}:{found.Line}")
            : Missing(known.Place.Path, known.Place.Line, trigger, $"{kind.New.Type} is registered as {known.Type} is", $"{known.Place.Path}:{known.Place.Line} registers {known.Type}", kind.New.Type);

    private static Mention? Registered(AuditedChange change, Mentions mentions, string type, string? but) =>
        mentions.Of(type).Cast<Mention?>().FirstOrDefault(found => found is { } place && place.Word == type && place.Path != but && FileKinds.Of(place.Path) == FileKind.Source && IsRegistration(change.After.Lines(place.Path)[place.Line - 1], type));

    private static bool IsRegistration(string line, string type) =>
        !Other().IsMatch(line) && Call().Matches(line).Select(call => call.Groups["type"].Value).Any(words => Regex.IsMatch(words, $@"\b{Regex.Escape(type)}\b", RegexOptions.CultureInvariant));

    // register_backend("local", LocalBackend), AddSingleton<IBackend, LocalBackend>(), "local": LocalBackend, table["local"] = LocalBackend
    [GeneratedRegex(@"\b\w*(?:[Rr]egister|[Aa]dd|[Bb]ind|[Pp]rovide)\w*\s*(?:<(?<type>[^>]*)>|\((?<type>.*)\))|[""'][\w.-]+[""']\]?\s*[:=]\s*(?:new\s+|typeof\()?(?<type>[A-Z]\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex Call();

    [GeneratedRegex(@"^\s*(?:#|//|\*|/\*|import\b|from\b|using\b|def\b|class\b|public\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
