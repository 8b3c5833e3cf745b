using System.Globalization;

namespace Orchestrator.SK.Benchmarks;

/// <summary>What a figure depends on besides the code.</summary>
internal static class Machine
{
    /// <summary>How many processes wanted a core in the last minute. A figure from a busy machine says little.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}

/// <summary>A sample of measured times, in milliseconds.</summary>
internal sealed class Times
{
    private readonly List<double> _sorted;

    public Times(IEnumerable<double> milliseconds) => _sorted = [.. milliseconds.Order()];

    public double Median => At(0.5);

    /// <summary>The value that this share of the sample does not exceed.</summary>
    public double At(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Count) - 1, 0, _sorted.Count - 1)];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {Median:0.00} ms, p99 {At(0.99):0.00} ms ({_sorted.Count} times)");
}
