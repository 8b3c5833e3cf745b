using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Scripts, targets and sessions that a change takes away or renames, and how pages and workflows start them.</summary>
internal static partial class GoneCommands
{
    private const RegexOptions Lines = RegexOptions.CultureInvariant | RegexOptions.Multiline;

    public static IEnumerable<Gone> Of(AuditedChange change) =>
        from file in change.Diff
        where file.Before is not null && Runner(file.Path) is not null
        let now = Names(file.Path, file.After ?? "").ToHashSet()
        from task in Names(file.Path, file.Before!).Distinct()
        where !now.Contains(task) && task.Name.Length > 1 && !IsElsewhere(change, file.Path, task)
        let call = new Regex($@"(?:^|[`$>&;|:""'(\-]|\brun)\s*(?:{task.Runner})\s+(?:-[\w-]+\s+)*{Regex.Escape(task.Name)}(?=\s*(?:$|[`""'&;|)#,.]))", RegexOptions.CultureInvariant)
        select new Gone(task.Name, $"the command {task.Name} of {file.Path}", file.Path, file.FirstChangedLine, task.Name.Split(':')[0], null, false, place => call.IsMatch(change.After.Lines(place.Path)[place.Line - 1]));

    private static bool IsElsewhere(AuditedChange change, string path, (string Runner, string Name) task) =>
        change.After.Files.Any(other => other.Path != path && other.Text is not null && Runner(other.Path) is not null && Names(other.Path, other.Text).Contains(task));

    private static string? Runner(string path) => Paths.Name(path) switch
    {
        "package.json" => @"npm(?: run(?:-script)?)?|yarn(?: run)?|pnpm(?: run)?|bun(?: run)?",
        "Makefile" or "makefile" or "GNUmakefile" => "make",
        "justfile" or "Justfile" or ".justfile" => "just",
        "noxfile.py" => "nox -[se]",
        "tox.ini" => @"tox(?: run)? -e",
        "pyproject.toml" => "",
        _ => null,
    };

    private static IEnumerable<(string Runner, string Name)> Names(string path, string text) => Paths.Name(path) switch
    {
        "package.json" => Scripts(text).Select(name => (Runner(path)!, name)),
        "noxfile.py" => Found(Session(), text, Runner(path)!),
        "tox.ini" => Found(Environment(), text, Runner(path)!),
        "pyproject.toml" => Tables(text),
        _ => Found(Rule(), text, Runner(path)!),
    };

    private static IEnumerable<(string Runner, string Name)> Found(Regex pattern, string text, string runner) => pattern.Matches(text).Select(match => (runner, match.Groups["name"].Value));

    private static IEnumerable<string> Scripts(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("scripts", out var scripts) && scripts.ValueKind == JsonValueKind.Object
                ? [.. scripts.EnumerateObject().Select(script => script.Name)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<(string Runner, string Name)> Tables(string text)
    {
        string? runner = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('['))
            {
                runner = Table().Match(line) is not { Success: true } table ? null : table.Groups["tool"].Value switch { "hatch" => @"hatch run(?: \w+:)?", "poe" => "poe", var tool => $"{tool} run" };
            }
            else if (runner is not null && Key().Match(line) is { Success: true } key)
            {
                yield return (runner, key.Groups["name"].Value);
            }
        }
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9][\w-]*)[^:=\n#]*:(?!=)", Lines)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^@nox\.session.*\n(?:@.*\n|[ \t]*\n)*def (?<name>\w+)\(", Lines)]
    private static partial Regex Session();

    [GeneratedRegex(@"^\[testenv:(?<name>[\w.-]+)\]", Lines)]
    private static partial Regex Environment();

    [GeneratedRegex(@"^\[tool\.(?:(?<tool>hatch)\.envs\.[\w-]+\.scripts|(?<tool>poe)\.tasks|(?<tool>pdm|rye)\.scripts)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@"^[""']?(?<name>[\w:-]+)[""']?\s*=", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
