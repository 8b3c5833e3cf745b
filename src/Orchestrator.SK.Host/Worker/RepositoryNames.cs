using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Host.Worker;

/// <summary>What is said when a task names a repository that the operator has not configured.</summary>
internal static class RepositoryNames
{
    public static string Unknown(string name, OrchestratorOptions options)
    {
        var known = options.Repositories.Keys.Order(StringComparer.Ordinal).ToList();
        return $"'{name}' is no repository of this worker. "
            + (known.Count == 0 ? "None is configured. " : $"The repositories are {string.Join(", ", known)}. ")
            + "The operator adds one with Orchestrator:Repositories:<name>:Path in the settings, or Orchestrator__Repositories__<name>__Path in the environment.";
    }
}
