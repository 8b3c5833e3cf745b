using Microsoft.Extensions.Options;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Host.PromptLab.Rendering;

/// <summary>The configured models, made whole where an endpoint, a key or an id is missing: nothing is sent, so nothing of it is needed.</summary>
internal static class OfflineModels
{
    private const string NoModel = "no-model-configured";

    public static ModelCatalog From(OrchestratorOptions options)
    {
        var copy = new OrchestratorOptions { DefaultModel = options.DefaultModel };
        foreach (var name in options.Models.Keys.Append(options.DefaultModel).Distinct(StringComparer.Ordinal))
        {
            var model = options.Models.GetValueOrDefault(name) ?? new ModelOptions();
            copy.Models[name] = new ModelOptions
            {
                Endpoint = "http://localhost/v1",
                Id = model.Id.Length > 0 ? model.Id : NoModel,
                MaxOutputTokens = model.MaxOutputTokens,
                Temperature = model.Temperature,
                TimeoutSeconds = model.TimeoutSeconds,
            };
        }

        Copy(options.Experts, copy.Experts);
        Copy(options.Purposes, copy.Purposes);
        return new ModelCatalog(Options.Create(copy), new PriceFile(Options.Create(copy)));
    }

    private static void Copy(Dictionary<string, string> from, Dictionary<string, string> to)
    {
        foreach (var (key, value) in from)
        {
            to[key] = value;
        }
    }
}
