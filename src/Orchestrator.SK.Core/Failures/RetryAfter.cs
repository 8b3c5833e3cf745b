using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Failures;

/// <summary>How long an endpoint asks to wait, in all the ways in which endpoints say so.</summary>
public static partial class RetryAfter
{
    // Nobody waits longer; a larger number must not overflow.
    private const double MaxSeconds = 100_000_000;

    private static readonly string[] DateFormats =
        ["r", "ddd, d MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Returns the wait; null when none is named, or none that makes sense: then our own backoff decides.</summary>
    /// <param name="header">Gives the value of a header, or null.</param>
    /// <param name="error">What the body says.</param>
    /// <param name="isRateLimit">Whether this is a refusal for too much: only then do the headers that tell when a budget fills up again matter.</param>
    /// <param name="now">Our clock; a date is measured against the endpoint's own where it sends it.</param>
    public static TimeSpan? Read(Func<string, string?> header, ProviderError error, bool isRateLimit, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(error);
        var at = Date(header("date")) ?? now;
        var wait = Number(header("retry-after-ms"), 0.001) ?? Number(header("x-ms-retry-after-ms"), 0.001) ?? Value(header("retry-after"), at)
            ?? Duration(error.RetryDelay)
            ?? (isRateLimit ? Reset(header, at) ?? (error.IsSpoken ? Words(error.Message) : null) : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    // The budget that is empty says when it fills up again; where none says that it is empty, the later of all.
    private static TimeSpan? Reset(Func<string, string?> header, DateTimeOffset at)
    {
        string[] prefixes = ["x-ratelimit-{0}-requests", "x-ratelimit-{0}-tokens", "anthropic-ratelimit-requests-{0}", "anthropic-ratelimit-tokens-{0}", "anthropic-ratelimit-input-tokens-{0}", "anthropic-ratelimit-output-tokens-{0}", "x-ratelimit-{0}", "ratelimit-{0}"];
        var budgets = prefixes
            .Select(prefix => (Wait: Until(header(prefix.Replace("{0}", "reset", StringComparison.Ordinal)), at), Left: header(prefix.Replace("{0}", "remaining", StringComparison.Ordinal))?.Trim()))
            .Where(budget => budget.Wait is not null)
            .ToList();
        var empty = budgets.Where(budget => budget.Left == "0").ToList();
        return (empty.Count > 0 ? empty : budgets.Where(budget => budget.Left is null).ToList()).Select(budget => budget.Wait).Max();
    }

    private static TimeSpan? Value(string? text, DateTimeOffset at) => Number(text, 1) ?? Duration(text) ?? (Date(text) - at);

    // A number is seconds, or, where it is that large, a time since 1970 in seconds or milliseconds.
    private static TimeSpan? Until(string? text, DateTimeOffset at) =>
        Raw(text) is { } number
            ? Seconds(number > 1e11 ? (number / 1000) - at.ToUnixTimeSeconds() : number > 1e9 ? number - at.ToUnixTimeSeconds() : number)
            : Duration(text) ?? (Date(text) - at);

    private static TimeSpan? Words(string message) =>
        Spoken().Match(message) is { Success: true } match ? Duration($"{match.Groups["number"].Value}{Unit(match.Groups["unit"].Value)}{match.Groups["rest"].Value}") : null;

    private static string Unit(string unit) => unit.ToUpperInvariant() switch
    {
        "MS" or "MILLISECOND" or "MILLISECONDS" => "ms",
        "M" or "MINUTE" or "MINUTES" => "m",
        "H" or "HOUR" or "HOURS" => "h",
        _ => "s",
    };

    // 6m0s, 1.242s, 120ms, 1h2m3s.
    private static TimeSpan? Duration(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || Parts().Match(text.Trim()) is not { Success: true } match)
        {
            return null;
        }

        var seconds = match.Groups["number"].Captures.Zip(match.Groups["unit"].Captures, (number, unit) => (Raw(number.Value) ?? 0) * unit.Value switch
        {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            "ms" => 0.001,
            _ => 1,
        }).Sum();
        return Seconds(seconds);
    }

    private static TimeSpan? Number(string? text, double unit) => Raw(text) is { } number ? Seconds(number * unit) : null;

    private static double? Raw(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MaxSeconds));

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(text?.Trim(), DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var date) ? date : null;

    [GeneratedRegex(@"\A(?:(?<number>[0-9]{1,12}(?:\.[0-9]{1,12})?)(?<unit>ms|d|h|m|s))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"(?:try again|retry)(?: (?:in|after))? (?<number>[0-9]{1,9}(?:\.[0-9]{1,9})?) ?(?<unit>milliseconds?|ms|minutes?|m|hours?|h|seconds?|s)(?<rest>(?:[0-9]{1,9}(?:\.[0-9]{1,9})?(?:ms|m|s))*)(?![A-Za-z0-9])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Spoken();
}
