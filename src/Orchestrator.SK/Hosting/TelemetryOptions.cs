using System.ComponentModel.DataAnnotations;

namespace Orchestrator.SK.Hosting;

/// <summary>Where spans and measurements go. Bound from <c>Orchestrator:Telemetry</c>; a repository cannot set it.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Gets or sets the address of an OpenTelemetry collector (OTLP), without a signal's path, such as <c>http://localhost:4318</c>.</summary>
    /// <value>Default empty: nothing is sent. Alias: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</value>
    public string Endpoint { get; set; } = "";

    /// <summary>Gets or sets how the collector is spoken to: <c>http/protobuf</c> or <c>grpc</c>.</summary>
    /// <value>Default http/protobuf. Alias: <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</value>
    [AllowedValues("http/protobuf", "grpc")]
    public string Protocol { get; set; } = "http/protobuf";

    /// <summary>Gets or sets headers of the requests to the collector, <c>name=value</c> with commas between; they may hold a key, and are never shown.</summary>
    /// <value>Default empty. Alias: <c>OTEL_EXPORTER_OTLP_HEADERS</c>.</value>
    public string Headers { get; set; } = "";

    /// <summary>Gets or sets how long the collector is waited for, in milliseconds; also when the program ends.</summary>
    /// <value>Default 5,000 milliseconds.</value>
    [Range(100, 60_000)]
    public int TimeoutMilliseconds { get; set; } = 5_000;

    /// <summary>Gets or sets whether the texts of requests and replies go into the spans of calls: they hold the repository's contents.</summary>
    /// <value>Default false. Alias: <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c>.</value>
    public bool CaptureContent { get; set; }
}
