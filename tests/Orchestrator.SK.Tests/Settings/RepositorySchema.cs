using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>Writes <c>orchestrator.schema.json</c> from the types that read <c>orchestrator.json</c>, and their documentation.</summary>
internal static class RepositorySchema
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly XElement Documentation = XElement.Load(Path.ChangeExtension(typeof(RepositorySettings).Assembly.Location, ".xml"));

    public static string Write()
    {
        var schema = Options.GetJsonSchemaAsNode(typeof(RepositorySettings), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "$id", RepositorySettings.SchemaAddress);
        schema.Insert(2, "title", "What a repository says about itself to orchestrator");

        // What the types cannot say and the reader checks.
        var (experts, checks) = (schema["properties"]!["experts"]!, schema["properties"]!["checks"]!);
        experts["minProperties"] = 1;
        experts["propertyNames"] = new JsonObject { ["pattern"] = "^(?!orchestrator$)[a-z0-9_-]{1,64}$" };
        experts["additionalProperties"]!["properties"]!["writes"]!["minItems"] = 1;
        checks["additionalProperties"] = Check();
        return schema.ToJsonString(Options).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";
    }

    // The shorter form is a list, which no exporter sees behind a converter.
    private static JsonObject Check()
    {
        JsonObject Command() => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["minItems"] = 1 };
        var (either, command) = (Command(), Command());
        either["type"] = new JsonArray("array", "object");
        command.Insert(0, "description", Describe(typeof(CheckSettings).GetProperty("Command")!));
        either["properties"] = new JsonObject
        {
            ["command"] = command,
            ["formats"] = new JsonObject { ["description"] = Describe(typeof(CheckSettings).GetProperty("Formats")!), ["type"] = "boolean" },
        };
        either["required"] = new JsonArray("command");
        either["additionalProperties"] = false;
        return either;
    }

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = node.AsObject();
        schema.Remove("default");
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema["additionalProperties"] = false;
        }

        if (context.PropertyInfo is { AttributeProvider: PropertyInfo property })
        {
            schema.Insert(0, "description", Describe(property));
        }

        return schema;
    }

    // A record's positional property is documented at its parameter.
    private static string Describe(PropertyInfo property)
    {
        var type = Documentation.Descendants("member").First(member => member.Attribute("name")?.Value == $"T:{property.DeclaringType!.FullName}");
        var text = type.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == property.Name)?.Value ?? "";
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
