using System.Text.Json.Nodes;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>What an editor says of <c>orchestrator.json</c> is what the program says.</summary>
public sealed class RepositorySchemaTests
{
    private const string File = "orchestrator.schema.json";

    private const string Least = """{ "experts": { "testing": { "writes": ["tests/**"] } } }""";

    private static readonly JsonObject Schema = JsonNode.Parse(RepositorySchema.Write())!.AsObject();

    public static TheoryData<string> Wrong => new(
        """{ "experts": { "testing": { "writes": ["tests/**"], "write": [] } } }""",
        """{ "experts": { "testing": { "reads": ["tests/**"] } } }""",
        """{ "experts": { "testing": { "writes": "tests/**" } } }""",
        """{ "experts": { "testing": { "writes": [] } } }""",
        """{ "experts": {} }""",
        """{ "experts": null }""",
        """{ "experts": { "Testing": { "writes": ["tests/**"] } } }""",
        """{ "experts": { "orchestrator": { "writes": ["tests/**"] } } }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "checks": { "lint": [] } }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "checks": { "lint": null } }""",
        """{ "paths": {} }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "path": {} }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "verify": "make" }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "paths": { "spec": [] } }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "paths": { "specs": "a.md" } }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "checks": { "lint": "make lint" } }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "markers": { "patterns": [{ "files": "a" }] } }""",
        """{ "experts": { "testing": { "writes": ["tests/**"] } }, "markers": { "patterns": ["a"] } }""",
        """{ "experts": { "testing": { "writes": [1] } } }""");

    [Fact]
    public void Schema_AsStored_IsTheOneOfTheTypes()
    {
        var fresh = RepositorySchema.Write();
        var stored = System.IO.File.Exists(SourceTree.PathOf(File)) ? SourceTree.Read(File) : "";
        if (stored != fresh)
        {
            var path = Path.Combine(AppContext.BaseDirectory, File);
            System.IO.File.WriteAllText(path, fresh);
            Assert.Fail($"{File} is stale: RepositorySettings has changed. The way out: cp {Path.GetRelativePath(SourceTree.Root, path)} {File}");
        }
    }

    [Fact]
    public void Schema_OfEachKey_HasADescription() => Assert.All(Described(Schema, ""), key => Assert.True(key.Description.Length > 10, $"'{key.Path}' has no description: document the parameter of the record."));

    [Fact]
    public void Schema_AcceptsTheSampleAndTheLeast()
    {
        Assert.Empty(SchemaReader.Faults(Schema, JsonNode.Parse(SourceTree.Read("samples/tidemark/orchestrator.json")), ""));
        Assert.Empty(SchemaReader.Faults(Schema, JsonNode.Parse(Least), ""));
        Assert.Empty(SchemaReader.Faults(Schema, JsonNode.Parse(Least.Replace("{ \"experts\"", "{ \"paths\": null, \"checks\": null, \"experts\"", StringComparison.Ordinal)), ""));
    }

    [Fact]
    public void Schema_AcceptsWhatIsWritten_AndTheReaderReadsItBack()
    {
        var settings = RepositorySettings.Parse(SourceTree.Read("samples/tidemark/orchestrator.json"));
        var text = SettingsText.Write(settings with { Waivers = new Dictionary<string, string> { ["a \"b\""] = "because\nof c" } });
        var again = RepositorySettings.Parse(text);

        Assert.Empty(SchemaReader.Faults(Schema, JsonNode.Parse(text), ""));
        Assert.Equal(text, SettingsText.Write(again));
        Assert.Equal("because\nof c", again.Waivers!["a \"b\""]);
        Assert.Equal(RepositorySettings.SchemaAddress, again.Schema);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Schema_RefusesWhatTheReaderRefuses(string text)
    {
        Assert.NotEmpty(SchemaReader.Faults(Schema, JsonNode.Parse(text), ""));
        Assert.Throws<SettingsException>(() => RepositorySettings.Parse(text));
    }

    [Fact]
    public void Shape_OfMessages_KnowsEveryKeyOfTheSchema()
    {
        // A text that uses each key passes both; if a key is new in one alone, this is where it shows.
        var all = new RepositorySettings(
            new Dictionary<string, ExpertSettings> { ["testing"] = new(["tests/**"], [], []) }, new DocumentPaths(null, null, null, [], [], null, []), new Dictionary<string, CheckSettings> { ["a"] = new(["b"]), ["f"] = new(["c"], Formats: true) }, [], new Dictionary<string, string>(), new MarkerSettings("Spec", [new("a/*.ts", "(A-[0-9]+)")]), Protected: ["eng/**"], Audit: new AuditSettings(["verify"], ["old/**"], [new WaiverSettings("because", "fix-test", "a/**", "Ada")]));
        var written = JsonNode.Parse(SettingsText.Write(all))!.AsObject();

        Assert.Equal(Keys(Schema), Keys(written));
        Assert.Equal(Keys(Schema["properties"]!["paths"]!.AsObject()), Keys(written["paths"]!.AsObject()));
        var read = RepositorySettings.Parse(written.ToJsonString());
        Assert.Equal((false, true), (read.Checks!["a"].Formats, read.Checks["f"].Formats));
        Assert.Equal(["c"], read.Checks["f"].Command);
        Assert.Empty(SchemaReader.Faults(Schema, written, ""));
    }

    private static IEnumerable<string> Keys(JsonObject node) => (node["properties"] as JsonObject ?? node).Select(member => member.Key).Order(StringComparer.Ordinal);

    private static IEnumerable<(string Path, string Description)> Described(JsonObject schema, string path) =>
        (schema["properties"] as JsonObject ?? []).SelectMany(member => Described(member.Value!.AsObject(), $"{path}.{member.Key}").Prepend(($"{path}.{member.Key}", $"{member.Value!["description"]}")))
            .Concat(schema["additionalProperties"] is JsonObject values ? Described(values, $"{path}.*") : [])
            .Concat(schema["items"] is JsonObject items ? Described(items, $"{path}[]") : []);
}
