using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Settings;

/// <summary>Where keys may lie: in the environment, in user secrets, in a file of their own; never in a file of a repository.</summary>
internal static class KeyFiles
{
    /// <summary>The id under which <c>dotnet user-secrets</c> keeps keys for this program.</summary>
    public const string UserSecretsId = "orchestrator-sk";

    private const string Connection = $"{OrchestratorOptions.Section}:Journal:ConnectionString";

    private const string Models = $"{OrchestratorOptions.Section}:Models";

    /// <summary>The keys of models that name a file and have no key otherwise.</summary>
    /// <exception cref="OptionsValidationException">A file cannot be used, or a settings file with a key lies in a git repository.</exception>
    public static IReadOnlyDictionary<string, string> Read(IConfigurationRoot configuration)
    {
        var faults = new List<string>();
        var keys = new Dictionary<string, string>();
        foreach (var model in configuration.GetSection(Models).GetChildren())
        {
            faults.AddRange(InRepositories(configuration, $"{model.Path}:ApiKey", $"set OPENAI_API_KEY or '{model.Path}:ApiKeyFile'."));
            if (model["ApiKeyFile"] is { Length: > 0 } path && string.IsNullOrEmpty(model["ApiKey"]))
            {
                var (key, fault) = KeyFile.Read(path);
                faults.AddRange(fault is null ? [] : [$"'{model.Path}:ApiKeyFile' is '{path}', which {fault}"]);
                if (key is not null)
                {
                    ProcessSecrets.Learn(key);
                    keys[$"{model.Path}:ApiKey"] = key;
                }
            }
        }

        faults.AddRange(InRepositories(configuration, Connection, "set Orchestrator__Journal__ConnectionString, or keep it in user secrets."));
        if (configuration[Connection] is { Length: > 0 } connection)
        {
            ProcessSecrets.Learn(connection);
            ProcessSecrets.Learn(PostgresServer.PasswordOf(connection) ?? "");
        }

        return faults.Count == 0 ? keys : throw new OptionsValidationException(OrchestratorOptions.Section, typeof(OrchestratorOptions), faults);
    }

    /// <summary>The file of <c>dotnet user-secrets</c>.</summary>
    public static string UserSecrets(string home) => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Microsoft", "UserSecrets", UserSecretsId, "secrets.json")
        : Path.Combine(home, ".microsoft", "usersecrets", UserSecretsId, "secrets.json");

    /// <summary>Whether a setting of that name, or a variable for it, is never to be shown.</summary>
    public static bool IsSecret(string name) => name.EndsWith("ApiKey", StringComparison.OrdinalIgnoreCase) || name.EndsWith("ConnectionString", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Telemetry:Headers", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Telemetry__Headers", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> InRepositories(IConfigurationRoot configuration, string key, string wayOut) => configuration.Providers.OfType<JsonConfigurationProvider>()
        .Where(provider => provider.TryGet(key, out var value) && !string.IsNullOrEmpty(value))
        .Select(provider => provider.Source.FileProvider?.GetFileInfo(provider.Source.Path!).PhysicalPath)
        .Where(file => file is not null && (KeyFile.RepositoryOf(file) ?? (KeyFile.Real(file) is { } real ? KeyFile.RepositoryOf(real) : null)) is not null)
        .Select(file => $"'{key}' stands in '{file}', which lies in a git repository and would be committed one day: take it out, and {wayOut}");
}
