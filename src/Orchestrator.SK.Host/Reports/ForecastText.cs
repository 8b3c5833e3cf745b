using System.Globalization;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Reports;

/// <summary>A forecast as a person reads it.</summary>
internal static class ForecastText
{
    public static string Lines(Forecast forecast) => string.Join('\n',
    [
        "Forecast:        expected     at worst",
        Row("model calls", Number(forecast.Expected.Calls), Number(forecast.Worst.Calls)),
        Row("tokens", Number(forecast.Expected.Usage.Total), Number(forecast.Worst.Usage.Total)),
        Row("money", Dollars(forecast.Expected.Cost), Dollars(forecast.Worst.Cost)),
        Row("time", Time(forecast.Expected.Milliseconds), Time(forecast.Worst.Milliseconds)),
        $"  expected: {Basis(forecast)}; at worst: the limits (Orchestrator:Limits)",
        .. forecast.Expected.Cost is null ? [$"  no price is known for {string.Join(", ", Unpriced(forecast))}: put it into Orchestrator:PricesFile"] : Array.Empty<string>(),
    ]);

    /// <summary>The same in one line, for where other things are said as well.</summary>
    public static string Line(Forecast forecast) =>
        $"forecast: {Number(forecast.Expected.Calls)} calls, {Number(forecast.Expected.Usage.Total)} tokens{Known(forecast.Expected.Cost)}, {Time(forecast.Expected.Milliseconds)}; "
        + $"at worst {Number(forecast.Worst.Calls)} calls, {Number(forecast.Worst.Usage.Total)} tokens{Known(forecast.Worst.Cost)}, {Time(forecast.Worst.Milliseconds)}";

    private static string Known(decimal? cost) => cost is null ? "" : $", {Dollars(cost)}";

    public static string Dollars(decimal? cost) => cost is null ? "unknown" : BudgetRules.Money(cost);

    private static IEnumerable<string> Unpriced(Forecast forecast) =>
        forecast.Lines.Where(line => line.Expected.Cost is null).Select(line => line.Model).Distinct(StringComparer.Ordinal);

    private static string Basis(Forecast forecast)
    {
        var thumb = forecast.Lines.Count(line => line.Basis == ForecastBasis.RuleOfThumb);
        var same = forecast.Lines.Count(line => line.Basis == ForecastBasis.SamePrompts);
        return thumb == forecast.Lines.Count ? "a rule of thumb, for no earlier run is known"
            : $"the mean of earlier conversations, for {same} of {forecast.Lines.Count} with the very same prompts{(thumb > 0 ? $", for {thumb} a rule of thumb" : "")}";
    }

    private static string Row(string name, string expected, string worst) => $"  {name,-12} {expected,10} {worst,12}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(long milliseconds) => milliseconds < 90_000
        ? string.Create(CultureInfo.InvariantCulture, $"{(milliseconds + 999) / 1000} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(milliseconds + 59_999) / 60_000} min");
}
