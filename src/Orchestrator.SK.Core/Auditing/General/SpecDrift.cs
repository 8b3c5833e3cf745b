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

    /// <summary>Who rewrites more tests at once changes how they are written, and not what they say.</summary>
    private const int MaxIds = 6;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        if (change.Sources() is not [var source, ..] || change.IsHousekeeping())
        {
            return [];
        }

        List<(DiffFile File, string Id)> changed = [.. change.Diff.Where(file => file is { Kind: ChangeKind.Modified, Before: not null, After: not null } && FileKinds.Of(file.Path) == FileKind.Test)
            .SelectMany(file => Ids(file.Path, file.Before!, file.RemovedLines).Intersect(Ids(file.Path, file.After!, file.AddedLines), StringComparer.Ordinal).Select(id => (file, id)))];
        return changed.Count > MaxIds ? [] :
            from pair in changed
            let section = change.DocumentsAfter.Specs.Find(pair.Id)
            where section is not null && change.Changed(section.Path) is null
            group pair by (section.Path, Test: pair.File.Path) into ids
            let names = string.Join(", ", ids.Select(pair => pair.Id).Distinct(StringComparer.Ordinal))
            select Missing(ids.Key.Path, change.DocumentsAfter.Specs.Find(ids.First().Id)!.Line, new($"a test of {names} expects something else", ids.Key.Test, ids.First().File.FirstChangedLine),
                $"{ids.Key.Path} says what is expected now", $"{ids.Key.Path} is not changed, {source.Path} is");
    }

    /// <summary>The ids of tests that have one of the lines as an expectation.</summary>
    private static IEnumerable<string> Ids(string path, string text, IReadOnlyList<string> lines)
    {
        var told = lines.Where(line => Expectation().IsMatch(line)).ToHashSet(StringComparer.Ordinal);
        var all = text.ReplaceLineEndings("\n").Split('\n');
        List<TestMarker> markers = told.Count == 0 ? [] : [.. TestMarkers.Find(path, text, MarkerRules.Default)];
        return from marker in markers
               let next = markers.Where(other => other.Line > marker.Line + 1).Select(other => other.Line).DefaultIfEmpty(int.MaxValue).Min()
               where all.Skip(marker.Line).Take(Math.Min(MaxLines, next - marker.Line - 1)).Any(told.Contains)
               from id in marker.Ids
               where !SpecReferences.IsForeign(id)
               select id;
    }

    [GeneratedRegex(@"^\s*(?:assert\b|with pytest\.raises|self\.assert|Assert\.|.*\.Should\(|await Assert\.|expect\()", RegexOptions.CultureInvariant)]
    private static partial Regex Expectation();
}
