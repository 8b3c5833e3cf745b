namespace Orchestrator.SK.Core.Budgets;

/// <summary>What a model costs, in US dollars for a million tokens.</summary>
/// <param name="Cached">For input that the endpoint had in its cache; null when it costs as much as other input.</param>
public sealed record ModelPrice(decimal Input, decimal Output, decimal? Cached = null)
{
    private const decimal Million = 1_000_000m;

    /// <summary>What the tokens cost, in US dollars, not rounded.</summary>
    public decimal Of(TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        var cached = Math.Min(usage.Cached, usage.Input);
        return (((usage.Input - cached) * Input) + (cached * (Cached ?? Input)) + (usage.Output * Output)) / Million;
    }
}

/// <summary>The prices of models by their id.</summary>
/// <param name="prices">A name stands for its dated releases as well: <c>m</c> for <c>m-2026-01-31</c>.</param>
public sealed class PriceTable(IReadOnlyDictionary<string, ModelPrice> prices)
{
    public static readonly PriceTable Empty = new(new Dictionary<string, ModelPrice>());

    /// <summary>The price of a model; null when it is not known, which is not the same as free.</summary>
    public ModelPrice? Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return prices.GetValueOrDefault(model)
            ?? prices.Where(price => IsRelease(model, price.Key)).OrderByDescending(price => price.Key.Length).Select(price => price.Value).FirstOrDefault();
    }

    // A date, and nothing else: "m-mini" is another model, with another price.
    private static bool IsRelease(string model, string name) =>
        model.Length > name.Length + 1 && model.StartsWith(name, StringComparison.Ordinal) && model[name.Length] is ('-' or '@' or ':')
        && model[(name.Length + 1)..].All(character => char.IsAsciiDigit(character) || character == '-');
}
