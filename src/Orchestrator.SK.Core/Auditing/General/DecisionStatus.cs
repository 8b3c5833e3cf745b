using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>What the change builds is decided: a decision behind a delivered item is no proposal any more, and one that a new decision replaces says so.</summary>
internal sealed partial record DecisionStatus() : GeneralRule("decision-status", "Code that follows a proposal has decided it; a decision that was replaced and does not say so is followed still.")
{
    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions) => [.. Built(change), .. Replaced(change)];

    private IEnumerable<AuditRow> Built(AuditedChange change)
    {
        var items = change.Delivered();
        List<Match> implemented = [.. change.Messages.SelectMany(message => Implements().Matches(message.Subject))];
        if ((items.Count == 0 && implemented.Count == 0) || change.Sources() is not [var source, ..])
        {
            return [];
        }

        var decisions = change.After.Files.Where(file => IsDecision(file.Path)).Select(file => DecisionParser.Parse(file.Path, file.Text ?? "")).ToList();
        // Where nobody is ever moved on, a status says nothing.
        var kept = decisions.Where(decision => decision.Standing == DecisionStanding.InForce).Select(decision => Paths.Folder(decision.Path)).ToHashSet(StringComparer.Ordinal);
        return from built in items.Select(item => (What: $"a commit delivers {item.Id}", Decisions: Behind(change, decisions, item)))
                   .Concat(implemented.Select(match => (What: $"a commit implements {match.Groups["id"].Value}", Decisions: OfNumber(decisions, match))))
               from record in built.Decisions.DistinctBy(record => record.Path)
               where record.Standing is DecisionStanding.Open or DecisionStanding.InForce && kept.Contains(Paths.Folder(record.Path)) && change.PathsBefore.Contains(record.Path)
               group (built.What, record) by record.Path into paths
               let record = paths.First().record
               let trigger = new Trigger(paths.First().What, source.Path, source.FirstChangedLine)
               let evidence = $"{paths.Key}:{record.StatusLine} says {record.StatusWord}"
               select record.Standing == DecisionStanding.Open
                   ? Missing(paths.Key, record.StatusLine, trigger, $"{record.Name} is decided", evidence)
                   : Row(AuditVerdict.Satisfied, paths.Key, record.StatusLine, trigger, $"{record.Name} is decided", evidence);
    }

    private IEnumerable<AuditRow> Replaced(AuditedChange change) =>
        from file in change.Diff
        where IsDecision(file.Path) && file.After is not null
        let record = DecisionParser.Parse(file.Path, file.After!)
        where record is { Id: not null, Standing: DecisionStanding.InForce }
        let known = file.Before is null ? null : DecisionParser.Parse(file.Path, file.Before)
        from id in record.Supersedes.Except(known is { Standing: DecisionStanding.InForce } ? known.Supersedes : [])
        from path in change.After.In(Paths.Folder(file.Path))
        where path != file.Path
        let other = DecisionParser.Parse(path, change.After.Text(path) ?? "")
        where other.Id == id
        let trigger = new Trigger($"{record.Name} supersedes {id}", file.Path, Math.Max(1, record.StatusLine))
        let evidence = $"{path}:{other.StatusLine} says {other.StatusWord}"
        select other.Standing == DecisionStanding.Ended || other.SupersededBy.Contains(record.Id!.Value)
            ? Row(AuditVerdict.Satisfied, path, other.StatusLine, trigger, $"{other.Name} says that it is superseded", evidence)
            : Missing(path, Math.Max(1, other.StatusLine), trigger, $"{other.Name} says that it is superseded", evidence, record.Name);

    // The item names its documents, and its specs name their decisions.
    private static IEnumerable<DecisionRecord> Behind(AuditedChange change, List<DecisionRecord> decisions, BacklogItem item)
    {
        var text = $"{item.Body}\n{string.Join('\n', item.Links)}";
        var specs = FileName().Matches(text).SelectMany(name => change.After.Named(name.Value)).Where(path => FileKinds.Of(path) == FileKind.Spec).Distinct(StringComparer.Ordinal);
        return specs.Select(path => change.After.Text(path) ?? "").Prepend(text).SelectMany(words => Named(decisions, words));
    }

    private static IEnumerable<DecisionRecord> Named(List<DecisionRecord> decisions, string text) =>
        FileName().Matches(text).Select(name => name.Value).Distinct(StringComparer.Ordinal).SelectMany(name => decisions.Where(decision => Paths.Name(decision.Path) == name))
            .Concat(Ids().Matches(text).SelectMany(match => OfNumber(decisions, match)));

    private static IEnumerable<DecisionRecord> OfNumber(List<DecisionRecord> decisions, Match id)
    {
        var number = int.Parse(id.Groups["number"].Value, CultureInfo.InvariantCulture);
        var kind = id.Groups["kind"].Value[0] is 'A' or 'a' ? DecisionKind.Adr : DecisionKind.Rfc;
        return decisions.Where(decision => decision.Id is { } own && own.Number == number && own.Kind == kind);
    }

    private static bool IsDecision(string path) => FileKinds.Of(path) is FileKind.Decision or FileKind.Rfc;

    [GeneratedRegex(@"(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:md|rst|adoc)\b", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(@"\b(?<kind>ADR|RFC)[- ](?<number>\d{1,5})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\bimplement(?:s|ed|ing)?\b[^:]*?\b(?<id>(?<kind>ADR|RFC)[- ](?<number>\d{1,5}))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Implements();
}
