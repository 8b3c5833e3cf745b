namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Writes globs for paths that exist.</summary>
internal static class SurveyGlobs
{
    /// <summary>The glob that matches this path: special characters become classes; for the two that globs cannot say, any character will do.</summary>
    public static string Literal(string path) => string.Concat(path.Select((c, index) => c is '*' or '?' or '[' or '{' or '}' ? $"[{c}]" : c == '\\' || (c == '!' && index == 0) ? "?" : $"{c}"));

    /// <summary>The glob of one document; a numbered one is known by its number, so that another title does not lose it.</summary>
    public static string Of(string path, IReadOnlyCollection<string> paths)
    {
        var name = SurveyPaths.Name(path);
        var digits = name.TakeWhile(char.IsAsciiDigit).Count();
        var start = path[..^(name.Length - digits)];
        return digits >= 2 && name.Length > digits && name[digits] is '-' or '_' && paths.Count(other => other.StartsWith($"{start}{name[digits]}", StringComparison.Ordinal)) == 1
            ? $"{Literal(start)}{name[digits]}*.md"
            : Literal(path);
    }
}
