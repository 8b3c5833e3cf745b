using System.Buffers;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds paths and globs in prose: in code spans, and as bare words that cannot be anything else.</summary>
public static partial class PathHints
{
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create("()=@|\"'\\,;:");

    /// <summary>Returns the paths and globs of a text as written, each once, in order of appearance.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        var spans = CodeSpans.Find(text);
        var code = spans.Select(span => (span.Start, Text: text.Substring(span.Start, span.Length).Trim('`').Trim())).Where(word => IsPath(word.Text));
        var bare = Bare().Matches(CodeSpans.Blank(text)).Select(match => (Start: match.Index, Text: match.Value)).Where(word => IsPath(word.Text) && IsPlain(word.Text));
        return [.. code.Concat(bare).OrderBy(word => word.Start).Select(word => Trim(word.Text)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Returns the code spans of a text that are no paths: <c>__all__</c>, <c>capabilities()</c>.</summary>
    public static IReadOnlyList<string> SymbolsIn(string text) =>
        [.. CodeSpans.Contents(text).Where(code => !IsPath(code) && Symbol().IsMatch(code)).Select(code => code.TrimEnd('(', ')')).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a path stands for many: a wildcard, or a placeholder in angle brackets.</summary>
    public static bool IsGlob(string path) => path.AsSpan().IndexOfAny("*?[{<") >= 0;

    private static bool IsPath(string word) =>
        !word.Contains("://", StringComparison.Ordinal) && !word.Any(char.IsWhiteSpace) && word.AsSpan().IndexOfAny(NotInPaths) < 0
        && word.Trim('.', '/', '*').Length > 0 && (HasExtension().IsMatch(word) || (word.Contains('/', StringComparison.Ordinal) && !Fraction().IsMatch(word)));

    /// <summary>A bare <c>class/function</c> is a choice of words; a path ends in a name with an extension or in a slash, or starts in a folder that every repository has.</summary>
    private static bool IsPlain(string word) => HasExtension().IsMatch(word) || word.EndsWith('/') || KnownFolder().IsMatch(word);

    private static string Trim(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path.TrimStart('/');

    [GeneratedRegex(@"(?<![^\s(])[A-Za-z0-9_.*<>{}\[\]/-]*[A-Za-z0-9_*/>]", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    // Only endings that files really have: `os.replace` and `pytest.mark.os_sensitive` are code.
    [GeneratedRegex(@"^\.(?:editorconfig|gitignore|gitattributes|env)$|[A-Za-z0-9_\])}>*-]\.(?:md|mdx|rst|txt|adoc|py|pyi|ipynb|cs|csproj|fsproj|fs|vb|sln|slnx|props|targets|ts|tsx|mts|cts|js|jsx|mjs|cjs|json|jsonc|json5|ya?ml|toml|cfg|ini|cff|xml|html|css|scss|go|mod|rs|java|kt|kts|gradle|rb|php|swift|c|h|cpp|hpp|sh|ps1|bat|sql|proto|graphql|tf|lock|svg|png|dfy|tla|lua|ex|exs|scala|vue|svelte|env|editorconfig|gitignore)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HasExtension();

    // Ids and numbers with a slash: PA-019/020, 3/9, and lists of words in capitals.
    [GeneratedRegex(@"^[A-Z0-9-]+(?:/[A-Z0-9-]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^(?:\.?/)?(?:src|lib|tests?|docs?|docs-src|guides?|examples?|samples?|sdd|specs?|scripts?|tools|packages|packaging|benchmarks?|\.[a-z]+)/[A-Za-z0-9_.*-]", RegexOptions.CultureInvariant)]
    private static partial Regex KnownFolder();

    [GeneratedRegex(@"^@?[A-Za-z_][A-Za-z0-9_.]*(?:\(\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Symbol();
}
