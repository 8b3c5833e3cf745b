using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Shell scripts that are called after what they do, at the root or in one folder below it.</summary>
internal static partial class ScriptTargets
{
    public static IEnumerable<CommandTarget> In(Survey survey) =>
        survey.Texts(path => Script().IsMatch(path)).Select(file => (file.Path, file.Text, Match: Script().Match(file.Path)))
            .Select(file => new CommandTarget(
                file.Match.Groups["topic"] is { Success: true } topic ? topic.Value : file.Match.Groups["name"].Value,
                [file.Text.StartsWith("#!", StringComparison.Ordinal) && file.Text.Split('\n')[0].Contains("bash", StringComparison.Ordinal) ? "bash" : "sh", file.Path], $"{file.Path}:1", ""));

    [GeneratedRegex(@"^(?:(?:scripts?|eng|build|ci|\.ci|tools?|bin|hack|dev)/)?(?:check-(?<topic>[a-z][a-z0-9-]*)|(?<name>verify|check|check-all|ci|lint|typecheck|test|tests))\.sh$", RegexOptions.CultureInvariant)]
    private static partial Regex Script();
}
