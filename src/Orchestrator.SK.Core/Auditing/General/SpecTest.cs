using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Specs and tests name each other: a new spec id has a test, and a test's mark leads to a spec.</summary>
internal sealed record SpecTest() : GeneralRule("spec-test", "A spec id that no test names may be broken by anybody; a mark that leads nowhere proves nothing.")
{
    private const int MaxNamed = 4;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var (specs, markers) = (change.DocumentsAfter.Specs, change.DocumentsAfter.Markers);
        var coverage = new MarkerCoverage(specs, markers);
        var isCustom = specs.Ids.Any(id => coverage.Of(id).Count > 0);
        return isCustom ? [.. Untested(change, coverage), .. Dangling(change, coverage)] : Dangling(change, coverage);
    }

    private IEnumerable<AuditRow> Untested(AuditedChange change, MarkerCoverage coverage)
    {
        var fresh = change.DocumentsAfter.Specs.Sections.Where(section => section.IsInForce && change.Changed(section.Path) is not null && !change.DocumentsBefore.Specs.Contains(section.Id)).ToList();
        if (fresh.Count == 0)
        {
            yield break;
        }

        var untested = fresh.Where(section => coverage.Of(section.Id).Count == 0).ToList();
        var (first, test) = (untested is [var open, ..] ? open : fresh[0], coverage.Of(fresh[0].Id) is [var known, ..] ? known : null);
        var trigger = new Trigger("new spec ids", first.Path, first.Line);
        var names = string.Join(", ", untested.Take(MaxNamed).Select(section => section.Id)) + (untested.Count > MaxNamed ? $" and {untested.Count - MaxNamed} more" : "");
        yield return untested.Count == 0 ? Row(AuditVerdict.Satisfied, test!.Path, test.Line, trigger, "tests that name them", $"all {fresh.Count} have tests")
            : change.Sources().Count == 0 ? Row(AuditVerdict.NotApplicable, first.Path, first.Line, trigger, "tests that name them", "the spec comes before its code")
            : Missing(Place(change, coverage, first), null, trigger, $"tests that name {names}", "no test does", [.. untested.Select(section => section.Id)]);
    }

    private IEnumerable<AuditRow> Dangling(AuditedChange change, MarkerCoverage coverage) =>
        from dangling in coverage.Dangling
        where dangling.IsKnownFamily && change.Changed(dangling.Marker.Path) is { } file && file.AddedLines.Any(line => line.Contains(dangling.Id, StringComparison.Ordinal))
        group dangling by dangling.Marker.Path into marks
        let first = marks.First()
        select Missing(marks.Key, first.Marker.Line, new("a test's mark", marks.Key, first.Marker.Line), "marks that lead to a spec", $"no spec declares {string.Join(", ", marks.Select(mark => mark.Id).Distinct(StringComparer.Ordinal).Take(MaxNamed))}");

    /// <summary>Where the tests of its family stand, else where a test of its document's name is.</summary>
    private static string Place(AuditedChange change, MarkerCoverage coverage, SpecSection section)
    {
        var prefix = SpecIds.Prefix(section.Id);
        var sibling = change.DocumentsAfter.Specs.Ids.Where(id => SpecIds.Prefix(id) == prefix).SelectMany(coverage.Of).FirstOrDefault()?.Path;
        return sibling ?? change.Diff.FirstOrDefault(file => FileKinds.Of(file.Path) == FileKind.Test)?.Path ?? change.DocumentsAfter.Markers[0].Path;
    }
}
