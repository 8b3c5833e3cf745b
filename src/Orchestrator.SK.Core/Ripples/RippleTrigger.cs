using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>When a rule fires: by the paths and symbols it names in code, else by its words.</summary>
internal sealed partial class RippleTrigger
{
    private readonly IReadOnlyList<PathReference> hints;
    private readonly IReadOnlyList<string> symbols;
    private readonly TriggerSubject? subject;
    private readonly IReadOnlyList<string> nouns;
    private readonly bool isContract;
    private readonly bool isMethod;
    private readonly bool onlyNew;
    private readonly bool anyChange;

    public RippleTrigger(RippleRow row)
    {
        hints = [.. PathHints.In(row.TriggerText).Select(path => new PathReference(path))];
        symbols = PathHints.SymbolsIn(row.TriggerText);
        var words = Code().Replace(row.Trigger, " ");
        subject = TriggerSubject.Of(words);
        isContract = Contract().IsMatch(words);
        isMethod = Method().IsMatch(words);
        nouns = [.. Words.Of(words).Select(Words.Singular).Where(word => word.Length > 2 && !Filler().IsMatch(word)).Distinct(StringComparer.Ordinal)];
        anyChange = Change().IsMatch(row.TriggerText);
        onlyNew = !anyChange && New().IsMatch(row.TriggerText);
    }

    /// <summary>Returns the files of the diff that fire the rule; <paramref name="tree"/> tells what stands beside them.</summary>
    public IReadOnlyList<DiffFile> Fired(IReadOnlyList<DiffFile> diff, IReadOnlyCollection<string> tree)
    {
        if (hints.Count == 0)
        {
            return [.. diff.Where(file => ByWords(file) && InTime(file, subject?.IsMember ?? (IsMember(file) && !isContract)))];
        }

        var named = hints.SelectMany(hint => hint.Resolve(diff.Select(file => file.Path)).Select(path => (path, hint))).ToLookup(pair => pair.path, pair => pair.hint);
        return [.. diff.Where(file => named.Contains(file.Path) && (named[file.Path].All(hint => hint.IsWide)
            ? named[file.Path].Any(hint => ByFolder(file, hint, diff, tree))
            : ByFile(file)))];
    }

    /// <summary>Returns the names that targets must mention. Where some of the added files carry the rule's word in their name, the others only help them.</summary>
    public IReadOnlyList<IReadOnlyList<string>> MemberNames(IReadOnlyList<DiffFile> fired)
    {
        var named = fired.Where(file => file.Kind == ChangeKind.Added && Words.Of(Words.Stem(file.Path)).Any(IsNoun)).ToList();
        return [.. (named.Count > 0 ? named : fired).Select(MemberName).OfType<IReadOnlyList<string>>()];
    }

    /// <summary>Returns the words by which others would mention what the file adds, or null if it adds no member of a collection.</summary>
    public IReadOnlyList<string>? MemberName(DiffFile file)
    {
        if (file.Kind != ChangeKind.Added || symbols.Count > 0 || !(subject is null ? IsMember(file) && !isContract : subject.IsMember && FileKinds.Of(file.Path) is FileKind.Example or FileKind.Guide))
        {
            return null;
        }

        var words = Words.Of(Words.Stem(file.Path));
        List<string> own = [.. words.Where(word => !nouns.Contains(Words.Singular(word)))];
        return own.Count > 0 ? own : words;
    }

    private bool ByFile(DiffFile file)
    {
        var fits = symbols.Count == 0 || file.IsOpaque || ChangesSymbol(file) || (subject is not null && subject.Fits(file));
        return fits && InTime(file, isMember: false);
    }

    // A folder alone says too little: "process doc in `sdd/`" is no spec. Words that nobody knows say nothing, unless the folder itself has that name.
    private bool ByFolder(DiffFile file, PathReference hint, IReadOnlyList<DiffFile> diff, IReadOnlyCollection<string> tree)
    {
        var name = hint.Written.TrimEnd('/').Split('/')[^1];
        return subject is not null ? subject.Fits(file) && InTime(file, subject.IsMember)
            : IsNoun(name) ? InTime(file, isMember: true) && IsOfWholeMember(file, name, diff, tree)
            : InTime(file, IsMember(file));
    }

    /// <summary>In a folder of packages a file speaks of a package only if the whole package comes or goes.</summary>
    private bool IsOfWholeMember(DiffFile file, string collection, IReadOnlyList<DiffFile> diff, IReadOnlyCollection<string> tree)
    {
        var segments = file.Path.Split('/');
        var member = Array.IndexOf(segments, collection) + 1;
        if (anyChange || member == 0 || member == segments.Length - 1)
        {
            return anyChange || !IsFront(Words.Of(Words.Stem(file.Path)));
        }

        var folder = string.Join('/', segments[..(member + 1)]) + "/";
        var added = diff.Where(other => other.Kind == ChangeKind.Added).Select(other => other.Path).ToHashSet(StringComparer.Ordinal);
        return tree.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).All(added.Contains);
    }

    private bool ByWords(DiffFile file) =>
        isContract && subject is null ? IsNamedFile(file)
        : isMethod && subject is null ? IsNamedFile(file) && ChangesMethods(file)
        : subject is not null ? subject.Fits(file)
        : symbols.Count > 0 ? FileKinds.Of(file.Path) == FileKind.Source && ChangesSymbol(file)
        : IsMember(file) || (IsNamedFile(file) && IsListing(file));

    private bool InTime(DiffFile file, bool isMember) => onlyNew ? file.Kind == ChangeKind.Added : anyChange || !isMember || file.Kind != ChangeKind.Modified;

    private bool ChangesSymbol(DiffFile file) =>
        symbols.Any(symbol => !Declarations.Mentions(file.Before, symbol).SequenceEqual(Declarations.Mentions(file.After, symbol)));

    private static bool ChangesMethods(DiffFile file) => file.IsOpaque
        || !Declarations.Methods(file.Before).Select(method => method.Key).Order(StringComparer.Ordinal).SequenceEqual(Declarations.Methods(file.After).Select(method => method.Key).Order(StringComparer.Ordinal));

    /// <summary>A source file in a folder of that name, or whose own name ends so: <c>Backends/Log.cs</c>, <c>LogBackend.cs</c>, <c>ext/arrow.py</c>.</summary>
    private bool IsMember(DiffFile file)
    {
        var stem = Words.Of(Words.Stem(file.Path));
        var own = Own(file);
        if (FileKinds.Of(file.Path) is not (FileKind.Source or FileKind.Other) || IsFront(stem) || (own.Count == 1 && IsNoun(own[0])))
        {
            return false;
        }

        var folders = file.Path.Split('/')[..^1];
        return folders.Any(IsNoun) || (own.Count > 1 && IsNoun(own[^1]));
    }

    /// <summary>The file that declares the thing itself: <c>_store.py</c>, <c>IBackend.cs</c>, <c>capabilities.ts</c>.</summary>
    private bool IsNamedFile(DiffFile file)
    {
        var own = Own(file);
        return FileKinds.Of(file.Path) == FileKind.Source && own.Count == 1 && IsNoun(own[0]);
    }

    /// <summary>A file that holds the whole collection, <c>capabilities.py</c> or an enumeration; <c>_backend.py</c> alone is the contract, not a backend.</summary>
    private static bool IsListing(DiffFile file) =>
        Own(file) is [var word] && (Words.Singular(word) != word || Enumeration().IsMatch(file.After ?? file.Before ?? ""));

    private static List<string> Own(DiffFile file) => [.. Words.Of(Words.Stem(file.Path)).Where(word => word is not ("i" or "abstract" or "base"))];

    private bool IsNoun(string name)
    {
        var word = Words.Singular(name.ToLowerInvariant());
        return nouns.Contains(word) || (word == "ext" && nouns.Contains("extension"));
    }

    private static bool IsFront(IReadOnlyList<string> stem) => stem.Count == 0 || (stem.Count == 1 && stem[0] is "init" or "index" or "mod" or "main" or "base" or "registry" or "common");

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"\benum\s|\((?:enum\.)?(?:Str|Int)?(?:Enum|Flag)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Enumeration();

    [GeneratedRegex("`+[^`]*`+", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"\bABC\b|\binterfaces?\b|\bprotocols?\b|\bbase class|\bcontracts?\b|\bsurface\b", Plain)]
    private static partial Regex Contract();

    [GeneratedRegex(@"\bmethods?\b|\bfunctions?\b", Plain)]
    private static partial Regex Method();

    [GeneratedRegex(@"\bnew\b|\badd(?:s|ed|ing)?\b|\bintroduc", Plain)]
    private static partial Regex New();

    [GeneratedRegex(@"\bchang|\bmodif|\bupdat|\btouch|\bedit|\brestructur|\brenam", Plain)]
    private static partial Regex Change();

    [GeneratedRegex("^(?:a|an|the|any|or|and|of|in|to|on|for|with|new|add|added|changed|change|modified|touched|removed|abc|interface|protocol|base|class|contract|method|function|public|file|module|type|item|entry|dict|attribute|classvar|constant)$", Plain)]
    private static partial Regex Filler();
}
