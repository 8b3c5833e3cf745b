using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.SK.Core.Secrets;

namespace Orchestrator.SK.Hosting;

/// <summary>The keys that this process was given, and the one filter that every text passes where it comes in and where it goes out.</summary>
/// <remarks>One for the whole process, so that no sink can be built without it. Secrets are only ever added.</remarks>
internal static class ProcessSecrets
{
    // A text in a text in a text: the arguments of a tool call are JSON inside JSON.
    private const int MaxDepth = 3;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static ImmutableHashSet<string> known = [];

    /// <summary>Gets the filter for what is known now.</summary>
    public static SecretText Filter { get; private set; } = new();

    public static void Learn(string secret)
    {
        if (secret.Length > 0 && ImmutableInterlocked.Update(ref known, set => set.Add(secret)))
        {
            Filter = new SecretText(known);
        }
    }

    public static string Redact(string text) => Filter.Redact(text);

    /// <summary>Redacts the strings of a JSON text; the same text when there is nothing to redact. What is no JSON is redacted as plain text.</summary>
    public static string RedactJson(string json) => RedactJson(json, MaxDepth);

    public static byte[] RedactJson(byte[] json)
    {
        var text = Encoding.UTF8.GetString(json);
        var clean = RedactJson(text);
        return ReferenceEquals(clean, text) ? json : Encoding.UTF8.GetBytes(clean);
    }

    private static string RedactJson(string json, int depth)
    {
        try
        {
            return Copy(json, depth) ?? json;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair, or no JSON at all.
            return Redact(json) is var clean && clean == json ? json : clean;
        }
    }

    // Null when no string changed.
    private static string? Copy(string json, int depth)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var buffer = new ArrayBufferWriter<byte>(json.Length + 1);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        var changed = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(Clean(reader.GetString()!));
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(Clean(reader.GetString()!));
                    break;
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }

        writer.Flush();
        return changed ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;

        string Clean(string text)
        {
            var clean = depth > 1 && text.AsSpan().TrimStart() is ['{' or '[', ..] ? RedactJson(text, depth - 1) : Redact(text);
            changed |= !ReferenceEquals(clean, text) && clean != text;
            return clean;
        }
    }
}
