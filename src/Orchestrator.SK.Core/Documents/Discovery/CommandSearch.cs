using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Chooses the verify command and the named checks among what the repository offers; what its continuous integration runs speaks for a command.</summary>
internal static partial class CommandSearch
{
    private static readonly string[] Everything = ["verify", "ci", "check", "check-all", "check:all", "checks", "all", "validate", "preflight"];

    private static readonly (string Check, string[] Names)[] Checks =
    [
        ("lint", ["lint", "lint:all", "lint-all", "ruff", "flake8", "eslint", "style"]),
        ("typecheck", ["typecheck", "type-check", "type_check", "check-types", "check:types", "types", "typing", "mypy", "pyright", "tsc"]),
        ("test", ["test", "tests", "unit", "unit-test", "test:unit", "test-unit", "pytest"]),
    ];

    public static (Discovered<IReadOnlyList<string>> Verify, IReadOnlyList<(string Name, IReadOnlyList<string> Command, string Evidence)> Checks) Search(Survey survey)
    {
        var targets = CommandTargets.In(survey);
        var integration = Integration(survey);
        var checks = Checks.Select(check => (Name: check.Check, Target: Choose(targets, check.Names, integration)!)).Where(check => check.Target is not null).ToList();

        // A script 'check-docs.sh' is a check of its own name.
        checks.AddRange(targets.Where(target => target.Where.Split(':')[0].EndsWith($"check-{target.Name}.sh", StringComparison.Ordinal)
            && target.Name != "all" && !checks.Exists(check => check.Name == target.Name)).Select(target => (target.Name, target)));
        var whole = Choose(targets, Everything, integration);
        var verify = whole is not null ? new Discovered<IReadOnlyList<string>>(whole.Command, Evidence(whole, integration), [])
            : checks.Find(check => check.Name == "test").Target is { } test ? new(test.Command, $"{Evidence(test, integration)}; no command was found that runs everything, so it is the tests alone", [])
            : Discovered<IReadOnlyList<string>>.Nothing(checks.Select(check => $"{string.Join(' ', check.Target.Command)} ({check.Target.Where}) is only the {check.Name}"));
        return (verify, [.. checks.Select(check => (check.Name, check.Target.Command, Evidence(check.Target, integration)))]);
    }

    private static CommandTarget? Choose(IReadOnlyList<CommandTarget> targets, string[] names, List<(string Line, string Where)> integration) => targets
        .Where(target => names.Contains(target.Name, StringComparer.OrdinalIgnoreCase)).OrderBy(target => target.Native)
        .ThenByDescending(target => Runs(integration, string.Join(' ', target.Command)) is not null)
        .ThenBy(target => targets.Index().First(first => first.Item.Command[0] == target.Command[0]).Index)
        .ThenBy(target => Array.FindIndex(names, name => name.Equals(target.Name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault();

    private static string Evidence(CommandTarget target, List<(string Line, string Where)> integration) =>
        (Runs(integration, string.Join(' ', target.Command)) ?? Runs(integration, target.Runs)) is { } place ? $"{target.Where}; {place} runs it too" : target.Where;

    private static string? Runs(List<(string Line, string Where)> integration, string command) => command.Length < 4 ? null
        : integration.FirstOrDefault(line => line.Line == command || line.Line.EndsWith($" {command}", StringComparison.Ordinal) || line.Line.StartsWith($"{command} ", StringComparison.Ordinal)).Where;

    private static List<(string Line, string Where)> Integration(Survey survey) =>
    [
        .. survey.Texts(path => path.EndsWith(".yml", StringComparison.Ordinal) || path.EndsWith(".yaml", StringComparison.Ordinal))
            .SelectMany(file => CommandTargets.Lines(file.Text).Index().Select(line => (Step().Replace(line.Item.Trim(), "").Trim('"', '\''), $"{file.Path}:{line.Index + 1}"))),
    ];

    [GeneratedRegex(@"^(?:- )?(?:(?:run|script|bash):\s*)?", RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
