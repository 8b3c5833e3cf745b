using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Families;

/// <summary>Families inside files: types with one base, methods of one type, members of one enumeration, keys of one table, options of one command line, codes of one series.</summary>
internal static partial class SymbolFamilies
{
    private const int MaxMembers = 200;

    public static IReadOnlyList<Family> Of(AuditedChange change) => [.. All(change, change.FactsAfter, change.FactsBefore, file => (file.After, file.Before)).Where(IsWorthIt)];

    /// <summary>The families that lose a name which no other changed file declares.</summary>
    public static IReadOnlyList<Family> WithLoss(AuditedChange change)
    {
        var still = change.FactsAfter.Values.SelectMany(facts => facts.Symbols.Select(symbol => symbol.Name).Concat(facts.Keys.Select(key => key.Name)).Concat(facts.Options)).ToHashSet(StringComparer.Ordinal);
        return [.. All(change, change.FactsBefore, change.FactsAfter, file => (file.Before, file.After))
            .Select(family => family with { Members = [.. family.Members.Select(member => member with { IsNew = false, IsGone = member.IsNew && !still.Contains(member.Name) })] })
            .Where(family => family.Members.Count is > 2 and <= MaxMembers && family.Members.Any(member => member.IsGone))];
    }

    private static IEnumerable<Family> All(AuditedChange change, IReadOnlyDictionary<string, SourceFacts> one, IReadOnlyDictionary<string, SourceFacts> other, Func<DiffFile, (string? One, string? Other)> texts) =>
        one.Where(file => change.Changed(file.Key) is not null && FileKinds.Of(file.Key) is FileKind.Source or FileKind.Manifest or FileKind.Ci or FileKind.Other).SelectMany(file =>
        {
            var (path, facts, known) = (file.Key, file.Value, other.GetValueOrDefault(file.Key, SourceFacts.None));
            return Symbols(path, facts, known).Concat(Keys(path, facts, known)).Concat(Options(path, facts, known)).Concat(Codes(path, texts(change.Changed(path)!)));
        });

    private static IEnumerable<Family> Symbols(string path, SourceFacts facts, SourceFacts known)
    {
        var old = known.Symbols.Select(symbol => symbol.FullName).ToHashSet(StringComparer.Ordinal);
        return facts.Symbols.Where(symbol => symbol.IsPublic && symbol.Name.Length > 2).GroupBy(symbol => (symbol.Kind, symbol.Container, symbol.IsError))
            .Select(group => Named(path, group.DistinctBy(symbol => symbol.FullName).Select(symbol => (symbol.Name, symbol.Line, !old.Contains(symbol.FullName)))));
    }

    private static IEnumerable<Family> Keys(string path, SourceFacts facts, SourceFacts known)
    {
        var old = known.Keys.Select(key => (key.Parent, key.Name)).ToHashSet();
        return facts.Keys.Where(key => key.Parent.Length > 0 && key.Name.Length > 1).GroupBy(key => key.Parent, StringComparer.Ordinal)
            .Select(group => Named(path, group.DistinctBy(key => key.Name).Select(key => (key.Name, key.Line, !old.Contains((key.Parent, key.Name))))));
    }

    private static IEnumerable<Family> Options(string path, SourceFacts facts, SourceFacts known) =>
        facts.Options.Count == 0 ? [] : [Named(path, facts.Options.Distinct(StringComparer.Ordinal).Select(option => (option, 1, !known.Options.Contains(option))))];

    // "LN001", "E-12": errors and rules that users look up.
    private static IEnumerable<Family> Codes(string path, (string? One, string? Other) texts)
    {
        var old = In(texts.Other).Select(code => code.Name).ToHashSet(StringComparer.Ordinal);
        return FileKinds.Of(path) != FileKind.Source ? [] : In(texts.One).DistinctBy(code => code.Name).GroupBy(code => code.Series, StringComparer.Ordinal)
            .Select(group => Named(path, group.Select(code => (code.Name, code.Line, !old.Contains(code.Name)))));

        static IEnumerable<(string Name, string Series, int Line)> In(string? text) =>
            (text ?? "").Split('\n').Index().SelectMany(line => Code().Matches(line.Item).Select(match => (match.Groups["code"].Value, match.Groups["series"].Value, line.Index + 1)));
    }

    private static Family Named(string path, IEnumerable<(string Name, int Line, bool IsNew)> names) =>
        new(path, [.. names.Select(name => new FamilyMember(name.Name, path, name.Line, [new(name.Name, IsExact: true)], name.IsNew))], IsByFile: false);

    private static bool IsWorthIt(Family family) => family.Siblings.Count >= 2 && family.Members.Count <= MaxMembers && family.New.Any();

    [GeneratedRegex(@"[""'](?<code>(?<series>[A-Z]{1,8}-?)\d{2,5})[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
