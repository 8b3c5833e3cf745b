using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Repairs;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>What goes away or gets another name is no longer named by others: files, headings, spec ids, public symbols, options, scripts.</summary>
internal sealed partial record InboundReference() : GeneralRule("inbound-reference", "A name of something that is gone leads nowhere.")
{
    private const int MaxNamed = 3;

    public override IEnumerable<string> Vocabulary(AuditedChange change) => AllGone(change).Select(gone => gone.Word);

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var ignored = Ignored(change);
        return AllGone(change).SelectMany(gone => Places(change, gone, mentions, ignored).Select(place => (gone, place)))
            .GroupBy(pair => pair.place.Path, StringComparer.Ordinal)
            .Select(group =>
            {
                var (gone, place) = group.First();
                var names = group.Select(pair => pair.gone.Name).Distinct(StringComparer.Ordinal).ToList();
                return Missing(group.Key, place.Line, new($"{gone.What} is gone", gone.Path, gone.Line), $"{group.Key} no longer names {string.Join(", ", names.Take(MaxNamed))}",
                    $"{group.Key}:{place.Line} names {gone.Name}{(names.Count > 1 ? $", and {names.Count - 1} more that are gone" : "")}", gone.Now is { } now ? [now] : [])
                    with { Mend = Renamed(group.Select(pair => (pair.gone, pair.place))) };
            });
    }

    // Only where everything that the file names went somewhere, and each place says from where it names it.
    private static Func<string, string?>? Renamed(IEnumerable<(Gone Gone, Mention Place)> places)
    {
        var names = places.Select(pair => (Old: pair.Place.Chunk, New: pair.Gone.Now is { } now ? RenamedPath.Of(pair.Place.Path, pair.Place.Chunk, pair.Gone.Path, now) : null)).Distinct().ToList();
        return names.Exists(name => name.New is null) ? null : text => names.Aggregate(text, (now, name) => RenamedPath.Replace(now, name.Old, name.New!));
    }

    private static IEnumerable<Mention> Places(AuditedChange change, Gone gone, Mentions mentions, IReadOnlyList<PathPattern> ignored)
    {
        var places = mentions.Of(gone.Word).Where(place => gone.Fits(place) && !IsPast(place.Path)).ToList();
        if (gone.IsSymbol && places.Exists(place => Defines(change.After.Lines(place.Path)[place.Line - 1], gone.Word)))
        {
            return [];
        }

        // What is no longer kept is made by a program: pages that it makes are still there, instructions to write them are not.
        var isMade = ignored.Any(pattern => pattern.IsMatch(gone.Path));
        return places.Where(place => place.Path != gone.Path && !(isMade && FileKinds.Of(place.Path) is not (FileKind.Document or FileKind.Guide or FileKind.Readme)) && !Says(change.After.Lines(place.Path)[place.Line - 1]));
    }

    private static IEnumerable<Gone> AllGone(AuditedChange change) => [.. Files(change), .. Ids(change), .. Symbols(change), .. Parameters(change), .. GoneCommands.Of(change)];

    private static IEnumerable<Gone> Files(AuditedChange change) =>
        from file in change.Diff
        where file.Kind == ChangeKind.Deleted
        let name = Paths.Name(file.Path)
        where !change.After.Named(name).Any() || file.Path.Contains('/', StringComparison.Ordinal)
        let folder = Paths.Name(Paths.Folder(file.Path))
        let unique = !change.After.Named(name).Any() && name.Length > 8
        select new Gone(file.Path, file.Path, file.Path, 1, name, change.Renames.FirstOrDefault(rename => rename.From == file.Path)?.To, false,
            place => place.Word.Equals(name, StringComparison.Ordinal) && (Leads(place, file.Path, folder, unique) || IsMeant(place, file.Path)) && !Resolves(change, place));

    private static IEnumerable<Gone> Ids(AuditedChange change) =>
        from id in change.DocumentsBefore.Specs.Ids
        where !change.DocumentsAfter.Specs.Contains(id)
        let section = change.DocumentsBefore.Specs.Find(id)!
        select new Gone(id, $"the spec id {id}", section.Path, section.Line, id, null, false, place => place.Word == id);

    private static IEnumerable<Gone> Symbols(AuditedChange change)
    {
        var after = change.FactsAfter.Values.SelectMany(facts => facts.Symbols).Select(symbol => symbol.Name).ToHashSet(StringComparer.Ordinal);
        var options = change.FactsAfter.Values.SelectMany(facts => facts.Options).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, facts) in change.FactsBefore.Where(file => change.Changed(file.Key) is not null && FileKinds.Of(file.Key) == FileKind.Source))
        {
            foreach (var symbol in facts.Symbols.Where(symbol => symbol.IsPublic && IsTelling(symbol.Name) && !after.Contains(symbol.Name)).DistinctBy(symbol => symbol.Name))
            {
                yield return new(symbol.Name, symbol.FullName, path, symbol.Line, symbol.Name, null, true, place => place.Word == symbol.Name);
            }

            // A common word means it only behind its module's name.
            foreach (var symbol in facts.Symbols.Where(symbol => symbol is { IsPublic: true, Container.Length: 0, Name.Length: > 2 } && !IsTelling(symbol.Name) && !after.Contains(symbol.Name)).DistinctBy(symbol => symbol.Name))
            {
                var module = Paths.Stem(path) is "__init__" or "index" ? Paths.Name(Paths.Folder(path)) : Paths.Stem(path);
                yield return new(symbol.Name, symbol.FullName, path, symbol.Line, symbol.Name, null, false, place => place.Word == symbol.Name && place.Chunk.EndsWith($"{module}.{symbol.Name}", StringComparison.Ordinal)
                    && FileKinds.Of(place.Path) is FileKind.Readme or FileKind.Guide or FileKind.Document or FileKind.ApiReference);
            }

            foreach (var option in facts.Options.Where(option => option.Length > 4 && !options.Contains(option)))
            {
                yield return new(option, $"the option {option}", path, 1, option, null, false, place => place.Word == option);
            }
        }
    }

    // A parameter's name is often a common word: it counts as code, on a page that names its function, and where no other function of the change has one of that name.
    private static IEnumerable<Gone> Parameters(AuditedChange change)
    {
        var known = change.FactsAfter.Values.SelectMany(facts => facts.Symbols).SelectMany(symbol => symbol.Parameters ?? []).ToHashSet(StringComparer.Ordinal);
        return
            from file in change.FactsBefore
            where change.Changed(file.Key) is not null && FileKinds.Of(file.Key) == FileKind.Source
            from symbol in file.Value.Symbols
            where symbol is { IsPublic: true, Parameters: not null } && change.FactsAfter.GetValueOrDefault(file.Key, SourceFacts.None).Symbols.Any(now => now.FullName == symbol.FullName)
            from name in symbol.Parameters ?? []
            where name.Length > 3 && !known.Contains(name)
            select new Gone(name, $"the parameter {name} of {symbol.FullName}", file.Key, symbol.Line, name, null, false, place => place.Word == name
                && FileKinds.Of(place.Path) is FileKind.Readme or FileKind.Guide or FileKind.Document && change.After.Text(place.Path)!.Contains(symbol.Name, StringComparison.Ordinal)
                && change.After.Lines(place.Path)[place.Line - 1] is var line && (line.Contains($"`{name}", StringComparison.Ordinal) || line.Contains($"{name}=", StringComparison.Ordinal)));
    }

    private static bool Leads(Mention place, string path, string folder, bool unique)
    {
        var chunk = place.Chunk.TrimStart('.', '/');
        return chunk.Contains('/', StringComparison.Ordinal) ? path.EndsWith("/" + chunk, StringComparison.Ordinal) || path == chunk || Paths.Name(Paths.Folder(chunk)) == folder && unique : unique || !path.Contains('/', StringComparison.Ordinal);
    }

    /// <summary>Whether a link from where it stands leads there, or a navigation's path below the folder of its pages.</summary>
    private static bool IsMeant(Mention place, string path) =>
        DocumentLinks.Resolve(place.Path, place.Chunk, relative: true) == path || (FileKinds.Of(place.Path) == FileKind.Navigation && path.EndsWith("/" + place.Chunk.TrimStart('.', '/'), StringComparison.Ordinal));

    /// <summary>Whether what stands there leads to another file, which is still there.</summary>
    private static bool Resolves(AuditedChange change, Mention place) =>
        change.After.Contains(place.Chunk.TrimStart('.', '/')) || (DocumentLinks.Resolve(place.Path, place.Chunk, relative: true) is { } path && change.After.Contains(path));

    private static IReadOnlyList<PathPattern> Ignored(AuditedChange change) =>
        [.. (change.After.Text(".gitignore") ?? "").Split('\n').Select(line => line.Trim()).Where(line => FolderName().IsMatch(line)).Select(line => PathPattern.Parse(line.Trim('/') + "/**"))];

    private static bool IsTelling(string name) => name.Length >= 5 && (name.Contains('_', StringComparison.Ordinal) || name.Skip(1).Any(char.IsUpper));

    private static bool Defines(string line, string name) => Regex.IsMatch(line, $@"\b(?:def|class|interface|record|struct|enum|function|const|let|var|type)\s+{Regex.Escape(name)}\b|^\s*{Regex.Escape(name)}\s*(?::[^=]*)?=(?!=)", RegexOptions.CultureInvariant);

    private static bool Says(string line) => GoneWords().IsMatch(line);

    private static bool IsPast(string path) => FileKinds.Of(path) is FileKind.Changelog or FileKind.Backlog or FileKind.Decision or FileKind.Rfc || Past().IsMatch(path);

    [GeneratedRegex(@"^/?[\w.-]+/$", RegexOptions.CultureInvariant)]
    private static partial Regex FolderName();

    [GeneratedRegex(@"\b(?:was|were|removed|renamed|deprecated|formerly|no longer|used to|replaced|moved|deleted)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex GoneWords();

    [GeneratedRegex(@"(?i)(?:^|/|[-_.])(?:history|story|journal|archived?|audits?|research|release[-_]?notes|news|traces?|dossiers?|retros?|minutes|migrations?|migrating|upgrading|snapshots?|vendor|generated|node_modules|backlog)(?:/|[-_.]|$)|(?:^|/)(?:package-lock\.json|.*\.lock|packages\.lock\.json|.*\.svg|.*\.min\.\w+|\.gitignore)$", RegexOptions.CultureInvariant)]
    private static partial Regex Past();
}

/// <summary>Something that the change takes away.</summary>
/// <param name="Now">What came in its place, if that is known.</param>
/// <param name="Fits">Whether a place means it.</param>
internal sealed record Gone(string Name, string What, string Path, int Line, string Word, string? Now, bool IsSymbol, Func<Mention, bool> Fits);
