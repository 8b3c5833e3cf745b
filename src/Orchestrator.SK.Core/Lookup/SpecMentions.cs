using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>
/// What a text names in code spans and links: paths, globs, symbols. In the index they stand among the words, behind a mark that no word begins with, which also says
/// where they were found.
/// </summary>
internal static class SpecMentions
{
    /// <summary>Named by the section itself.</summary>
    public const string InSection = "\u0001";

    /// <summary>Named by a line such as <c>**Applies to:** `src/log/`</c> above all sections of a file.</summary>
    public const string InScope = "\u0002";

    /// <summary>Named elsewhere above the first section.</summary>
    public const string InOpening = "\u0003";

    private static readonly string[] Labels = ["applies to", "scope", "governs", "module", "modules", "file", "files", "path", "paths", "location"];

    /// <summary>Returns paths and symbols as they are written; a link is resolved from the file's folder.</summary>
    public static IEnumerable<string> In(string path, string text) =>
        PathHints.In(text).Concat(PathHints.SymbolsIn(text)).Concat(DocumentLinks.In(path, text).Select(link => link.Path).OfType<string>()).Distinct(StringComparer.Ordinal);

    /// <summary>Returns what is named above the first section, with the mark that says how.</summary>
    public static IEnumerable<string> InIntroduction(string path, string text)
    {
        var lines = TextLines.Split(text);
        var scope = string.Join('\n', lines.Where(line => IsScope(line.Text)).Select(line => line.Text));
        var opening = string.Join('\n', lines.Where(line => !IsScope(line.Text)).Select(line => line.Text));
        return In(path, scope).Select(mention => InScope + mention).Concat(In(path, opening).Select(mention => InOpening + mention));
    }

    private static bool IsScope(string line)
    {
        var text = line.AsSpan().TrimStart([' ', '\t', '-', '>', '*', '|', '_']);
        var colon = text.IndexOfAny(':', '|');
        var label = colon < 0 ? default : text[..colon].Trim([' ', '*', '_']);
        foreach (var known in Labels)
        {
            if (label.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
