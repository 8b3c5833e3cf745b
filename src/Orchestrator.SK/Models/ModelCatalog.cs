using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models;

/// <summary>What a model is called for.</summary>
internal static class Purposes
{
    public const string Plan = "plan";
    public const string Expert = "expert";
    public const string Review = "review";
    public const string Summarise = "summarise";

    /// <summary>Rows of an audit that no rule decides.</summary>
    public const string Judge = "judge";

    /// <summary>Free talk in the console; no run calls it.</summary>
    public const string Talk = "talk";

    public static readonly IReadOnlyList<string> OfRuns = [Plan, Expert, Review, Summarise, Judge];

    public static readonly IReadOnlyList<string> All = [.. OfRuns, Talk];
}

/// <summary>A model that can be called: everything is known and checked.</summary>
/// <param name="Timeout">How long one attempt of a call may take.</param>
internal sealed record ModelChoice(string Name, Uri Endpoint, string ApiKey, string Id, int MaxOutputTokens, double? Temperature, TimeSpan Timeout)
{
    /// <summary>Tokens that a request and its reply may have together.</summary>
    public long ContextTokens { get; init; } = 128_000;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(300);

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a call may take with all its attempts and the waits between them.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(1_800);

    /// <summary>The longest wait that the endpoint may ask for.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>What the endpoint bears, for all that call it.</summary>
    public PaceLimits Pace { get; init; } = new();

    /// <summary>The model that takes over when this one's endpoint is overloaded or gone; null for none.</summary>
    public ModelChoice? Fallback { get; init; }

    /// <summary>Null when it is not known, which is not the same as free.</summary>
    public ModelPrice? Price { get; init; }
}

/// <summary>There is no model to call: the run cannot start. The message says how to name one.</summary>
internal sealed class NoEndpointException(string message) : Exception(message);

/// <summary>Which model serves which purpose and which expert.</summary>
internal sealed class ModelCatalog(IOptions<OrchestratorOptions> options, PriceFile prices)
{
    private static readonly Uri OpenAi = new("https://api.openai.com/v1");

    public PriceTable Prices => prices.Table;

    /// <summary>The model for a purpose; an expert's own model wins over the purpose's, and that over the default.</summary>
    /// <exception cref="NoEndpointException">The model has no endpoint, no key or no id.</exception>
    public ModelChoice For(string purpose, string? expert = null)
    {
        var settings = options.Value;
        var name = expert is not null && settings.Experts.TryGetValue(expert, out var own) ? own
            : settings.Purposes.GetValueOrDefault(purpose, settings.DefaultModel);
        return WithFallback(Named(name), purpose);
    }

    /// <summary>The model of a conversation whose replies are all recorded: the one that would be called today, or something in its place, for nothing is sent and none needs to be there.</summary>
    /// <param name="switchedTo">The name of the model that took over in the record; null for none.</param>
    public ModelChoice Recorded(string purpose, string? expert, string? switchedTo)
    {
        ModelChoice model;
        try
        {
            model = For(purpose, expert);
        }
        catch (NoEndpointException)
        {
            model = new ModelChoice("recorded", new Uri("http://127.0.0.1:9/v1"), "none", "recorded", 16_384, null, TimeSpan.FromSeconds(1));
        }

        return switchedTo is null || model.Fallback?.Name == switchedTo ? model : model with { Fallback = model with { Name = switchedTo } };
    }

    /// <summary>Every model that a run may call, each once.</summary>
    public IReadOnlyList<ModelChoice> All()
    {
        var settings = options.Value;
        return [.. settings.Experts.Values.Concat(Purposes.OfRuns.Select(purpose => settings.Purposes.GetValueOrDefault(purpose, settings.DefaultModel)))
            .Distinct(StringComparer.Ordinal)
            .Select(Named)];
    }

    /// <summary>The names of all models that may be called, and what each serves: purposes, experts, and whom it takes over from.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Uses()
    {
        var settings = options.Value;
        return Purposes.All.Select(purpose => (Name: settings.Purposes.GetValueOrDefault(purpose, settings.DefaultModel), Use: purpose))
            .Concat(settings.Experts.Select(expert => (Name: expert.Value, Use: expert.Key)))
            .Concat(settings.Fallbacks.Select(fallback => (Name: fallback.Value, Use: $"fallback of {fallback.Key}")))
            .GroupBy(used => used.Name, used => used.Use, StringComparer.Ordinal)
            .ToDictionary(used => used.Key, IReadOnlyList<string> (used) => [.. used], StringComparer.Ordinal);
    }

    /// <summary>A model by its name in the settings.</summary>
    /// <exception cref="NoEndpointException">The model has no endpoint, no key or no id.</exception>
    public ModelChoice Find(string name) => Named(name);

    /// <summary>Every model that takes over from another.</summary>
    public IReadOnlyList<ModelChoice> Fallbacks() => [.. options.Value.Fallbacks.Values.Distinct(StringComparer.Ordinal).Select(Named)];

    private ModelChoice Named(string name) => Choose(name, options.Value.Models.GetValueOrDefault(name) ?? new ModelOptions());

    private ModelChoice WithFallback(ModelChoice model, string purpose) =>
        options.Value.Fallbacks.TryGetValue(purpose, out var name) && name != model.Name
            ? model with { Fallback = Named(name) }
            : model;

    // Several models at one endpoint share its limiter, so what the most careful of them allows counts.
    private PaceLimits PaceOf(string endpoint, string key)
    {
        var sharing = options.Value.Models.Values.Where(model => model.Endpoint == endpoint && model.ApiKey == key).DefaultIfEmpty(new ModelOptions()).ToList();
        return new(sharing.Min(model => model.MaxConcurrency), sharing.Min(model => model.RequestsPerMinute), sharing.Min(model => model.TokensPerMinute));
    }

    private ModelChoice Choose(string name, ModelOptions model)
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

        return new(name, endpoint, model.ApiKey.Length == 0 ? "none" : model.ApiKey, model.Id, model.MaxOutputTokens, model.Temperature, TimeSpan.FromSeconds(model.TimeoutSeconds))
        {
            ContextTokens = model.ContextTokens,
            ConnectTimeout = TimeSpan.FromSeconds(model.ConnectTimeoutSeconds),
            HeaderTimeout = TimeSpan.FromSeconds(model.HeaderTimeoutSeconds),
            IdleTimeout = TimeSpan.FromSeconds(model.IdleTimeoutSeconds),
            CallTimeout = TimeSpan.FromSeconds(model.CallTimeoutSeconds),
            LongestWait = TimeSpan.FromSeconds(model.MaxWaitSeconds),
            Pace = PaceOf(model.Endpoint, model.ApiKey),
            Price = prices.Table.Find(model.Id),
        };
    }
}
