using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>The JSON Schema of one line of <c>-o jsonl</c>, made from the events themselves. Kinds and members are added to it and never renamed, so more than it names is allowed.</summary>
internal static class EventSchema
{
    private static readonly string[] Heads = ["seq", "at", "run"];

    public static string Write()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "https://orchestrator-sk.example/run-events.schema.json",
            ["title"] = "One entry of a run's record",
            ["description"] = "A line of 'orchestrator runs events' and of '-o jsonl'. Members that are null are left out.",
        };
        var events = Options().GetJsonSchemaAsNode(typeof(RunEvent), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (_, node) => LeaveOutNulls(node) }).AsObject();
        foreach (var kind in events["anyOf"]!.AsArray())
        {
            Head(kind!.AsObject());
        }

        schema["anyOf"] = events["anyOf"]!.DeepClone();
        return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = EntryJson.Options.Encoder }).ReplaceLineEndings("\n") + "\n";
    }

    // As they are written: numbers are numbers.
    private static JsonSerializerOptions Options() => new(EntryJson.Options) { NumberHandling = JsonNumberHandling.Strict, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    // What every line begins with.
    private static void Head(JsonObject kind)
    {
        var members = new JsonObject
        {
            ["seq"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["description"] = "The place in the record." },
            ["at"] = new JsonObject { ["type"] = "string", ["format"] = "date-time", ["description"] = "When it was recorded." },
            ["run"] = new JsonObject { ["type"] = "string", ["description"] = "The id of the run." },
        };
        foreach (var (name, member) in kind["properties"]!.AsObject().ToList())
        {
            members[name] = member!.DeepClone();
        }

        var required = kind["required"]?.AsArray().Select(name => $"{name}") ?? [];
        kind["type"] = "object";
        kind["properties"] = members;
        kind["required"] = new JsonArray([.. Heads.Concat(required).Select(name => JsonValue.Create(name))]);
    }

    private static JsonNode LeaveOutNulls(JsonNode node)
    {
        if (node is JsonObject schema && schema["required"] is JsonArray required && schema["properties"] is JsonObject members)
        {
            foreach (var name in required.Where(name => MayBeNull(members[$"{name}"])).ToList())
            {
                required.Remove(name);
            }
        }

        return node;
    }

    private static bool MayBeNull(JsonNode? member) => member is not JsonObject schema || schema["type"] switch
    {
        JsonArray types => types.Any(type => $"{type}" == "null"),
        null => schema["enum"] is not JsonArray values || values.Any(value => value is null),
        _ => false,
    };
}
