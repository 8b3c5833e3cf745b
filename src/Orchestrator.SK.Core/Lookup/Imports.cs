namespace Orchestrator.SK.Core.Lookup;

/// <summary>What a source file imports, read line by line in the forms of Python, JavaScript, TypeScript, Java and C#; no parser.</summary>
public static class Imports
{
    /// <summary>Returns dotted names such as <c>app.log</c> and <c>app.log.Writer</c>; of <c>'../src/log.js'</c>, <c>src.log</c>.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var lines = text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.StartsWith("from ", StringComparison.Ordinal) && Cut(line, " import ") is var (module, imported))
            {
                // A list in brackets goes on over lines.
                while (imported.Contains('(', StringComparison.Ordinal) && !imported.Contains(')', StringComparison.Ordinal) && at + 1 < lines.Length)
                {
                    imported += $" {lines[++at].Split('#')[0].Trim()}";
                }

                AddAll(names, module["from ".Length..].Trim(), imported);
            }
            else if (line.StartsWith("import ", StringComparison.Ordinal) || line.StartsWith("using ", StringComparison.Ordinal)
                || line.StartsWith("export ", StringComparison.Ordinal) || line.StartsWith("} from ", StringComparison.Ordinal) || line.Contains("require(", StringComparison.Ordinal))
            {
                AddStatement(names, line);
            }
        }

        return [.. names];
    }

    private static void AddAll(HashSet<string> names, string module, string imported)
    {
        names.Add(module);
        foreach (var name in imported.Split([',', '(', ')', ' '], StringSplitOptions.RemoveEmptyEntries).Where(IsName))
        {
            names.Add($"{module}.{name}");
        }
    }

    private static void AddStatement(HashSet<string> names, string line)
    {
        if (line.IndexOfAny(['\'', '"']) is >= 0 and var open)
        {
            if (line.IndexOf(line[open], open + 1) is > 0 and var close)
            {
                names.Add(Dotted(line[(open + 1)..close]));
            }

            return;
        }

        foreach (var name in line.Split([' ', ',', ';', '='], StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(name => name is not ("as" or "static") && IsName(name.Replace(".", "", StringComparison.Ordinal))))
        {
            names.Add(name);
        }
    }

    private static string Dotted(string path)
    {
        var segments = path.Split('/').Where(segment => segment is not ("" or "." or "..")).ToList();
        if (segments.Count > 0 && segments[^1].LastIndexOf('.') is > 0 and var dot)
        {
            segments[^1] = segments[^1][..dot];
        }

        return string.Join('.', segments);
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(character => char.IsLetterOrDigit(character) || character == '_');

    private static (string Before, string Behind)? Cut(string line, string at) =>
        line.IndexOf(at, StringComparison.Ordinal) is >= 0 and var index ? (line[..index], line[(index + at.Length)..]) : null;
}
