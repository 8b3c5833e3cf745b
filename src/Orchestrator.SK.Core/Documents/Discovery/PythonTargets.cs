using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>hatch, nox, tox, poe and pdm; then what pyproject.toml configures.</summary>
internal static partial class PythonTargets
{
    public static IEnumerable<CommandTarget> In(Survey survey)
    {
        var project = survey.Text("pyproject.toml") ?? "";
        var entries = Entries(project).ToList();
        return
        [
            .. entries.Select(entry => Hatch().Match(entry.Table) is { Success: true } hatch
                ? Target(entry, ["hatch", "run", hatch.Groups["env"].Value == "default" ? entry.Key : $"{hatch.Groups["env"].Value}:{entry.Key}"])
                : entry.Table switch
                {
                    "tool.poe.tasks" => Target(entry, ["poe", entry.Key]),
                    "tool.pdm.scripts" => Target(entry, ["pdm", "run", entry.Key]),
                    _ => null,
                }).OfType<CommandTarget>(),
            .. Sessions(survey.Text("noxfile.py")),
            .. Environments(survey.Text("tox.ini")),
            .. Configured(survey, entries),
        ];
    }

    private static CommandTarget Target(Entry entry, string[] command) => new(entry.Key, command, $"pyproject.toml:{entry.Line}", entry.Value);

    private static IEnumerable<CommandTarget> Sessions(string? text)
    {
        var lines = CommandTargets.Lines(text ?? "");
        var found = lines.Index().Where(line => Function().IsMatch(line.Item) && IsSession(lines, line.Index))
            .Select(line => (Name: Function().Match(line.Item).Groups["name"].Value, Line: line.Index + 1)).ToList();
        return
        [
            .. found.Select(session => new CommandTarget(session.Name, ["nox", "-s", session.Name], $"noxfile.py:{session.Line}", "")),
            .. found.Count > 1 ? new[] { new CommandTarget("all", ["nox"], "noxfile.py:1", "") } : [],
        ];
    }

    // Its decorators stand right above a function.
    private static bool IsSession(string[] lines, int at) =>
        lines[..at].Reverse().TakeWhile(above => above.Trim().Length > 0 && !Function().IsMatch(above)).Any(above => above.Contains("session", StringComparison.Ordinal));

    private static IEnumerable<CommandTarget> Environments(string? text)
    {
        var found = Entries(text ?? "").Select(entry => entry.Table).Distinct().Where(table => table.StartsWith("testenv:", StringComparison.Ordinal)).Select(table => table["testenv:".Length..]).ToList();
        return text is null ? []
            :
            [
                .. found.Select(name => new CommandTarget(name, ["tox", "-e", name], $"tox.ini:{CommandTargets.Line(text, line => line.StartsWith($"[testenv:{name}]", StringComparison.Ordinal))}", "")),
                new CommandTarget("all", ["tox"], "tox.ini:1", ""),
            ];
    }

    private static IEnumerable<CommandTarget> Configured(Survey survey, List<Entry> entries)
    {
        string? Where(string tool) => entries.FirstOrDefault(entry => entry.Table == $"tool.{tool}" || entry.Table.StartsWith($"tool.{tool}.", StringComparison.Ordinal)) is { } entry
            ? $"pyproject.toml:{entry.TableLine}" : null;
        (string Name, string[] Command, string? Where)[] tools =
        [
            ("lint", ["ruff", "check", "."], Where("ruff")), ("lint", ["flake8"], Where("flake8")), ("typecheck", ["mypy", "."], Where("mypy")), ("typecheck", ["pyright"], Where("pyright")),
            ("test", ["pytest"], Where("pytest") ?? (survey.Paths.Any(path => SurveyPaths.Name(path) == "conftest.py") ? "conftest.py" : null)),
        ];
        return tools.Where(tool => tool.Where is not null).Select(tool => new CommandTarget(tool.Name, tool.Command, tool.Where!, "", Native: true));
    }

    /// <summary>The keys of a TOML or INI file with their tables; a value is the rest of its line.</summary>
    private static IEnumerable<Entry> Entries(string text)
    {
        var (table, tableLine) = ("", 0);
        foreach (var (index, line) in CommandTargets.Lines(text).Index())
        {
            if (Table().Match(line) is { Success: true } head)
            {
                (table, tableLine) = (head.Groups["name"].Value, index + 1);
                yield return new(table, "", "", index + 1, tableLine);
            }
            else if (Pair().Match(line) is { Success: true } pair)
            {
                yield return new(table, pair.Groups["key"].Value, pair.Groups["value"].Value.Trim().Trim('"', '\''), index + 1, tableLine);
            }
        }
    }

    private sealed record Entry(string Table, string Key, string Value, int Line, int TableLine);

    [GeneratedRegex(@"^\[\[?\s*(?<name>[^\]]+?)\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@"^""?(?<key>[A-Za-z0-9_:-]+)""?\s*=\s*(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex(@"^tool\.hatch\.envs\.(?<env>[A-Za-z0-9_-]+)\.scripts$", RegexOptions.CultureInvariant)]
    private static partial Regex Hatch();

    [GeneratedRegex(@"^def (?<name>[a-z_][a-z0-9_]*)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Function();
}
