using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>The stored form of events, which is also the form of <c>-o jsonl</c>.</summary>
internal static class EntryJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Body(RunEvent fact) => JsonSerializer.Serialize(fact, Options);

    public static RunEvent Event(string body) => JsonSerializer.Deserialize<RunEvent>(body, Options) ?? throw new JsonException("The entry is 'null'.");

    /// <summary>The same fact without how long it took: that is no part of what was done.</summary>
    public static RunEvent Timeless(RunEvent fact) => fact switch
    {
        RunEvent.ToolCompleted tool => tool with { Milliseconds = 0 },
        RunEvent.ModelReplied reply => reply with { Milliseconds = 0 },
        _ => fact,
    };

    /// <summary>The link of the chain: it covers the link before, the place, the time and the bytes of the event.</summary>
    public static string Link(string before, string runId, long sequence, string at, string body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{runId}\n{sequence}\n{at}\n{body}")));

    /// <summary>One line of <c>-o jsonl</c>: sequence, time and run, then the event's own members.</summary>
    public static string Line(RunEntry entry)
    {
        var body = entry.Recorded ?? Body(entry.Event);
        return $$"""{"seq":{{entry.Sequence}},"at":"{{entry.At:O}}","run":{{JsonSerializer.Serialize(entry.RunId, Options)}},{{body.AsSpan(1)}}""";
    }
}
