using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>No invented behaviour: where specs name what is public, they name what is new, too.</summary>
internal sealed record SpecCode() : GeneralRule("spec-code", "What is public and in no spec was invented: nobody decided it.")
{
    private const int MaxNamed = 4;

    public override IEnumerable<string> Vocabulary(AuditedChange change) => change.DocumentsAfter.Specs.Ids.Count == 0 ? [] : Files(change).SelectMany(file => file.Facts.Symbols.Where(IsNamed)).Select(symbol => symbol.Name);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var specs = change.DocumentsAfter.Specs.Sections.Select(section => section.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, facts) in specs.Count == 0 ? [] : Files(change))
        {
            var before = change.FactsBefore.GetValueOrDefault(path, SourceFacts.None).Symbols.Select(symbol => symbol.FullName).ToHashSet(StringComparer.Ordinal);
            var all = facts.Symbols.Where(IsNamed).ToLookup(symbol => !before.Contains(symbol.FullName) && change.RenamedFrom(path) is null);
            var named = all[false].Select(symbol => Places(symbol).FirstOrDefault()).Where(place => place.Path is not null).ToList();
            var isCustom = change.IsNew(path) ? facts.Symbols.Any(symbol => IsNamed(symbol) && Places(symbol).Any()) : named.Count >= 2 && named.Count * 10 >= all[false].Count() * 6;
            var unnamed = all[true].Where(symbol => !Places(symbol).Any()).ToList();
            if (!all[true].Any() || (!isCustom && unnamed.Count == 0))
            {
                continue;
            }

            var trigger = new Trigger("new and public", path, (unnamed.FirstOrDefault() ?? all[true].First()).Line);
            var names = string.Join(", ", unnamed.Take(MaxNamed).Select(symbol => symbol.FullName));
            var home = named.CountBy(place => place.Path, StringComparer.Ordinal).OrderByDescending(pair => pair.Value).Select(pair => pair.Key).FirstOrDefault() ?? Nearest(path, specs);
            yield return unnamed.Count == 0
                ? Row(AuditVerdict.Satisfied, Places(all[true].First()).First().Path, Places(all[true].First()).First().Line, trigger, "a spec that names it", $"{all[true].Count()} new names stand in specs")
                : Row(change.IsNew(path) || !isCustom ? AuditVerdict.Undecided : AuditVerdict.Missing, home, null, trigger, $"a spec that names {names}", $"no spec names {names}") with { Expected = [.. unnamed.Select(symbol => symbol.Name)] };
        }

        IEnumerable<Mention> Places(SourceSymbol symbol) => mentions.Of(symbol.Name).Where(place => place.Word == symbol.Name && specs.Contains(place.Path));
    }

    // Where no spec names anything of the file yet: the spec whose name has most of its words.
    private static string Nearest(string path, IEnumerable<string> specs)
    {
        var words = Words.Of(path).Select(Words.Singular).ToHashSet(StringComparer.Ordinal);
        return specs.OrderByDescending(spec => Words.Of(Paths.Stem(spec)).Count(word => words.Contains(Words.Singular(word)))).ThenBy(spec => spec, StringComparer.Ordinal).First();
    }

    private static IEnumerable<(string Path, SourceFacts Facts)> Files(AuditedChange change) =>
        change.Sources().Where(file => change.FactsAfter.ContainsKey(file.Path)).Select(file => (file.Path, change.FactsAfter[file.Path]));

    private static bool IsNamed(SourceSymbol symbol) => symbol.IsPublic && symbol.Name.Length > 2 && symbol.Kind is SymbolKind.Type or SymbolKind.Method or SymbolKind.Function && !symbol.Name.StartsWith('_');
}
