using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>A tool call that comes in pieces.</summary>
internal sealed class StreamedCall(string index)
{
    private readonly StringBuilder _name = new();
    private readonly StringBuilder _arguments = new();
    private string _id = "";

    public JsonNode ToJson() => new JsonObject
    {
        ["id"] = _id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = _name.ToString(), ["arguments"] = _arguments.ToString() },
    };

    /// <summary>Adds a piece to the call that it belongs to: the last with its index, unless it brings another id.</summary>
    public static void Take(List<StreamedCall> calls, JsonElement piece)
    {
        if (piece.ValueKind != JsonValueKind.Object)
        {
            throw new ReplyFault(FailureKind.BadReply, "a tool call of the reply is no object");
        }

        var id = Text(piece, "id");
        var index = piece.TryGetProperty("index", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetRawText() : "";
        var call = index.Length > 0 ? calls.FindLast(known => known.IsAt(index)) : calls.LastOrDefault();
        if (call is null || (id.Length > 0 && call._id.Length > 0 && call._id != id))
        {
            calls.Add(call = new StreamedCall(index));
        }

        call._id = id.Length > 0 ? id : call._id;
        if (piece.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object)
        {
            call.AddName(Text(function, "name"));
            call._arguments.Append(Text(function, "arguments"));
        }
    }

    private bool IsAt(string other) => index == other;

    // Some repeat the name with every piece, some send it in pieces.
    private void AddName(string name)
    {
        if (name.Length == 0 || _name.Equals(name))
        {
            return;
        }

        if (_arguments.Length > 0)
        {
            throw new ReplyFault(FailureKind.BadReply, "a tool call of the reply changes its name on the way");
        }

        _name.Append(name);
    }

    private static string Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new ReplyFault(FailureKind.BadReply, $"the {name} of a tool call is no text");
}
