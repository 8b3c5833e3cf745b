using Microsoft.Extensions.Options;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models;

/// <summary>What a model is called for.</summary>
internal static class Purposes
{
    public const string Plan = "plan";
    public const string Expert = "expert";
    public const string Review = "review";
    public const string Summarise = "summarise";

    /// <summary>Free talk in the console; no run calls it.</summary>
    public const string Talk = "talk";

    public static readonly IReadOnlyList<string> OfRuns = [Plan, Expert, Review, Summarise];

    public static readonly IReadOnlyList<string> All = [.. OfRuns, Talk];
}

/// <summary>A model that can be called: everything is known and checked.</summary>
internal sealed record ModelChoice(string Name, Uri Endpoint, string ApiKey, string Id, int MaxOutputTokens, double? Temperature, TimeSpan Timeout);

/// <summary>There is no model to call: the run cannot start. The message says how to name one.</summary>
internal sealed class NoEndpointException(string message) : Exception(message);

/// <summary>Which model serves which purpose and which expert.</summary>
internal sealed class ModelCatalog(IOptions<OrchestratorOptions> options)
{
    private static readonly Uri OpenAi = new("https://api.openai.com/v1");

    /// <summary>The model for a purpose; an expert's own model wins over the purpose's, and that over the default.</summary>
    /// <exception cref="NoEndpointException">The model has no endpoint, no key or no id.</exception>
    public ModelChoice For(string purpose, string? expert = null)
    {
        var settings = options.Value;
        var name = expert is not null && settings.Experts.TryGetValue(expert, out var own) ? own
            : settings.Purposes.GetValueOrDefault(purpose, settings.DefaultModel);
        return Choose(name, settings.Models.GetValueOrDefault(name) ?? new ModelOptions());
    }

    /// <summary>Every model that a run may call, each once.</summary>
    public IReadOnlyList<ModelChoice> All()
    {
        var settings = options.Value;
        return [.. settings.Experts.Values.Concat(Purposes.OfRuns.Select(purpose => settings.Purposes.GetValueOrDefault(purpose, settings.DefaultModel)))
            .Distinct(StringComparer.Ordinal)
            .Select(name => Choose(name, settings.Models.GetValueOrDefault(name) ?? new ModelOptions()))];
    }

    private static ModelChoice Choose(string name, ModelOptions model)
    {
        var key = $"{OrchestratorOptions.Section}:Models:{name}";
        ProcessSecrets.Learn(model.ApiKey);
        if (model.Endpoint.Length == 0 && model.ApiKey.Length == 0)
        {
            throw new NoEndpointException(
                $"No model endpoint is configured for '{name}'. Set OPENAI_API_KEY (and OPENAI_BASE_URL for another endpoint than OpenAI's) and OPENAI_MODEL, " +
                $"or '{key}:Endpoint', ':ApiKey' and ':Id'. 'orchestrator demo' needs none of them.");
        }

        var endpoint = model.Endpoint.Length == 0 ? OpenAi : new Uri(model.Endpoint.TrimEnd('/'));
        if (model.ApiKey.Length == 0 && !endpoint.IsLoopback)
        {
            throw new NoEndpointException($"The endpoint {endpoint.Host} of '{name}' needs a key: set OPENAI_API_KEY, or '{key}:ApiKey' in the environment.");
        }

        if (model.Id.Length == 0)
        {
            throw new NoEndpointException($"No model id is configured for '{name}': set OPENAI_MODEL, or '{key}:Id', to a model that {endpoint.Host} serves.");
        }

        return new(name, endpoint, model.ApiKey.Length == 0 ? "none" : model.ApiKey, model.Id, model.MaxOutputTokens, model.Temperature, TimeSpan.FromSeconds(model.TimeoutSeconds));
    }
}
