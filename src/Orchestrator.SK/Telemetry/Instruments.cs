using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orchestrator.SK.Telemetry;

/// <summary>What is counted: the durations and tokens of model calls by the conventions, and runs, money and waits of our own.</summary>
internal static class Instruments
{
    private static readonly Meter Meter = new(GenAi.Source, GenAi.Version);

    /// <summary>Seconds of one attempt of a call.</summary>
    public static readonly Histogram<double> Duration = Meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Duration of a model call",
        tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });

    /// <summary>Tokens of one reply, by their type.</summary>
    public static readonly Histogram<long> Tokens = Meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a model call",
        tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] });

    /// <summary>US dollars; a call without a known price adds nothing, and is counted as unpriced.</summary>
    public static readonly Counter<double> Cost = Meter.CreateCounter<double>("orchestrator.cost", "{USD}", "Cost of model calls");

    public static readonly Counter<long> Unpriced = Meter.CreateCounter<long>("orchestrator.unpriced_calls", "{call}", "Model calls whose price is not known");

    public static readonly Counter<long> Runs = Meter.CreateCounter<long>("orchestrator.runs", "{run}", "Runs that came to an end, by verdict");

    public static readonly Counter<long> Tools = Meter.CreateCounter<long>("orchestrator.tool.calls", "{call}", "Tool calls of experts, by tool and outcome");

    public static TagList With(params ReadOnlySpan<(string Name, object? Value)> tags)
    {
        var list = new TagList();
        foreach (var (name, value) in tags)
        {
            if (value is not null)
            {
                list.Add(name, value);
            }
        }

        return list;
    }
}
