using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Repositories.Processes;

namespace Orchestrator.SK.Host.Settings;

/// <summary>Where settings come from, lowest first. A file in the folder in which the program is started is never read: it may be a stranger's.</summary>
internal static class ConfigurationSources
{
    private const string Prefix = "Orchestrator__";
    private const string CollectorHeaders = "OTEL_EXPORTER_OTLP_HEADERS";

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["OPENAI_BASE_URL"] = $"{OrchestratorOptions.Section}:Models:default:Endpoint",
        ["OPENAI_API_KEY"] = $"{OrchestratorOptions.Section}:Models:default:ApiKey",
        ["OPENAI_API_KEY_FILE"] = $"{OrchestratorOptions.Section}:Models:default:ApiKeyFile",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{OrchestratorOptions.Section}:Telemetry:Endpoint",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = $"{OrchestratorOptions.Section}:Telemetry:Protocol",
        [CollectorHeaders] = $"{OrchestratorOptions.Section}:Telemetry:Headers",
        ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = $"{OrchestratorOptions.Section}:Telemetry:CaptureContent",
        ["OPENAI_MODEL"] = $"{OrchestratorOptions.Section}:Models:default:Id",
    };

    /// <param name="environment">The variables of the process.</param>
    /// <param name="extraFile">The file named by <c>--config</c>.</param>
    /// <param name="flags">What the command line sets.</param>
    /// <exception cref="OptionsValidationException">The file named by <c>--config</c> is not there, or a key stands where none may.</exception>
    public static IConfigurationRoot Build(IReadOnlyDictionary<string, string> environment, string? extraFile, IReadOnlyDictionary<string, string> flags)
    {
        var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        builder.AddJsonFile(UserFile(environment), optional: true);
        builder.AddJsonFile(KeyFiles.UserSecrets(environment.GetValueOrDefault("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)), optional: true);
        if (extraFile is not null)
        {
            builder.AddJsonFile(Existing(extraFile), optional: false);
        }

        builder.Add(new NamedValues("environment (alias)", Aliases.Where(alias => environment.GetValueOrDefault(alias.Key) is { Length: > 0 }).ToDictionary(alias => alias.Value, alias => environment[alias.Key])));
        builder.Add(new NamedValues("environment", environment
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(variable => variable.Key.Replace("__", ":", StringComparison.Ordinal), variable => variable.Value, StringComparer.OrdinalIgnoreCase)));
        builder.Add(new NamedValues("command line", flags));
        var configuration = builder.Build();
        return KeyFiles.Read(configuration) is { Count: > 0 } keys ? builder.Add(new NamedValues("key file", keys)).Build() : configuration;
    }

    /// <summary>The shipped settings and what the program itself sets: nothing of this user's, so none of their models and none of their limits.</summary>
    public static IConfigurationRoot Shipped(IReadOnlyDictionary<string, string> flags) =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).Add(new NamedValues("command line", flags)).Build();

    // Read once: what is a key is then taken out of the process, so that nothing it starts, and nobody who looks at it, finds it there.
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Variables = new(() =>
    {
        var variables = ReadEnvironment();
        foreach (var name in variables.Keys.Where(name => name is "OPENAI_API_KEY" or CollectorHeaders || (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && KeyFiles.IsSecret(name))))
        {
            ProcessSecrets.Learn(variables[name]);
            OwnProcess.Forget(name);
        }

        return variables;
    });

    /// <summary>The variables that this process was given. From the first call on its keys stand in this answer only.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() => Variables.Value;

    private static Dictionary<string, string> ReadEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    /// <summary>Which source a value comes from; null when only the default is left.</summary>
    public static string? SourceOf(IConfigurationRoot configuration, string key)
    {
        var provider = configuration.Providers.LastOrDefault(provider => provider.TryGet(key, out _));
        return provider switch
        {
            null => null,
            JsonConfigurationProvider file => Path.GetFileName(file.Source.Path) is "appsettings.json" && file.Source.FileProvider?.GetFileInfo(file.Source.Path!).PhysicalPath is { } path
                ? path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) ? "appsettings.json" : path
                : file.Source.Path,
            _ => provider.ToString(),
        };
    }

    private static string Existing(string file) => Path.GetFullPath(file) is var full && File.Exists(full)
        ? full
        : throw new OptionsValidationException(OrchestratorOptions.Section, typeof(OrchestratorOptions), [$"--config names '{file}', and there is no file '{full}'."]);

    private static string UserFile(IReadOnlyDictionary<string, string> environment)
    {
        var home = environment.GetValueOrDefault("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return Path.Combine(home, "orchestrator", "appsettings.json");
    }
}
