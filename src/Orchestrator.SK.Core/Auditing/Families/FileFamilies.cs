using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Families;

/// <summary>Families of files: those of one folder with one ending.</summary>
internal static partial class FileFamilies
{
    /// <summary>In a folder of more files nobody lists them by name.</summary>
    private const int MaxMembers = 400;

    /// <summary>Names that say what a file is to its folder, and nothing of its own.</summary>
    private static readonly HashSet<string> Fronts = new(StringComparer.OrdinalIgnoreCase)
    {
        "__init__", "__main__", "index", "readme", "mod", "main", "base", "conftest", "setup", "template", "rfc-template", "adr-template", "_category_", "_template", "globalusings", "program", "app", "types", "utils", "util", "common", "constants", "helpers",
    };

    /// <summary>The families that the change adds a member to.</summary>
    /// <param name="least">So many siblings make a family.</param>
    public static IReadOnlyList<Family> Of(AuditedChange change, int least = 2) =>
    [
        .. change.New.Where(file => !IsFront(file.Path)).Select(file => file.Path).Concat(Announced(change))
            .Distinct(StringComparer.Ordinal).GroupBy(path => (Folder: Paths.Folder(path), Extension: Paths.Extension(path)))
            .Select(group => Build(change, group.Key.Folder, group.Key.Extension, group.ToHashSet(StringComparer.Ordinal), [], least)).OfType<Family>(),
    ];

    /// <summary>The families from which the change takes a member away that has not gone elsewhere.</summary>
    public static IReadOnlyList<Family> WithLoss(AuditedChange change) =>
    [
        .. change.Diff.Where(file => file.Kind == ChangeKind.Deleted && !IsFront(file.Path) && !change.Renames.Any(rename => rename.From == file.Path) && !change.After.Named(Paths.Name(file.Path)).Any())
            .Select(file => file.Path).GroupBy(path => (Folder: Paths.Folder(path), Extension: Paths.Extension(path)))
            .Select(group => Build(change, group.Key.Folder, group.Key.Extension, [], group.ToHashSet(StringComparer.Ordinal), 2)).OfType<Family>(),
    ];

    private static Family? Build(AuditedChange change, string folder, string extension, HashSet<string> fresh, HashSet<string> gone, int least)
    {
        List<string> all = [.. change.After.In(folder).Concat(gone).Where(path => Paths.Extension(path) == extension && !IsFront(path) && FileKinds.Of(path) is not (FileKind.Backlog or FileKind.Changelog or FileKind.Readme or FileKind.Manifest))];
        var names = FamilyNames.Of(folder, [.. all.Where(path => !fresh.Contains(path)).Select(Paths.Stem)]);
        all.RemoveAll(path => !names.Fit(Paths.Stem(path)));
        List<string> old = [.. all.Where(path => !fresh.Contains(path))];
        // What stands at the root is one of a kind.
        if (old.Count < least || (all.Count == old.Count && gone.Count == 0) || all.Count > MaxMembers || extension.Length == 0 || folder.Length == 0)
        {
            return null;
        }

        var numbered = all.Count(path => Numbered().IsMatch(Paths.Stem(path))) * 2 > all.Count;
        return new Family(folder, [.. all.Select(path => new FamilyMember(names.Short(Paths.Stem(path)), path, 1, Keys(change, path, names, numbered), fresh.Contains(path), gone.Contains(path)))], numbered || names.AreCommon);
    }

    private static List<FamilyKey> Keys(AuditedChange change, string path, FamilyNames names, bool numbered)
    {
        var stem = Paths.Stem(path);
        List<FamilyKey> keys = [new(Paths.Name(path), IsFile: true)];
        if (stem.Contains('-', StringComparison.Ordinal) || stem.Contains('_', StringComparison.Ordinal) || stem.Any(char.IsUpper) || stem.Length > 11)
        {
            keys.Add(new(stem));
        }

        if (numbered || FileKinds.Of(path) == FileKind.Test)
        {
            return keys;
        }

        var own = names.Short(stem);
        if (Mentions.Key(own) is { Length: > 1 } key)
        {
            keys.Add(new(own));
            keys.AddRange(((change.FactsAfter.GetValueOrDefault(path) ?? change.FactsBefore.GetValueOrDefault(path))?.Symbols ?? [])
                .Where(symbol => symbol is { IsPublic: true, Container.Length: 0 } && Mentions.Key(symbol.Name).Contains(key, StringComparison.Ordinal))
                .Select(symbol => new FamilyKey(symbol.Name, IsExact: true)));
        }

        return keys;
    }

    /// <summary>Files that were there, and that the change adds to a list of their siblings: other lists should have them too.</summary>
    private static IEnumerable<string> Announced(AuditedChange change) =>
        from file in change.Diff
        where file is { Kind: ChangeKind.Modified } && FileKinds.Of(file.Path) is FileKind.Navigation or FileKind.Readme or FileKind.Document or FileKind.Guide
        let before = file.Before ?? ""
        from line in file.AddedLines
        where ListLine().IsMatch(line)
        from Match name in FileName().Matches(line)
        where !before.Contains(name.Value, StringComparison.Ordinal)
        let found = change.After.Named(name.Value).Where(path => change.PathsBefore.Contains(path) && !IsFront(path)).ToList()
        where found.Count == 1 && IsListedWithSiblings(change, found[0], before)
        select found[0];

    private static bool IsListedWithSiblings(AuditedChange change, string path, string text) =>
        change.After.In(Paths.Folder(path)).Where(other => other != path && Paths.Extension(other) == Paths.Extension(path)).Count(other => text.Contains(Paths.Name(other), StringComparison.Ordinal)) >= 2;

    private static bool IsFront(string path) => Fronts.Contains(Paths.Stem(path)) || Paths.Name(path).StartsWith('.');

    [GeneratedRegex(@"^\d{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\s*(?:[-*+|]|\d+\.)\s*\S", RegexOptions.CultureInvariant)]
    private static partial Regex ListLine();

    [GeneratedRegex(@"(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.\w{1,6}\b", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}

/// <summary>What is a member's own in the names of a family: <c>test_s3_backend</c> among its like is <c>s3</c>.</summary>
internal sealed class FamilyNames
{
    private readonly HashSet<string> first;
    private readonly HashSet<string> last;
    private readonly string? begins;
    private readonly string? ends;

    private FamilyNames(HashSet<string> first, HashSet<string> last, IReadOnlyList<string> stems)
    {
        (this.first, this.last) = (first, last);
        (begins, ends) = (Custom(stems, words => words[0]), Custom(stems, words => words[^1]));
        AreCommon = stems.Count(stem => IsCommon(Short(stem))) * 2 > stems.Count;
    }

    /// <summary>Gets whether most names are words that stand everywhere: then only their files tell.</summary>
    public bool AreCommon { get; }

    public static FamilyNames Of(string folder, IReadOnlyList<string> stems)
    {
        var words = stems.Select(stem => Own(stem)).ToList();
        HashSet<string> first = Shared(words.Where(list => list.Count > 1).Select(list => list[0]), stems.Count);
        HashSet<string> last = Shared(words.Where(list => list.Count > 1).Select(list => list[^1]), stems.Count);
        last.Add(Ripples.Words.Singular(Paths.Name(folder).ToLowerInvariant()));
        return new(first, last, stems);
    }

    /// <summary>Whether a name is of the form that most of the family have: beside <c>FolderBackend</c> and <c>MemoryBackend</c> a <c>LogRecord</c> is something else.</summary>
    public bool Fit(string stem)
    {
        var words = Own(stem);
        return (begins is null || Ripples.Words.Singular(words[0]) == begins) && (ends is null || Ripples.Words.Singular(words[^1]) == ends);
    }

    public string Short(string stem)
    {
        var words = Own(stem);
        var from = words.Count > 1 && first.Contains(words[0]) ? 1 : 0;
        var to = words.Count - from > 1 && last.Contains(Ripples.Words.Singular(words[^1])) ? words.Count - 1 : words.Count;
        return string.Join('-', words.Take(to).Skip(from));
    }

    private static List<string> Own(string stem)
    {
        var words = Ripples.Words.Of(stem);
        List<string> own = [.. words.SkipWhile(word => word.All(char.IsAsciiDigit))];
        return own.Count > 0 ? own : words.Count > 0 ? [.. words] : [stem];
    }

    private static string? Custom(IReadOnlyList<string> stems, Func<List<string>, string> part)
    {
        var parts = stems.Select(stem => Own(stem)).Where(words => words.Count > 1).Select(words => Ripples.Words.Singular(part(words))).ToList();
        return parts.CountBy(word => word, StringComparer.Ordinal).Where(pair => pair.Value > 1 && pair.Value * 10 >= stems.Count * 7).Select(pair => pair.Key).FirstOrDefault();
    }

    private static HashSet<string> Shared(IEnumerable<string> words, int count) =>
        [.. words.CountBy(Ripples.Words.Singular, StringComparer.Ordinal).Where(pair => pair.Value > 1 && pair.Value * 5 >= count * 2).Select(pair => pair.Key)];

    private static bool IsCommon(string name) => CommonWords.Contains(name);

    private static readonly HashSet<string> CommonWords = new(
        ["api", "base", "build", "cache", "cli", "client", "code", "common", "config", "core", "data", "docs", "error", "errors", "event", "events", "file", "files", "form", "index", "info", "io", "item", "items", "list", "log", "main", "model", "models", "name", "option", "options", "page", "parser", "path", "paths", "process", "registry", "result", "results", "run", "schema", "server", "settings", "state", "store", "test", "tests", "text", "tool", "tools", "type", "types", "user", "utils", "value", "version"],
        StringComparer.OrdinalIgnoreCase);
}
