using System.Text.Json;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Replies;

/// <summary>Replies in one piece.</summary>
internal static class WholeReply
{
    public static byte[] Completion(Reply.Answer answer, Stamp stamp) => Json.Object(writer =>
    {
        Json.Head(writer, "chat.completion", stamp);
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        Message(writer, answer, stamp);
        writer.WriteNull("logprobs");
        writer.WriteString("finish_reason", stamp.FinishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
        Json.Usage(writer, stamp.Usage);
    });

    public static byte[] Error(Reply.Failure failure) => Json.Object(writer =>
    {
        writer.WriteStartObject("error");
        writer.WriteString("message", failure.Message);
        writer.WriteString("type", failure.Type);
        writer.WriteString("param", failure.Param);
        writer.WriteString("code", failure.Code);
        writer.WriteEndObject();
    });

    public static byte[] Models(IEnumerable<string> models) => Json.Object(writer =>
    {
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (var model in models)
        {
            writer.WriteStartObject();
            writer.WriteString("id", model);
            writer.WriteString("object", "model");
            writer.WriteNumber("created", 0);
            writer.WriteString("owned_by", "rehearsal");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void Message(Utf8JsonWriter writer, Reply.Answer answer, Stamp stamp)
    {
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        writer.WriteString("content", answer.Content);
        writer.WriteNull("refusal");
        if (answer.ToolCalls is { } calls)
        {
            writer.WriteStartArray("tool_calls");
            foreach (var (index, call) in calls.Index())
            {
                writer.WriteStartObject();
                writer.WriteString("id", stamp.CallId(call, index));
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", call.Name);
                writer.WriteString("arguments", call.Arguments);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
