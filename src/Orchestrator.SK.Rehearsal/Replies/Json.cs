using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Replies;

/// <summary>The pieces that whole and streamed replies share.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Object(buffer, write);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Object(IBufferWriter<byte> buffer, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }

    public static void Head(Utf8JsonWriter writer, string kind, Stamp stamp)
    {
        writer.WriteString("id", stamp.Id);
        writer.WriteString("object", kind);
        writer.WriteNumber("created", stamp.Created);
        writer.WriteString("model", stamp.Model);
        if (stamp.SystemFingerprint is { } fingerprint)
        {
            writer.WriteString("system_fingerprint", fingerprint);
        }
    }

    public static void Usage(Utf8JsonWriter writer, TokenUsage usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", usage.Prompt);
        writer.WriteNumber("completion_tokens", usage.Completion);
        writer.WriteNumber("total_tokens", usage.Total);
        Detail(writer, "prompt_tokens_details", "cached_tokens", usage.CachedPrompt);
        Detail(writer, "completion_tokens_details", "reasoning_tokens", usage.Reasoning);
        writer.WriteEndObject();
    }

    private static void Detail(Utf8JsonWriter writer, string owner, string key, int? value)
    {
        if (value is { } tokens)
        {
            writer.WriteStartObject(owner);
            writer.WriteNumber(key, tokens);
            writer.WriteEndObject();
        }
    }
}
