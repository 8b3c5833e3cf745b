using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models;

/// <summary>The prices of models: those that come with the program, and over them those of the operator.</summary>
internal sealed class PriceFile(IOptions<OrchestratorOptions> options)
{
    /// <summary>The file beside the program.</summary>
    public const string Name = "prices.json";

    private static readonly JsonDocumentOptions Form = new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Lazy<PriceTable> _table = new(() => Load(options.Value.PricesFile));

    /// <exception cref="InvalidDataException">A file cannot be used; the message names the file, the place, and what may stand there.</exception>
    public PriceTable Table => _table.Value;

    private static PriceTable Load(string own)
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, Name);
        var prices = File.Exists(shipped) ? Read(shipped) : new(StringComparer.Ordinal);
        foreach (var (model, price) in own.Length == 0 ? [] : Read(own))
        {
            prices[model] = price;
        }

        return new PriceTable(prices);
    }

    private static Dictionary<string, ModelPrice> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), Form);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("models", out var models) || models.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"{path} has no object 'models': write {{ \"models\": {{ \"<id>\": {{ \"input\": 1.25, \"output\": 10 }} }} }}, in US dollars for a million tokens.");
            }

            return models.EnumerateObject().ToDictionary(model => model.Name, model => PriceOf(path, model), StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"The prices in {path} cannot be read: {error.Message} Name another file in Orchestrator:PricesFile, or none.", error);
        }
    }

    private static ModelPrice PriceOf(string path, JsonProperty model)
    {
        decimal? Dollars(string name, bool required)
        {
            var place = $"{path}: models.{model.Name}.{name}";
            return model.Value.ValueKind != JsonValueKind.Object || !model.Value.TryGetProperty(name, out var value)
                ? required ? throw new InvalidDataException($"{place} is missing: set US dollars for a million tokens, 0 for a model that costs nothing.") : null
                : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var dollars) && dollars is >= 0 and <= 1_000_000 ? dollars
                : throw new InvalidDataException($"{place} is {value.GetRawText()}: set US dollars for a million tokens, from 0 to 1000000.");
        }

        if (model.Value.ValueKind == JsonValueKind.Object && model.Value.EnumerateObject().Select(entry => entry.Name).Except(["input", "output", "cached"], StringComparer.Ordinal).FirstOrDefault() is { } strange)
        {
            throw new InvalidDataException($"{path}: models.{model.Name} has '{strange}'; it may have input, output and cached.");
        }

        return new ModelPrice(Dollars("input", required: true)!.Value, Dollars("output", required: true)!.Value, Dollars("cached", required: false));
    }
}
