using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>What the operator wants run in a repository stands in place of what the repository itself wants.</summary>
internal static class OperatorCommands
{
    /// <param name="own">What <c>orchestrator.json</c> says.</param>
    /// <param name="root">The root of the repository: the operator's entry for it is found by its path.</param>
    /// <returns>The settings to work with, and those whose commands are still the repository's own.</returns>
    public static (RepositorySettings Used, RepositorySettings Own) Over(RepositorySettings own, OrchestratorOptions options, string root)
    {
        var said = options.Repositories.Values.FirstOrDefault(entry => entry.Path.Length > 0 && Path.TrimEndingDirectorySeparator(Path.GetFullPath(entry.Path)) == Path.TrimEndingDirectorySeparator(root));
        var checks = said is { Checks.Count: > 0 } ? said.Checks.ToDictionary(check => check.Key, check => new CheckSettings(check.Value, said.Formatters.Contains(check.Key, StringComparer.Ordinal))) : null;
        var verify = said is { Verify.Count: > 0 } ? said.Verify : null;
        return (
            own with { Checks = checks ?? own.Checks, Verify = verify ?? own.Verify },
            own with { Checks = checks is null ? own.Checks : null, Verify = verify is null ? own.Verify : null });
    }
}
