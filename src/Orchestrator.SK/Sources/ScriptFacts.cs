using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Sources;

/// <summary>The exports of a TypeScript or JavaScript file and the members of its exported classes, read by lines.</summary>
/// <remarks>An approximation: one declaration a line, as formatters write it; CommonJS exports are not seen.</remarks>
internal static partial class ScriptFacts
{
    public static SourceFacts Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        List<SourceSymbol> symbols = [];
        (string Name, int Indent, bool IsPublic, bool IsEnum)? inside = null;
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at];
            var indent = line.Length - line.TrimStart().Length;
            if (inside is { } type && line.Trim().Length > 0 && indent <= type.Indent)
            {
                inside = null;
            }

            if (Declaration().Match(line) is { Success: true } found)
            {
                var kind = found.Groups["kind"].Value;
                var isType = kind is "class" or "interface" or "enum" or "type";
                var isExported = found.Groups["export"].Success;
                symbols.Add(new(isType ? SymbolKind.Type : kind == "function" || Arrow().IsMatch(line) ? SymbolKind.Function : SymbolKind.Constant, found.Groups["name"].Value, "", isType ? null : Parameters(lines, at), Documented(lines, at), isExported, at + 1)
                {
                    Bases = [.. Extends().Matches(line).Select(match => match.Groups["name"].Value)],
                });
                inside = kind is "class" or "interface" or "enum" && line.TrimEnd().EndsWith('{') ? (found.Groups["name"].Value, indent, isExported, kind == "enum") : inside;
            }
            else if (inside is { } outer && indent > outer.Indent && indent <= outer.Indent + 4 && (outer.IsEnum ? EnumMember() : Member()).Match(line) is { Success: true } member)
            {
                symbols.Add(new(outer.IsEnum ? SymbolKind.Member : SymbolKind.Method, member.Groups["name"].Value, outer.Name, outer.IsEnum ? null : Parameters(lines, at), Documented(lines, at), outer.IsPublic && !member.Groups["hidden"].Success && member.Groups["name"].Value != "constructor", at + 1));
            }
        }

        var listed = List().Matches(text).SelectMany(match => match.Groups["names"].Value.Split(',')).Select(name => name.Trim().Split(" as ")[^1].Split(' ')[^1]).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        return new([.. symbols.Select(symbol => listed.Contains(symbol.Name) && symbol.Container.Length == 0 ? symbol with { IsPublic = true } : symbol)]) { Options = OptionText.In(text) };
    }

    private static List<string>? Parameters(string[] lines, int at)
    {
        var head = string.Join('\n', lines.Skip(at).Take(20));
        var open = head.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || head.AsSpan(0, open).Contains('\n'))
        {
            return null;
        }

        var (depth, from) = (0, open + 1);
        List<string> names = [];
        for (var index = open; index < head.Length; index++)
        {
            var c = head[index];
            depth += c is '(' or '[' or '{' or '<' ? 1 : c is ')' or ']' or '}' || (c == '>' && head[index - 1] != '=') ? -1 : 0;
            if ((depth == 1 && c == ',') || depth == 0)
            {
                names.Add(ParameterName().Match(head[from..index].Trim()).Groups["name"].Value);
                from = index + 1;
            }

            if (depth == 0)
            {
                break;
            }
        }

        return [.. names.Where(name => name.Length > 0)];
    }

    private static List<string>? Documented(string[] lines, int at)
    {
        var end = at - 1;
        while (end >= 0 && lines[end].TrimStart().StartsWith('@'))
        {
            end--;
        }

        if (end < 0 || !lines[end].TrimEnd().EndsWith("*/", StringComparison.Ordinal))
        {
            return null;
        }

        List<string> names = [];
        for (var line = end; line >= 0 && end - line < 80; line--)
        {
            names.InsertRange(0, Param().Matches(lines[line]).Select(match => match.Groups["name"].Value.Split('.')[0]));
            if (lines[line].TrimStart().StartsWith("/*", StringComparison.Ordinal))
            {
                break;
            }
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"^\s*(?<export>export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const\s+(?=enum))?(?<kind>function\*?|class|interface|enum|type|const|let)\s+(?<name>[A-Za-z_$][\w$]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"=\s*(?:async\s*)?(?:\([^)]*\)?|[\w$]+)\s*(?::[^=]+)?(?:=>|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"\b(?:extends|implements)\s+(?<name>[\w$.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Extends();

    [GeneratedRegex(@"^\s+(?:(?<hidden>private|protected|#)\s*|public\s+|static\s+|async\s+|abstract\s+|override\s+|readonly\s+|get\s+|set\s+)*(?!(?:if|for|while|switch|return|catch|await|throw|new|super|this|case|do|else|function)\b)(?<name>[A-Za-z_$][\w$]*)\??\s*(?:<[^>(]*>)?\([^;]*(?:\{|,|\(|;|:.*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Member();

    [GeneratedRegex(@"^\s+(?<name>[A-Za-z_$][\w$]*)\s*(?:=[^=].*)?,?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex EnumMember();

    [GeneratedRegex(@"^export\s*(?:type\s*)?\{(?<names>[^}]*)\}\s*(?:;|$)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex List();

    [GeneratedRegex(@"^(?:(?:public|private|protected|readonly)\s+)*(?:\.\.\.)?(?<name>[A-Za-z_$][\w$]*)", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"@param\s+(?:\{[^}]*\}\s+)?\[?(?<name>[A-Za-z_$][\w$.]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Param();
}
