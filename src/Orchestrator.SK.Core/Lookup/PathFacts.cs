using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>Under which names a file can be spoken of: by its path or the end of it, its folders, its module, the types it declares.</summary>
internal sealed class PathFacts
{
    // What stands for its folder: a module is called after that.
    private static readonly string[] FolderFiles = ["__init__", "__main__", "index", "mod", "lib", "main"];

    private readonly HashSet<string> _modules;

    /// <param name="path">From the repository's root; the file need not be there.</param>
    /// <param name="text">Its text, or null.</param>
    /// <param name="paths">All paths of the commit: the end of a path names a file only where it is the end of no other.</param>
    public PathFacts(string path, string? text, IReadOnlyCollection<string> paths)
    {
        Path = path;
        var segments = path.Split('/');
        Stem = StemOf(segments[^1]);
        Folders = [.. Enumerable.Range(2, Math.Max(0, segments.Length - 2)).Select(count => string.Join('/', segments[..count]))];
        var others = paths.Where(other => other != path).ToList();
        Ends = [.. Enumerable.Range(1, segments.Length - 1).Select(skip => string.Join('/', segments[skip..])).Where(end => !others.Exists(other => other.EndsWith($"/{end}", StringComparison.Ordinal) || other == end))];
        Types = [.. Declarations.Types(text).Where(type => type.Length > 2)];
        string[] module = FolderFiles.Contains(Stem) ? segments[..^1] : [.. segments[..^1], Stem];

        // One segment alone is a word like any other.
        _modules = Enumerable.Range(0, module.Length).Select(skip => string.Join('.', module[skip..])).Where(name => name.Contains('.', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
    }

    public string Path { get; }

    public string Stem { get; }

    /// <summary>Gets the folders above it, but for the outermost.</summary>
    public IReadOnlyList<string> Folders { get; }

    public IReadOnlyList<string> Ends { get; }

    public IReadOnlyList<string> Types { get; }

    /// <summary>Returns whether a dotted name is the module or something in it.</summary>
    public bool IsModule(string name) => _modules.Contains(name) || (name.LastIndexOf('.') is > 0 and var dot && _modules.Contains(name[..dot]));

    /// <summary>Returns whether the name, or what stands before or behind its last dot, is a type of the file.</summary>
    public string? TypeIn(string name) => Types.FirstOrDefault(type => name == type || name.StartsWith($"{type}.", StringComparison.Ordinal) || name.EndsWith($".{type}", StringComparison.Ordinal));

    /// <summary>Returns whether a file of tests is called after this file: <c>test_log.py</c> after <c>_log.py</c>, <c>LogTests.cs</c> after <c>Log.cs</c>.</summary>
    public bool IsNamesakeOf(string testPath)
    {
        var stem = StemOf(testPath[(testPath.LastIndexOf('/') + 1)..]);
        foreach (var affix in (string[])["test_", "_test", "_spec", ".test", ".spec", "tests", "test"])
        {
            stem = stem.StartsWith(affix, StringComparison.OrdinalIgnoreCase) ? stem[affix.Length..] : stem.EndsWith(affix, StringComparison.OrdinalIgnoreCase) ? stem[..^affix.Length] : stem;
        }

        return stem.Length > 0 && stem.Trim('_').Equals(Stem.Trim('_'), StringComparison.OrdinalIgnoreCase);
    }

    private static string StemOf(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;
}
