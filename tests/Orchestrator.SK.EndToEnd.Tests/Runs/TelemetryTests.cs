using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>The built program and a collector: what is sent where an endpoint is set, and nothing where none is.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Run_WithACollector_SendsSpansAndMeasurements_WithoutTextsAndKeys()
    {
        var target = TidemarkTarget.In(_home);
        await using var model = await Rehearsals.SampleAsync();
        await using var collector = new Collector();
        var variables = new Dictionary<string, string>(Variables.For(model, "sk-canary-4711"))
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-collector-key=canary-of-the-collector", ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test",
        };

        var result = await RunningProgram.RunAsync(_home, target.Root, variables, "run", "BK-005", "--sandbox", "none");

        result.ShouldEndWith(0);
        var spans = collector.Spans;
        Assert.Contains(spans, span => span.Name == "invoke_workflow deliver" && span.Attributes["orchestrator.verdict"] == "delivered" && span.Attributes["orchestrator.item.id"] == "BK-005");
        Assert.Contains(spans, span => span.Name == "invoke_agent documentation");
        Assert.Equal(model.Requests.Count(request => request.Method == "POST"), spans.Count(span => span.Name == "chat rehearsal"));
        Assert.Contains(spans, span => span.Name == "execute_tool files-write");
        Assert.Contains("gen_ai.client.token.usage", collector.Metrics);
        Assert.Contains("orchestrator.runs", collector.Metrics);
        Assert.Equal(("orchestrator", "test"), (collector.Resource["service.name"], collector.Resource["deployment.environment.name"]));
        Assert.All(collector.Keys, key => Assert.Equal("canary-of-the-collector", key));
        Assert.DoesNotContain("canary", collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("WriteAtomic", collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithACollectorThatIsNotThere_IsDeliveredAllTheSame()
    {
        var target = TidemarkTarget.In(_home);
        await using var model = await Rehearsals.SampleAsync();

        var result = await RunningProgram.RunAsync(_home, target.Root, new Dictionary<string, string>(Variables.For(model)) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" }, "run", "BK-005", "--sandbox", "none");

        result.ShouldEndWith(0);
    }

    [Fact]
    public async Task Collector_WithAnAddressThatIsNone_IsNamed()
    {
        var result = await RunningProgram.RunAsync(_home, _home.Temporary, new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "localhost:4317" }, "runs", "list");

        result.ShouldEndWith(78, "Orchestrator:Telemetry:Endpoint", "localhost:4317");
    }
}
