using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>When code and the expectations of a test that names a spec id change together, the spec says something else from now on.</summary>
internal sealed partial record SpecDrift() : GeneralRule("spec-drift", "A test that expects something else, and a spec that still says the old: one of them is wrong.")
{
    /// <summary>A test is so long at most.</summary>
    private const int MaxLines = 60;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        if (change.Sources() is not [var source, ..])
        {
            return [];
        }

        return from file in change.Diff
               where file is { Kind: ChangeKind.Modified, Before: not null, After: not null } && FileKinds.Of(file.Path) == FileKind.Test
               from pair in Changed(file)
               let section = change.DocumentsAfter.Specs.Find(pair.Id)
               where section is not null && change.Changed(section.Path) is null && change.DocumentsAfter.Markers.Any(marker => marker.Path == file.Path && marker.Ids.Contains(pair.Id))
               group pair.Id by (section.Path, Test: file.Path) into ids
               let names = string.Join(", ", ids.Distinct(StringComparer.Ordinal))
               select Missing(ids.Key.Path, change.DocumentsAfter.Specs.Find(ids.First())!.Line, new($"a test of {names} expects something else", ids.Key.Test, change.Changed(ids.Key.Test)!.FirstChangedLine),
                   $"{ids.Key.Path} says what is expected now", $"{ids.Key.Path} is not changed, {source.Path} is");
    }

    /// <summary>The ids of tests that lost more expectations than they kept the words of.</summary>
    private static IEnumerable<(string Id, int Line)> Changed(DiffFile file)
    {
        var removed = file.RemovedLines.Where(line => Expectation().IsMatch(line)).ToHashSet(StringComparer.Ordinal);
        var lines = file.Before!.ReplaceLineEndings("\n").Split('\n');
        List<TestMarker> markers = removed.Count == 0 ? [] : [.. TestMarkers.Find(file.Path, file.Before, MarkerRules.Default)];
        return from marker in markers
               let next = markers.Where(other => other.Line > marker.Line + 1).Select(other => other.Line).DefaultIfEmpty(int.MaxValue).Min()
               where lines.Skip(marker.Line).Take(Math.Min(MaxLines, next - marker.Line - 1)).Any(removed.Contains)
               from id in marker.Ids
               where !SpecReferences.IsForeign(id)
               select (id, marker.Line);
    }

    [GeneratedRegex(@"^\s*(?:assert\b|with pytest\.raises|self\.assert|Assert\.|.*\.Should\(|await Assert\.|expect\()", RegexOptions.CultureInvariant)]
    private static partial Regex Expectation();
}
