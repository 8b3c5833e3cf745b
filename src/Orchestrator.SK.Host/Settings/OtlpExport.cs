using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Host.Settings;

/// <summary>Sends spans and measurements to a collector while it lives; what is left is sent when it is disposed of. Made only where an endpoint is set.</summary>
internal sealed class OtlpExport(TelemetryOptions options) : IDisposable
{
    private readonly TracerProvider _spans = OpenTelemetry.Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(Resource()).AddSource(GenAi.Source).AddOtlpExporter(exporter => Point(exporter, options, "v1/traces")).Build();

    private readonly MeterProvider _measurements = OpenTelemetry.Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(Resource()).AddMeter(GenAi.Source).AddOtlpExporter(exporter => Point(exporter, options, "v1/metrics")).Build();

    public void Dispose()
    {
        _spans.Dispose();
        _measurements.Dispose();
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("orchestrator", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3)).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static void Point(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        var isGrpc = options.Protocol == "grpc";
        exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(isGrpc ? options.Endpoint : $"{options.Endpoint.TrimEnd('/')}/{path}");
        exporter.TimeoutMilliseconds = options.TimeoutMilliseconds;
        if (options.Headers.Length > 0)
        {
            exporter.Headers = options.Headers;
        }
    }
}
