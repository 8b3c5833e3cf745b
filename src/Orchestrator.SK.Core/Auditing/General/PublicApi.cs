using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Documentation comments describe the parameters that there are, and export lists hold what is public.</summary>
internal sealed partial record PublicApi() : GeneralRule("public-api", "A signature that its comment or its export list does not know is half published.")
{
    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        foreach (var (path, facts) in change.FactsAfter.Where(file => change.Changed(file.Key) is { Kind: not ChangeKind.Deleted } && FileKinds.Of(file.Key) == FileKind.Source))
        {
            var before = change.FactsBefore.GetValueOrDefault(path, SourceFacts.None);
            foreach (var row in Parameters(path, before, facts).Concat(Exports(path, before, facts)).Concat(Imported(change.Changed(path)!, facts)))
            {
                yield return row;
            }
        }
    }

    private IEnumerable<AuditRow> Parameters(string path, SourceFacts before, SourceFacts after)
    {
        // Overloads share a name: one that was there with just these parameters did not change, and the others are compared with all that there were.
        var old = before.Symbols.Where(symbol => symbol.Parameters is not null).ToLookup(symbol => symbol.FullName, symbol => symbol.Parameters!, StringComparer.Ordinal);
        foreach (var symbol in after.Symbols.Where(symbol => symbol is { IsPublic: true, Parameters: not null, Documented.Count: > 0 }))
        {
            if (!old.Contains(symbol.FullName) || old[symbol.FullName].Any(parameters => parameters.SequenceEqual(symbol.Parameters!)))
            {
                continue;
            }

            var was = old[symbol.FullName].SelectMany(parameters => parameters).ToHashSet(StringComparer.Ordinal);
            var trigger = new Trigger($"the signature of {symbol.FullName}", path, symbol.Line);
            var silent = symbol.Parameters!.Where(name => !symbol.Documented!.Contains(name) && !was.Contains(name)).ToList();
            var stale = symbol.Documented!.Where(name => !symbol.Parameters!.Contains(name) && was.Contains(name)).ToList();
            if (silent.Count > 0)
            {
                yield return Missing(path, symbol.Line, trigger, $"the comment of {symbol.FullName} describes {string.Join(", ", silent)}", $"it describes {string.Join(", ", symbol.Documented!)}", [.. silent]);
            }

            if (stale.Count > 0)
            {
                yield return Missing(path, symbol.Line, trigger, $"the comment of {symbol.FullName} no longer describes {string.Join(", ", stale)}", $"the parameters are {string.Join(", ", symbol.Parameters!)}");
            }
        }
    }

    private IEnumerable<AuditRow> Exports(string path, SourceFacts before, SourceFacts after)
    {
        if (after.Exports is not { } exports)
        {
            yield break;
        }

        var old = before.Symbols.Select(symbol => symbol.FullName).ToHashSet(StringComparer.Ordinal);
        var top = after.Symbols.Where(symbol => symbol is { IsPublic: true, Container.Length: 0, Kind: SymbolKind.Type or SymbolKind.Function }).ToLookup(symbol => !old.Contains(symbol.Name));
        var absent = top[true].Where(symbol => !exports.Contains(symbol.Name)).ToList();
        var listed = top[false].Count(symbol => exports.Contains(symbol.Name));
        if (absent.Count > 0 && listed > 0 && listed * 10 >= top[false].Count() * 6)
        {
            var names = string.Join(", ", absent.Select(symbol => symbol.Name));
            yield return Missing(path, after.ExportsLine, new("new and public", path, absent[0].Line), $"the export list holds {names}", $"{path}:{after.ExportsLine} lists {listed} of its {top[false].Count()} siblings", [.. absent.Select(symbol => symbol.Name)]);
        }
    }

    // A package's front takes its names from elsewhere and lists them.
    private IEnumerable<AuditRow> Imported(DiffFile file, SourceFacts after)
    {
        if (after.Exports is not { } exports || file.After is null)
        {
            yield break;
        }

        var (now, old) = (Names(file.After), Names(file.Before ?? ""));
        var absent = now.Except(old, StringComparer.Ordinal).Where(name => !exports.Contains(name)).ToList();
        var (known, listed) = (now.Intersect(old, StringComparer.Ordinal).Count(), now.Intersect(old, StringComparer.Ordinal).Count(exports.Contains));
        if (absent.Count > 0 && listed > 1 && listed * 10 >= known * 8)
        {
            yield return Missing(file.Path, after.ExportsLine, new("imported", file.Path, file.FirstChangedLine), $"the export list holds {string.Join(", ", absent)}", $"{file.Path}:{after.ExportsLine} lists {listed} of {known} imported names", [.. absent]);
        }

        static List<string> Names(string text) => [.. Import().Matches(text).SelectMany(import => import.Groups["names"].Value.Split(',')).Select(name => name.Split('#')[0].Split(" as ")[^1].Trim()).Where(name => name.Length > 0 && name[0] != '_').Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"^from\s+[\w.]+\s+import\s+(?:\((?<names>[^)]*)\)|(?<names>[^\n(]*))", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Import();
}
