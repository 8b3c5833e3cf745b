using System.Buffers;
using System.Text.Json;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Replies;

/// <summary>A reply as server-sent events: role, pieces of text, pieces of each tool call, finish reason, usage if asked for, the end mark.</summary>
internal static class StreamedReply
{
    public static readonly byte[] End = "data: [DONE]\n\n"u8.ToArray();

    /// <returns>The events without the end mark; each is one chunk.</returns>
    public static List<byte[]> Chunks(Reply.Answer answer, Stamp stamp, int chunkSize, bool includeUsage)
    {
        // As OpenAI does: content starts as null where nothing but tool calls follows.
        List<byte[]> chunks =
        [
            Choice(stamp, null, delta =>
            {
                delta.WriteString("role", "assistant");
                delta.WriteString("content", answer.Content is null ? null : "");
            }),
            .. Pieces(answer.Content ?? "", chunkSize).Select(piece => Choice(stamp, null, delta => delta.WriteString("content", piece))),
        ];
        foreach (var (index, call) in (answer.ToolCalls ?? []).Index())
        {
            chunks.Add(ToolCall(stamp, index, "", call));
            chunks.AddRange(Pieces(call.Arguments, chunkSize).Select(piece => ToolCall(stamp, index, piece, null)));
        }

        chunks.Add(Choice(stamp, stamp.FinishReason, _ => { }));
        if (includeUsage)
        {
            chunks.Add(Event(stamp, writer =>
            {
                writer.WriteStartArray("choices");
                writer.WriteEndArray();
                Json.Usage(writer, stamp.Usage);
            }));
        }

        return chunks;
    }

    // Only the event that begins a call carries its id, type and name.
    private static byte[] ToolCall(Stamp stamp, int index, string arguments, ScriptedCall? begun) => Choice(stamp, null, delta =>
    {
        delta.WriteStartArray("tool_calls");
        delta.WriteStartObject();
        delta.WriteNumber("index", index);
        if (begun is not null)
        {
            delta.WriteString("id", stamp.CallId(begun, index));
            delta.WriteString("type", "function");
        }

        delta.WriteStartObject("function");
        if (begun is not null)
        {
            delta.WriteString("name", begun.Name);
        }

        delta.WriteString("arguments", arguments);
        delta.WriteEndObject();
        delta.WriteEndObject();
        delta.WriteEndArray();
    });

    private static byte[] Choice(Stamp stamp, string? finishReason, Action<Utf8JsonWriter> writeDelta) => Event(stamp, writer =>
    {
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("delta");
        writeDelta(writer);
        writer.WriteEndObject();
        writer.WriteNull("logprobs");
        writer.WriteString("finish_reason", finishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    private static byte[] Event(Stamp stamp, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write("data: "u8);
        Json.Object(buffer, writer =>
        {
            Json.Head(writer, "chat.completion.chunk", stamp);
            write(writer);
        });
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Never cuts a surrogate pair in two: half of one is no text.</summary>
    private static IEnumerable<string> Pieces(string text, int size)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + size);
            end += end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            yield return text[start..end];
            start = end;
        }
    }
}
