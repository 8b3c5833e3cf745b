using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>
/// What a source file declares to the outside, read line by line: enough to see that a signature, a type or an export changed, in Python, C# and
/// TypeScript; no parser.
/// </summary>
internal static partial class Declarations
{
    /// <summary>Returns the public functions and methods by name, with their signatures.</summary>
    public static ILookup<string, string> Methods(string? text) => Method().Matches(text ?? "")
        .ToLookup(match => match.Groups["name"].Value, match => Spaces().Replace(match.Value, " ").Trim(), StringComparer.Ordinal);

    public static IReadOnlySet<string> Types(string? text) => Type().Matches(text ?? "").Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns the lines that make something public.</summary>
    public static IReadOnlyList<string> Exports(string path, string? text)
    {
        var pattern = path.EndsWith(".py", StringComparison.Ordinal) ? PythonExport() : path.EndsWith(".cs", StringComparison.Ordinal) ? PublicCSharp() : ScriptExport();
        return [.. pattern.Matches(text ?? "").Select(match => Spaces().Replace(match.Value, " ").Trim()), .. Mentions(text, "__all__")];
    }

    /// <summary>Returns each statement that names a symbol, up to the bracket that closes it.</summary>
    public static IReadOnlyList<string> Mentions(string? text, string symbol)
    {
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n');
        List<string> statements = [];
        for (var index = 0; index < lines.Length; index++)
        {
            if (!HasWord(lines[index], symbol))
            {
                continue;
            }

            var (statement, open) = ("", 0);
            do
            {
                statement += lines[index].Trim() + "\n";
                open += lines[index].Count(character => character is '(' or '[' or '{') - lines[index].Count(character => character is ')' or ']' or '}');
            }
            while (open > 0 && ++index < lines.Length);

            statements.Add(statement);
        }

        return statements;
    }

    private static bool HasWord(string line, string word)
    {
        for (var at = line.IndexOf(word, StringComparison.Ordinal); at >= 0; at = line.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsName(line[at - 1])) && (end == line.Length || !IsName(line[end])))
            {
                return true;
            }
        }

        return false;

        static bool IsName(char character) => char.IsLetterOrDigit(character) || character == '_';
    }

    [GeneratedRegex(@"^[ \t]*(?:(?:async\s+)?def\s+(?<name>[A-Za-z]\w*)\s*\([^)]*\)[^:\n]*|public\s+(?!class|record|struct|interface|enum)[\w<>\[\]?,.\s]*?\b(?<name>[A-Za-z]\w*)\s*(?:<[^>\n]*>)?\s*\([^)]*\)|export\s+(?:async\s+)?function\s+(?<name>\w+)\s*\([^)]*\)[^{\n]*)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Method();

    [GeneratedRegex(@"^[ \t]*(?:export\s+|public\s+|internal\s+|sealed\s+|abstract\s+|partial\s+|static\s+|default\s+)*(?:class|record|struct|interface|enum)\s+(?:class\s+|struct\s+)?(?<name>[A-Za-z_]\w*)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"^from\s+\S+\s+import\s+(?:\([^)]*\)|.*)$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex PythonExport();

    [GeneratedRegex(@"^[ \t]*public\s.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex PublicCSharp();

    [GeneratedRegex(@"^[ \t]*(?:export|pub)\s.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ScriptExport();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
