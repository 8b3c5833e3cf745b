using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Sources;

/// <summary>The declarations of a Python file, read by lines and their indentation: classes, functions, members of enumerations, <c>__all__</c>, docstrings of the three customary styles.</summary>
/// <remarks>An approximation: what a program declares while it runs, or by assignment, is not seen.</remarks>
internal sealed partial class PythonFacts
{
    private readonly string[] lines;
    private readonly List<SourceSymbol> symbols = [];
    private readonly Stack<(int Indent, string Name, bool IsEnum, bool IsType)> around = [];

    private PythonFacts(string text) => lines = text.ReplaceLineEndings("\n").Split('\n');

    public static SourceFacts Read(string text)
    {
        var facts = new PythonFacts(text);
        facts.Run();
        var all = Exports().Match(text);
        return new(facts.symbols, all.Success ? [.. Literal().Matches(all.Groups["names"].Value).Select(match => match.Groups["name"].Value)] : null)
        {
            ExportsLine = all.Success ? text.AsSpan(0, all.Index).Count('\n') + 1 : 0,
            Options = OptionText.In(text),
        };
    }

    private void Run()
    {
        var quote = "";
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at];
            if (quote.Length > 0)
            {
                quote = line.Contains(quote, StringComparison.Ordinal) ? "" : quote;
                continue;
            }

            var indent = line.Length - line.TrimStart().Length;
            if (line.Trim().Length == 0 || line.TrimStart()[0] is '#' or ')' or ']' or '}')
            {
                continue;
            }

            while (around.TryPeek(out var top) && indent <= top.Indent)
            {
                around.Pop();
            }

            if (Declaration().Match(line) is { Success: true } found)
            {
                Add(found, indent, at);
            }
            else if (around.TryPeek(out var type) && type is { IsEnum: true, IsType: true } && Assigned().Match(line) is { Success: true } value)
            {
                symbols.Add(new(SymbolKind.Member, value.Groups["name"].Value, Container(), null, null, IsPublic(value.Groups["name"].Value), at + 1));
            }

            quote = Opens(line);
        }
    }

    private void Add(Match found, int indent, int at)
    {
        var name = found.Groups["name"].Value;
        var isType = found.Groups["kind"].Value == "class";
        var container = Container();
        var isInFunction = around.Any(outer => !outer.IsType);
        var head = Head(at);
        var bases = isType && head.IndexOf('(', StringComparison.Ordinal) is > 0 and var open ? Names(Inside(head, open)).Select(text => text.Split('[')[0].Split('.')[^1]).ToList() : [];
        if (!isInFunction)
        {
            symbols.Add(new(isType ? SymbolKind.Type : container.Length == 0 ? SymbolKind.Function : SymbolKind.Method, name, container, isType ? null : Parameters(head), Documented(at + head.Count(c => c == '\n') + 1), IsPublic(name) && container.Split('.').All(IsPublic), at + 1) { Bases = bases });
        }

        around.Push((indent, name, bases.Exists(text => text.EndsWith("Enum", StringComparison.Ordinal) || text.EndsWith("Flag", StringComparison.Ordinal)), isType));
    }

    private string Container() => string.Join('.', around.Reverse().Where(outer => outer.IsType).Select(outer => outer.Name));

    private static bool IsPublic(string name) => !name.StartsWith('_');

    /// <summary>The declaration up to the bracket that closes it.</summary>
    private string Head(int at)
    {
        var (depth, head) = (0, "");
        for (var end = at; end < lines.Length && end - at < 60; end++)
        {
            head += end == at ? lines[end] : "\n" + lines[end];
            depth += lines[end].Count(c => c is '(' or '[' or '{') - lines[end].Count(c => c is ')' or ']' or '}');
            if (depth <= 0)
            {
                break;
            }
        }

        return head;
    }

    private static List<string> Parameters(string head) => head.IndexOf('(', StringComparison.Ordinal) is > 0 and var open
        ? [.. Names(Inside(head, open)).Select(text => Name().Match(text.TrimStart('*')).Value).Where(name => name.Length > 0 && name is not ("self" or "cls"))]
        : [];

    private static string Inside(string head, int open)
    {
        var depth = 0;
        for (var at = open; at < head.Length; at++)
        {
            depth += head[at] is '(' or '[' or '{' ? 1 : head[at] is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0)
            {
                return head[(open + 1)..at];
            }
        }

        return head[(open + 1)..];
    }

    private static IEnumerable<string> Names(string inside)
    {
        var (depth, from) = (0, 0);
        for (var at = 0; at <= inside.Length; at++)
        {
            var c = at < inside.Length ? inside[at] : ',';
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0 && c == ',')
            {
                yield return Comment().Replace(inside[from..at], "").Trim();
                from = at + 1;
            }
        }
    }

    private List<string>? Documented(int at)
    {
        if (at >= lines.Length || DocStart().Match(lines[at]) is not { Success: true } start)
        {
            return null;
        }

        var quote = start.Groups["quote"].Value;
        var end = at;
        while (end < lines.Length && !(end > at ? lines[end] : lines[end][(start.Index + start.Length)..]).Contains(quote, StringComparison.Ordinal))
        {
            end++;
        }

        List<string> names = [];
        var inside = false;
        foreach (var line in lines[at..Math.Min(lines.Length, end + 1)])
        {
            inside = Section().Match(line) is { Success: true } section ? section.Groups["args"].Success : inside;
            names.AddRange(Field().Matches(line).Select(match => match.Groups["name"].Value));
            names.AddRange(inside && Entry().Match(line) is { Success: true } entry ? entry.Groups["name"].Value.Split(',').Select(name => name.Trim().TrimStart('*')) : []);
        }

        return names;
    }

    /// <summary>The quote of a string over several lines that the line leaves open.</summary>
    private static string Opens(string line)
    {
        foreach (var quote in new[] { "\"\"\"", "'''" })
        {
            var count = 0;
            for (var at = line.IndexOf(quote, StringComparison.Ordinal); at >= 0; at = line.IndexOf(quote, at + 3, StringComparison.Ordinal))
            {
                count++;
            }

            if (count % 2 == 1)
            {
                return quote;
            }
        }

        return "";
    }

    [GeneratedRegex(@"^\s*(?:async\s+)?(?<kind>def|class)\s+(?<name>[A-Za-z_]\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s+(?<name>[A-Z][A-Z0-9_]*)\s*=(?!=)", RegexOptions.CultureInvariant)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"^__all__\s*(?::[^=\n]*)?\+?=\s*[\[(](?<names>[^\])]*)[\])]", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Exports();

    [GeneratedRegex(@"[""'](?<name>\w+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[A-Za-z_]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"#[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*[rRuU]?(?<quote>""""""|''')", RegexOptions.CultureInvariant)]
    private static partial Regex DocStart();

    [GeneratedRegex(@"^\s*(?:(?<args>Args|Arguments|Parameters|Other Parameters|Keyword Args)|Returns?|Raises|Yields?|Examples?|Notes?|See Also|Attributes|Warnings?)\s*:?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Section();

    [GeneratedRegex(@":(?:param|parameter|arg|argument|key)\s+(?:[^:\s]+\s+)?\*{0,2}(?<name>\w+)\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"^\s+(?<name>\*{0,2}[A-Za-z_]\w*(?:\s*,\s*\*{0,2}[A-Za-z_]\w*)*)\s*(?:\([^)]*\))?\s*:(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Entry();
}
