using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>What a trigger's words speak of.</summary>
/// <param name="Fits">Whether a file of the diff is such a thing, or changes one.</param>
/// <param name="IsMember">It is one of a collection (a backend, an example): a rule about it speaks of a new or a vanished one.</param>
internal sealed partial record TriggerSubject(Func<DiffFile, bool> Fits, bool IsMember)
{
    /// <summary>The words in the order in which they decide: the more special before the more general.</summary>
    private static readonly (Regex Words, TriggerSubject Subject)[] Known =
    [
        // Whether a change mends a bug stands in no diff.
        (Bug(), new(_ => false, false)),
        (Version(), new(file => IsVersioned(file.Path) && Changes(file, VersionLine()), false)),
        (Counts(), new(file => FileKinds.Of(file.Path) is FileKind.Source or FileKind.Test or FileKind.Spec, true)),
        (Dependency(), new(file => FileKinds.Of(file.Path) == FileKind.Manifest && Changes(file, DependencyLine()), false)),
        (PublicApi(), new(ChangesExports, false)),
        (Signature(), new(ChangesSignature, false)),
        (ErrorType(), new(AddsErrorType, false)),
        (Navigation(), OfKind(FileKind.Navigation)),
        (ApiPage(), OfKind(FileKind.ApiReference, isMember: true)),
        (Changelog(), OfKind(FileKind.Changelog)),
        (Backlog(), OfKind(FileKind.Backlog)),
        (Readme(), OfKind(FileKind.Readme)),
        (Decision(), OfKind(FileKind.Decision)),
        (Rfc(), OfKind(FileKind.Rfc)),
        (Spec(), OfKind(FileKind.Spec)),
        (Test(), OfKind(FileKind.Test)),
        (Example(), OfKind(FileKind.Example, isMember: true)),
        (Guide(), OfKind(FileKind.Guide, isMember: true)),
        (Page(), new(IsPage, true)),
        (Document(), new(IsPage, false)),
        (Ci(), OfKind(FileKind.Ci)),
    ];

    /// <summary>Returns what the words mean, or null if they are none of the usual ones.</summary>
    public static TriggerSubject? Of(string words) => Array.Find(Known, entry => entry.Words.IsMatch(words)).Subject;

    private static TriggerSubject OfKind(FileKind kind, bool isMember = false) => new(file => FileKinds.Of(file.Path) == kind, isMember);

    private static bool IsPage(DiffFile file) => FileKinds.Of(file.Path) is FileKind.Document or FileKind.Guide or FileKind.ApiReference;

    private static bool IsCode(DiffFile file) => FileKinds.Of(file.Path) == FileKind.Source;

    private static bool IsVersioned(string path) => FileKinds.Of(path) == FileKind.Manifest || Words.Stem(path) is "__init__" or "CITATION" or "version" or "_version" or "VERSION";

    private static bool Changes(DiffFile file, Regex line) => file.IsOpaque || file.AddedLines.Concat(file.RemovedLines).Any(text => line.IsMatch(text));

    private static bool ChangesExports(DiffFile file)
    {
        if (!IsCode(file))
        {
            return false;
        }

        var isFront = Words.Stem(file.Path) is "__init__" or "index" or "lib" or "mod";
        var isCSharp = file.Path.EndsWith(".cs", StringComparison.Ordinal);
        return file.IsOpaque
            ? isFront || (isCSharp && file.Kind == ChangeKind.Added)
            : (isFront || isCSharp) && !Declarations.Exports(file.Path, file.Before).SequenceEqual(Declarations.Exports(file.Path, file.After));
    }

    private static bool ChangesSignature(DiffFile file)
    {
        if (!IsCode(file) || file.Before is null || file.After is null)
        {
            return IsCode(file) && file is { IsOpaque: true, Kind: ChangeKind.Modified };
        }

        var after = Declarations.Methods(file.After);
        return Declarations.Methods(file.Before).Any(method => after.Contains(method.Key) && !after[method.Key].SequenceEqual(method));
    }

    private static bool AddsErrorType(DiffFile file)
    {
        var named = Words.Of(Words.Stem(file.Path)).Any(word => Words.Singular(word) is "error" or "exception");
        return IsCode(file) && (file.IsOpaque ? named : !Errors(file.Before).SetEquals(Errors(file.After)) || (named && file.Kind != ChangeKind.Modified));

        HashSet<string> Errors(string? text) => [.. Declarations.Types(text).Where(type => named
            || type.EndsWith("Error", StringComparison.Ordinal) || type.EndsWith("Exception", StringComparison.Ordinal))];
    }

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"\bbug|\bdefect", Plain)]
    private static partial Regex Bug();

    [GeneratedRegex(@"\bversion\b", Plain)]
    private static partial Regex Version();

    [GeneratedRegex(@"\bcounts?\b", Plain)]
    private static partial Regex Counts();

    [GeneratedRegex(@"\bdependenc|\bextras?\b|\bpackage reference", Plain)]
    private static partial Regex Dependency();

    [GeneratedRegex(@"\bpublic (?:api|surface|interface|type)|\bexports?\b", Plain)]
    private static partial Regex PublicApi();

    [GeneratedRegex(@"\bsignature", Plain)]
    private static partial Regex Signature();

    [GeneratedRegex(@"\berrors?\b|\bexceptions?\b", Plain)]
    private static partial Regex ErrorType();

    [GeneratedRegex(@"\bnav(?:igation)?\b|\bsidebar|\btable of contents", Plain)]
    private static partial Regex Navigation();

    [GeneratedRegex(@"\breference page|\bapi page|\bapi reference", Plain)]
    private static partial Regex ApiPage();

    [GeneratedRegex(@"\bchangelog", Plain)]
    private static partial Regex Changelog();

    [GeneratedRegex(@"\bbacklog", Plain)]
    private static partial Regex Backlog();

    [GeneratedRegex(@"\breadme", Plain)]
    private static partial Regex Readme();

    [GeneratedRegex(@"\badrs?\b|\bdecision", Plain)]
    private static partial Regex Decision();

    [GeneratedRegex(@"\brfcs?\b", Plain)]
    private static partial Regex Rfc();

    [GeneratedRegex(@"\bspecs?\b|\bspecification|\brequirement", Plain)]
    private static partial Regex Spec();

    [GeneratedRegex(@"\btests?\b|\bfixtures?\b", Plain)]
    private static partial Regex Test();

    [GeneratedRegex(@"\bexamples?\b|\bsamples?\b|\bnotebooks?\b|\bsnippets?\b", Plain)]
    private static partial Regex Example();

    [GeneratedRegex(@"\bguides?\b|\btutorials?\b|\bhow-?to", Plain)]
    private static partial Regex Guide();

    [GeneratedRegex(@"\bpages?\b", Plain)]
    private static partial Regex Page();

    [GeneratedRegex(@"\bdocs?\b|\bdocumentation\b|\bdocument\b", Plain)]
    private static partial Regex Document();

    [GeneratedRegex(@"\bci\b|\bworkflow|\bpipeline", Plain)]
    private static partial Regex Ci();

    [GeneratedRegex(@"^\s*[""']?version[""']?\s*[:=]|__version__|<Version(?:Prefix)?>", Plain)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"<Package(?:Reference|Version)\b|^\s*(?!""version"")[""'][@\w./-]+[""']\s*:\s*[""'][~^<>=*]?\d|[""'][\w.-]+(?:\[[^\]]*\])?\s*(?:[<>~!=]=?)[^""']*[""']|^\s*[\w.-]+(?:\[[^\]]*\])?\s*(?:==|>=|~=|<=|<|>)\s*\d|^\s*(?:[""'][\w.-]+[""'],?)\s*$", Plain)]
    private static partial Regex DependencyLine();
}
