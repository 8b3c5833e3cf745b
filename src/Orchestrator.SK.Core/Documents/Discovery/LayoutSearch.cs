using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>The globs of the four kinds of work, as the layout of a repository shows them; they may still overlap.</summary>
/// <param name="Tests">Folders of tests, and tests that lie beside the code.</param>
/// <param name="Extensions">What is built on the library and not in it.</param>
/// <param name="Documentation">Guides and examples.</param>
/// <param name="Source">The rest of the code.</param>
internal sealed record Layout(IReadOnlyList<string> Tests, IReadOnlyList<string> Extensions, IReadOnlyList<string> Documentation, IReadOnlyList<string> Source);

/// <summary>Reads a layout from paths alone, in any language: what a top-level folder is called, and whether it holds code.</summary>
internal static partial class LayoutSearch
{
    public static Layout Search(Survey survey)
    {
        var paths = survey.Paths;
        var tops = paths.Where(path => path.Contains('/', StringComparison.Ordinal)).GroupBy(path => path.Split('/')[0]).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        List<string> testFolders = [.. tops.Where(top => TestFolder().IsMatch(top.Key) && top.Value.Exists(IsCode)).Select(top => top.Key)];
        List<string> documentation = [.. tops.Keys.Where(top => DocumentFolder().IsMatch(top))];
        var code = tops.Where(top => !testFolders.Contains(top.Key) && !documentation.Contains(top.Key) && !Tooling().IsMatch(top.Key) && top.Value.Exists(IsCode)).ToList();
        List<string> extensions = [.. code.SelectMany(top => top.Value.Where(IsCode).Select(ExtensionFolder)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var source = code.Where(top => !extensions.Contains(top.Key)).SelectMany(top => Narrow(top.Key, top.Value)).Concat(AtRoot(paths, code.Count > 0)).ToList();
        return new Layout(
            [.. testFolders.Order(StringComparer.Ordinal).Select(Below), .. Beside([.. code.SelectMany(top => top.Value), .. paths.Where(path => !path.Contains('/', StringComparison.Ordinal))])],
            [.. extensions.Select(Below)], [.. documentation.Order(StringComparer.Ordinal).Select(Below)], [.. source.Order(StringComparer.Ordinal)]);
    }

    private static string Below(string folder) => $"{SurveyGlobs.Literal(folder)}/**";

    private static bool IsCode(string path) => Code().IsMatch(path);

    // 'src' with one package in it means that package: another one beside it is a decision, not an edit.
    private static IEnumerable<string> Narrow(string top, List<string> files)
    {
        var inside = files.Where(IsCode).Select(path => path.Split('/')).Select(segments => segments.Length > 2 ? segments[1] : "").Distinct(StringComparer.Ordinal).ToList();
        return [inside is [{ Length: > 0 } only] && Container().IsMatch(top) && !TestFolder().IsMatch(only) ? Below($"{top}/{only}") : Below(top)];
    }

    private static string? ExtensionFolder(string path)
    {
        var segments = path.Split('/');
        var at = Array.FindIndex(segments, 0, Math.Min(segments.Length - 1, 4), segment => Extension().IsMatch(segment));
        return at < 0 || segments.Take(at).Any(segment => TestFolder().IsMatch(segment)) ? null : string.Join('/', segments.Take(at + 1));
    }

    // Go keeps its package at the root; a script of one file has no folder at all.
    private static IEnumerable<string> AtRoot(IReadOnlyList<string> paths, bool hasFolders) => paths
        .Where(path => !path.Contains('/', StringComparison.Ordinal) && IsCode(path) && !RootTooling().IsMatch(path) && (!hasFolders || path.EndsWith(".go", StringComparison.Ordinal)))
        .Select(path => $"*{path[path.LastIndexOf('.')..]}").Distinct(StringComparer.Ordinal);

    /// <summary>Tests that lie among the code: in folders of their own below it, or in files that say so by their names.</summary>
    private static IEnumerable<string> Beside(List<string> paths)
    {
        (Regex Sign, string[] Globs)[] forms =
        [
            (GoTest(), ["**/*_test.go"]),
            (JsTest(), [.. paths.Select(path => JsTest().Match(path)).Where(match => match.Success)
                .Select(match => $"**/*.{match.Groups["kind"].Value}.{match.Groups["ext"].Value}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
        ];
        return
        [
            .. paths.Where(IsCode).Select(TestFolderOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            .. forms.Where(form => paths.Exists(form.Sign.IsMatch)).SelectMany(form => form.Globs),
        ];
    }

    // One glob for the tests of all packages, rather than one for each.
    private static string? TestFolderOf(string path)
    {
        var segments = path.Split('/');
        var at = Array.FindIndex(segments, 1, Math.Max(0, segments.Length - 2), TestFolder().IsMatch);
        return at < 0 ? null
            : segments[at] == "__tests__" ? "**/__tests__/**"
            : at == 2 && Container().IsMatch(segments[0]) ? $"{segments[0]}/*/{SurveyGlobs.Literal(segments[at])}/**"
            : Below(string.Join('/', segments.Take(at + 1)));
    }

    [GeneratedRegex(@"^(?:tests?|__tests__|spec|e2e|testing|integration|integration[-_]tests?|unit[-_]tests?|[\w.-]*[-_.][Tt]ests?)$", RegexOptions.CultureInvariant)]
    private static partial Regex TestFolder();

    [GeneratedRegex(@"^(?:docs?|docs?[-_]src|documentation|guides?|manual|examples?|tutorials?|cookbook|website)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DocumentFolder();

    [GeneratedRegex(@"^(?:\..*|scripts?|tools?|tooling|eng|ci|build|dev|hack|bin|etc|infra|deploy(?:ments?)?|docker|packaging|bench(?:es|marks?)?|fuzz|assets|config|sdd|specs?|samples?|demos?|migrations|patches|typings|notebooks)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tooling();

    [GeneratedRegex(@"^(?:ext|exts|extensions?|plugins?|addons?|add-ons|contrib|integrations)$|\.(?:Extensions|Plugins)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Extension();

    [GeneratedRegex(@"^(?:src|lib|libs|packages|crates|apps|modules|source|python)$", RegexOptions.CultureInvariant)]
    private static partial Regex Container();

    [GeneratedRegex(@"\.(?:py|pyi|pyx|cs|fs|vb|ts|tsx|mts|cts|js|jsx|mjs|cjs|vue|svelte|go|rs|java|kt|kts|scala|rb|php|swift|c|h|cc|cpp|hpp|m|mm|ex|exs|erl|clj|hs|ml|lua|dart|zig|nim|jl|r|pl|pm|sql|proto)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:setup|noxfile|conftest|tasks|fabfile|manage|build|Package)\.|\.config\.|rc\.[cm]?js$|\.gradle\.kts$|\.d\.ts$|_test\.go$|\.(?:test|spec)\.|^test_", RegexOptions.CultureInvariant)]
    private static partial Regex RootTooling();

    [GeneratedRegex(@"_test\.go$", RegexOptions.CultureInvariant)]
    private static partial Regex GoTest();

    [GeneratedRegex(@"\.(?<kind>test|spec)\.(?<ext>[cm]?[jt]sx?)$", RegexOptions.CultureInvariant)]
    private static partial Regex JsTest();
}
