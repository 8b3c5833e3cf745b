using System.Text.Json.Nodes;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>An editor that reads the schema must say what the program would say.</summary>
public sealed class SettingsSchemaTests
{
    private const string File = "appsettings.schema.json";

    private static readonly JsonObject Schema = JsonNode.Parse(SettingsSchema.Write())!.AsObject();

    [Fact]
    public void Schema_AsStored_IsTheOneOfTheOptions()
    {
        var fresh = SettingsSchema.Write();
        var stored = System.IO.File.Exists(SourceTree.PathOf(File)) ? SourceTree.Read(File) : "";
        if (stored != fresh)
        {
            var path = Path.Combine(AppContext.BaseDirectory, File);
            System.IO.File.WriteAllText(path, fresh);
            Assert.Fail($"{File} is stale: the options have changed. The way out: cp {Path.GetRelativePath(SourceTree.Root, path)} {File}");
        }
    }

    [Fact]
    public void ShippedSettings_HaveOnlyKeysThatTheSchemaKnows()
    {
        var unknown = Unknown(Schema, JsonNode.Parse(SourceTree.Read("appsettings.json"))!, "").ToList();

        Assert.True(unknown.Count == 0, $"appsettings.json has keys that no option stands behind: {string.Join(", ", unknown)}. Take them out, or add the option to OrchestratorOptions.");
    }

    [Fact]
    public void Schema_OfEachOption_HasDescriptionAndLimits()
    {
        var number = Schema["properties"]!["Orchestrator"]!["properties"]!["Limits"]!["properties"]!["MaxTokens"]!;
        var choice = Schema["properties"]!["Orchestrator"]!["properties"]!["Sandbox"]!["properties"]!["Minimum"]!;

        Assert.Equal("The tokens, input plus output, of a run. Default 2,000,000 tokens.", $"{number["description"]}");
        Assert.Equal((1_000, 1_000_000_000), ((int)number["minimum"]!, (int)number["maximum"]!));
        Assert.Equal(["full", "partial", "none"], choice["enum"]!.AsArray().Select(value => $"{value}"));
        Assert.All(Objects(Schema), schema => Assert.NotNull(schema["additionalProperties"]));
        Assert.All(OptionTree.Leaves, leaf => Assert.NotNull(Find(Schema, leaf.Key.Split(':'))?["description"]));
    }

    [Fact]
    public void UnknownKey_InSettings_IsFoundByTheWalk() =>
        Assert.Equal(["Orchestrator:Limits:MaxToken"], Unknown(Schema, JsonNode.Parse("""{ "Orchestrator": { "Limits": { "MaxToken": 1 }, "Experts": { "any": "default" } } }""")!, ""));

    private static IEnumerable<string> Unknown(JsonObject schema, JsonNode settings, string path)
    {
        foreach (var (key, value) in settings as JsonObject ?? [])
        {
            var place = path.Length == 0 ? key : $"{path}:{key}";
            var below = Child(schema, key);
            foreach (var unknown in below is null ? [place] : value is null ? [] : Unknown(below, value, place))
            {
                yield return unknown;
            }
        }
    }

    private static JsonObject? Child(JsonObject schema, string key) => (schema["properties"]?[key] ?? schema["additionalProperties"]) as JsonObject;

    private static JsonObject? Find(JsonObject schema, IEnumerable<string> path) => path.Aggregate((JsonObject?)schema, (place, key) => place is null ? null : Child(place, key));

    private static IEnumerable<JsonObject> Objects(JsonObject schema) =>
        (schema["properties"] as JsonObject is { } properties ? new[] { schema }.Concat(properties.Select(property => property.Value).OfType<JsonObject>().SelectMany(Objects)) : [])
            .Concat(schema["additionalProperties"] is JsonObject values ? Objects(values) : []);
}
