using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>
/// Finds which tests name which spec ids: pytest marks, attributes of xunit, NUnit and MSTest, tags of JUnit, titles of JavaScript's and TypeScript's tests, and the repository's own patterns. What
/// stands in a comment or another string is no marker, nor is a mark that marks nothing. Broken code gives fewer markers, never an error.
/// </summary>
public static partial class TestMarkers
{
    /// <summary>Patterns see so many characters of a line: what is longer was not written by hand.</summary>
    public const int MaxLine = 4096;

    private const string Part = SpecIds.Pattern + @"|[0-9]{1,6}[a-z]?|[a-z]|\.\.\.?|…|–|--?|through|to|and|[,;/&\s]";

    /// <summary>Returns the markers of a file in the order of their lines.</summary>
    public static IReadOnlyList<TestMarker> Find(string path, string text, MarkerRules rules)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(rules);
        var known = path[(path.LastIndexOf('.') + 1)..].ToUpperInvariant() switch
        {
            "PY" or "PYI" => new PythonMarkers(path, rules).Find(text),
            "CS" => new AttributeMarkers(path, rules).Find(text),
            "JAVA" or "KT" or "KTS" or "GROOVY" or "SCALA" => new AnnotationMarkers(path, rules).Find(text),
            "TS" or "TSX" or "MTS" or "CTS" or "JS" or "JSX" or "MJS" or "CJS" when !rules.For(path).Any() => Titles(path, text),
            _ => [],
        };
        return [.. known.Concat(Matches(path, text, [.. rules.For(path)])).Where(marker => marker.Ids.Count > 0).OrderBy(marker => marker.Line)];
    }

    /// <summary>The ids of a literal that a mark gives: those in it, or else the literal itself.</summary>
    internal static IReadOnlyList<string> Ids(string literal) =>
        SpecIds.Expand(literal) is { Count: > 0 } ids ? ids : literal.Trim() is { Length: > 0 } word ? [word] : [];

    /// <summary>The ids of a tag or category, which may say anything else as well: only one that consists of ids counts, <c>spec:</c> before them or not.</summary>
    internal static IReadOnlyList<string> TagIds(string literal, MarkerRules rules)
    {
        var colon = literal.AsSpan().IndexOfAny(':', '=');
        var word = colon > 0 && rules.IsName(literal[..colon].Trim()) ? literal[(colon + 1)..] : literal;
        return OnlyIds().IsMatch(word) ? SpecIds.Expand(word) : [];
    }

    // JavaScript and TypeScript have no marks: a test says in its title which ids it is about, unless the repository says where else.
    private static IEnumerable<TestMarker> Titles(string path, string text) =>
        from line in TextLines.Split(text)
        let words = line.Text.Length > MaxLine ? line.Text[..MaxLine] : line.Text
        from Match match in (Comment().IsMatch(words) ? Said() : Title()).Matches(words)
        select new TestMarker(path, line.Number, match.Groups["title"].Value, SpecIds.Expand(match.Groups["title"].Value));

    private static IEnumerable<TestMarker> Matches(string path, string text, IReadOnlyList<Regex> patterns)
    {
        if (patterns.Count == 0)
        {
            yield break;
        }

        foreach (var line in TextLines.Split(text))
        {
            var words = line.Text.Length > MaxLine ? line.Text[..MaxLine] : line.Text;
            foreach (Match match in patterns.SelectMany(pattern => pattern.Matches(words)))
            {
                yield return new TestMarker(path, line.Number, "", Ids(match.Groups.Values.Last().Value));
            }
        }
    }

    [GeneratedRegex(@"(?<![\w.$])(?:it|test|describe|suite|specify|context)(?:\.\w+)*\(\s*(?<quote>[""'`])(?<title>(?:(?!\k<quote>).)+)\k<quote>", RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex(@"^\s*(?://|/?\*)", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    // "// spec: KIT-001, KIT-002"
    [GeneratedRegex(@"^\s*(?://+|/?\*+)\s*@?(?:specs?|covers|verifies)\s*[:=]\s*(?<title>[A-Z].*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Said();

    [GeneratedRegex("^\\s*" + SpecIds.Pattern + "(?:" + Part + ")*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OnlyIds();
}
