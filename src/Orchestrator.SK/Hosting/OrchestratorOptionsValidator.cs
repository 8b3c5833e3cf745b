using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Hosting;

/// <summary>Refuses a wrong setting when the host starts: with its key, its value, and what it may be.</summary>
internal sealed partial class OrchestratorOptionsValidator : IValidateOptions<OrchestratorOptions>
{
    public ValidateOptionsResult Validate(string? name, OrchestratorOptions options)
    {
        var faults = new List<string>();
        CheckMembers(options.Limits, $"{OrchestratorOptions.Section}:Limits", faults);
        CheckMembers(options.Sandbox, $"{OrchestratorOptions.Section}:Sandbox", faults);
        CheckMembers(options.Commit, $"{OrchestratorOptions.Section}:Commit", faults);
        CheckMembers(options.Push, $"{OrchestratorOptions.Section}:Push", faults);
        CheckMembers(options.Worker, $"{OrchestratorOptions.Section}:Worker", faults);
        CheckMembers(options.Journal, $"{OrchestratorOptions.Section}:Journal", faults);
        CheckMembers(options.Progress, $"{OrchestratorOptions.Section}:Progress", faults);
        CheckJournal(options.Journal, faults);
        CheckMembers(options.Telemetry, $"{OrchestratorOptions.Section}:Telemetry", faults);
        if (options.Telemetry.Endpoint.Length > 0 && !IsHttp(options.Telemetry.Endpoint))
        {
            faults.Add($"'{OrchestratorOptions.Section}:Telemetry:Endpoint' is '{options.Telemetry.Endpoint}': set an absolute http or https address of a collector, such as http://localhost:4318, or nothing.");
        }

        CheckRepositories(options.Repositories, faults);
        faults.AddRange(options.TrustedSettings.Where(hash => hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)).Select(hash =>
            $"'{OrchestratorOptions.Section}:TrustedSettings' has '{hash}': set the SHA-256 of a file, 64 hexadecimal digits; 'orchestrator config trust --show -o json' prints it."));
        CheckPaths(options.Sandbox.ReadOnlyPaths, "Sandbox:ReadOnlyPaths", faults);
        CheckPaths(options.Sandbox.ProgramPaths, "Sandbox:ProgramPaths", faults);
        faults.AddRange(SandboxOptionsCheck.FaultsOf(options.Sandbox));
        foreach (var (model, settings) in options.Models)
        {
            CheckMembers(settings, $"{OrchestratorOptions.Section}:Models:{model}", faults);
            if (settings.Endpoint.Length > 0 && !IsHttp(settings.Endpoint))
            {
                faults.Add($"'{OrchestratorOptions.Section}:Models:{model}:Endpoint' is '{settings.Endpoint}': set an absolute http or https address, such as http://localhost:11434/v1.");
            }
        }

        CheckName(options, "DefaultModel", options.DefaultModel, faults);
        CheckNames(options, "Experts", options.Experts, faults);
        CheckNames(options, "Purposes", options.Purposes, faults);
        CheckNames(options, "Fallbacks", options.Fallbacks, faults);
        foreach (var (key, purpose) in options.Purposes.Keys.Select(purpose => ("Purposes", purpose)).Concat(options.Fallbacks.Keys.Select(purpose => ("Fallbacks", purpose)))
            .Where(named => !Purposes.All.Contains(named.purpose, StringComparer.Ordinal)))
        {
            faults.Add($"'{OrchestratorOptions.Section}:{key}:{purpose}' is no purpose: the purposes are {string.Join(", ", Purposes.All)}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    // The value itself is never told.
    private static void CheckJournal(JournalOptions journal, List<string> faults)
    {
        const string Key = $"{OrchestratorOptions.Section}:Journal:ConnectionString";
        if (journal.Kind != "postgresql")
        {
            return;
        }

        if (journal.ConnectionString.Length == 0)
        {
            faults.Add($"'{Key}' is empty, and Orchestrator:Journal:Kind is 'postgresql': set it in the environment (Orchestrator__Journal__ConnectionString) or in user secrets, as Host=HOST;Port=5432;Database=NAME;Username=USER;Password=PASSWORD; or choose 'sqlite'.");
        }
        else if (PostgresServer.FaultOf(journal.ConnectionString) is { } fault)
        {
            faults.Add($"'{Key}' cannot be used: {fault}");
        }
    }

    private static void CheckRepositories(Dictionary<string, RepositoryOptions> repositories, List<string> faults)
    {
        foreach (var (name, settings) in repositories)
        {
            var key = $"{OrchestratorOptions.Section}:Repositories:{name}";
            CheckMembers(settings, key, faults);
            if (!RepositoryName().IsMatch(name))
            {
                faults.Add($"'{key}' is no name for a repository: use up to 64 letters, digits, dots, dashes and underscores, a letter or digit first.");
            }

            faults.AddRange(settings.Checks.Where(check => check.Value.Count == 0 || check.Value[0].Length == 0).Select(check => $"'{key}:Checks:{check.Key}' is empty: set the program and its arguments, such as [\"hatch\", \"run\", \"lint\"]."));
            faults.AddRange(settings.Formatters.Where(name => !settings.Checks.ContainsKey(name)).Select(name => $"'{key}:Formatters' names '{name}', which is none of its Checks: {string.Join(", ", settings.Checks.Keys.Order(StringComparer.Ordinal))}."));
            if (settings.Path.Length > 0 && !Path.IsPathFullyQualified(settings.Path))
            {
                faults.Add($"'{key}:Path' is '{settings.Path}': set an absolute path, for the worker does not depend on the folder in which it is started.");
            }
        }

        // Two names for one folder would be two runs at once in one repository.
        foreach (var twice in repositories.GroupBy(entry => Path.TrimEndingDirectorySeparator(entry.Value.Path), StringComparer.Ordinal).Where(group => group.Key.Length > 0 && group.Count() > 1))
        {
            faults.Add($"'{OrchestratorOptions.Section}:Repositories' has '{twice.Key}' under {twice.Count()} names ({string.Join(", ", twice.Select(entry => entry.Key).Order(StringComparer.Ordinal))}): keep one.");
        }
    }

    private static void CheckNames(OrchestratorOptions options, string key, Dictionary<string, string> names, List<string> faults)
    {
        foreach (var (user, model) in names)
        {
            CheckName(options, $"{key}:{user}", model, faults);
        }
    }

    // Without any model there is nothing to choose from: the run says then what it needs.
    private static void CheckName(OrchestratorOptions options, string key, string model, List<string> faults)
    {
        if (options.Models.Count > 0 && !options.Models.ContainsKey(model))
        {
            faults.Add($"'{OrchestratorOptions.Section}:{key}' names the model '{model}', but {OrchestratorOptions.Section}:Models has {string.Join(", ", options.Models.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    private static void CheckPaths(List<string> paths, string key, List<string> faults)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            if (!Path.IsPathFullyQualified(paths[i]))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"'{OrchestratorOptions.Section}:{key}:{i}' is '{paths[i]}': set the absolute path of a folder, such as /opt/tools."));
            }
        }
    }

    private static void CheckMembers(object settings, string key, List<string> faults)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true))
        {
            return;
        }

        foreach (var result in results)
        {
            var member = result.MemberNames.FirstOrDefault() ?? "";
            var property = settings.GetType().GetProperty(member);
            var rule = property?.GetCustomAttribute<AllowedValuesAttribute>() is { } choices ? $"choose one of {string.Join(", ", choices.Values)}." : result.ErrorMessage;
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"'{key}:{member}' is '{property?.GetValue(settings)}': {rule}"));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryName();

    private static bool IsHttp(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
