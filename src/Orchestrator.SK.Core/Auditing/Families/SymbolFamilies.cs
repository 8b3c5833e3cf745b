using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Families;

/// <summary>Families inside files: types with one base, methods of one type, members of one enumeration, keys of one table.</summary>
internal static class SymbolFamilies
{
    private const int MaxMembers = 200;

    public static IReadOnlyList<Family> Of(AuditedChange change) =>
    [
        .. change.FactsAfter.Where(file => change.Changed(file.Key) is not null && FileKinds.Of(file.Key) is FileKind.Source or FileKind.Manifest or FileKind.Ci or FileKind.Other)
            .SelectMany(file => Symbols(file.Key, file.Value, change.FactsBefore.GetValueOrDefault(file.Key, SourceFacts.None)).Concat(Keys(file.Key, file.Value, change.FactsBefore.GetValueOrDefault(file.Key, SourceFacts.None)))),
    ];

    private static IEnumerable<Family> Symbols(string path, SourceFacts after, SourceFacts before)
    {
        var old = before.Symbols.Select(symbol => symbol.FullName).ToHashSet(StringComparer.Ordinal);
        return after.Symbols.Where(symbol => symbol.IsPublic && symbol.Name.Length > 2).GroupBy(symbol => (symbol.Kind, symbol.Container, symbol.IsError))
            .Select(group => new Family(path,
                [.. group.DistinctBy(symbol => symbol.FullName).Select(symbol => new FamilyMember(symbol.Name, path, symbol.Line, [new(symbol.Name, IsExact: true)], !old.Contains(symbol.FullName)))], IsByFile: false))
            .Where(IsWorthIt);
    }

    private static IEnumerable<Family> Keys(string path, SourceFacts after, SourceFacts before)
    {
        var old = before.Keys.Select(key => (key.Parent, key.Name)).ToHashSet();
        return after.Keys.Where(key => key.Parent.Length > 0 && key.Name.Length > 1).GroupBy(key => key.Parent, StringComparer.Ordinal)
            .Select(group => new Family(path,
                [.. group.DistinctBy(key => key.Name).Select(key => new FamilyMember(key.Name, path, key.Line, [new(key.Name, IsExact: true)], !old.Contains((key.Parent, key.Name))))], IsByFile: false))
            .Where(IsWorthIt);
    }

    private static bool IsWorthIt(Family family) => family.Siblings.Count >= 2 && family.Members.Count <= MaxMembers && family.New.Any();
}
