using System.Text.Json;
using System.Text.Unicode;
using Orchestrator.SK.Rehearsal.Replies;

namespace Orchestrator.SK.Rehearsal.Recording;

/// <summary>A recorded request as one line of JSON, the same over HTTP and in the file.</summary>
internal static class RequestLine
{
    public static byte[] Of(RehearsalRequest request) => Json.Object(writer =>
    {
        writer.WriteNumber("number", request.Number);
        writer.WriteString("time", request.Time);
        writer.WriteString("method", request.Method);
        writer.WriteString("path", request.Path);
        writer.WriteStartObject("headers");
        foreach (var (name, value) in request.Headers)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        Body(writer, request.Body.Span);
        writer.WriteNumber("inFlight", request.InFlight);
        writer.WriteNumber("status", request.Status);
        if (request.Fixture is { } fixture)
        {
            writer.WriteString("fixture", $"fixtures[{fixture}]");
        }

        writer.WriteStartArray("violations");
        foreach (var violation in request.Violations)
        {
            writer.WriteStringValue(violation.ToString());
        }

        writer.WriteEndArray();
    });

    // As text, so that every byte comes back from it; what is no text is no JSON either, and stands there in base64.
    private static void Body(Utf8JsonWriter writer, ReadOnlySpan<byte> body)
    {
        if (Utf8.IsValid(body))
        {
            writer.WriteString("body", body);
        }
        else
        {
            writer.WriteBase64String("bodyBase64", body);
        }
    }
}
