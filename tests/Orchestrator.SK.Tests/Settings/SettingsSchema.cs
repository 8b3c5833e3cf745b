using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>Writes <c>appsettings.schema.json</c> from the options: their types, ranges, choices, defaults and documentation.</summary>
internal static class SettingsSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write()
    {
        var options = Options.GetJsonSchemaAsNode(typeof(OrchestratorOptions), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of orchestrator",
            ["description"] = "Precedence, highest first: command line, Orchestrator__* variables, OPENAI_* variables, --config FILE, the user's own file, appsettings.json beside the program.",
            ["type"] = "object",
            ["properties"] = new JsonObject { ["$schema"] = new JsonObject { ["type"] = "string" }, [OrchestratorOptions.Section] = options },
            ["additionalProperties"] = false,
        };
        return schema.ToJsonString(Options).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";
    }

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = node.AsObject();
        schema.Remove("default");
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema["additionalProperties"] = false;
        }

        if (context.PropertyInfo?.AttributeProvider is not PropertyInfo property)
        {
            return schema;
        }

        // Maps and lists are filled, never replaced: null says nothing.
        if (schema["type"] is JsonArray types && context.TypeInfo.Kind is JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable)
        {
            schema["type"] = types.First(type => $"{type}" != "null")!.DeepClone();
        }

        Describe(schema, property);
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            Restrict(schema, rule);
        }

        return schema;
    }

    private static void Describe(JsonObject schema, PropertyInfo property)
    {
        var summary = OptionTree.Document(property, "summary") ?? OptionTree.Document(property.PropertyType, "summary") ?? "";
        var text = summary.StartsWith("Gets or sets ", StringComparison.Ordinal) ? summary["Gets or sets ".Length..]
            : summary.StartsWith("Gets ", StringComparison.Ordinal) ? summary["Gets ".Length..]
            : summary;
        var parts = new[] { text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : "", OptionTree.Document(property, "value") ?? "" };
        schema.Insert(0, "description", string.Join(' ', parts.Where(part => part.Length > 0)));
    }

    private static void Restrict(JsonObject schema, ValidationAttribute rule)
    {
        switch (rule)
        {
            case RangeAttribute range:
                schema["minimum"] = JsonNode.Parse(Convert.ToString(range.Minimum, CultureInfo.InvariantCulture)!);
                schema["maximum"] = JsonNode.Parse(Convert.ToString(range.Maximum, CultureInfo.InvariantCulture)!);
                break;
            case AllowedValuesAttribute choices:
                schema["enum"] = new JsonArray([.. choices.Values.Select(value => JsonValue.Create($"{value}"))]);
                break;
            case RegularExpressionAttribute expression:
                schema["pattern"] = $"^({expression.Pattern})$";
                break;
            case RequiredAttribute:
                schema["minLength"] = 1;
                break;
            default:
                throw new NotSupportedException($"{nameof(SettingsSchema)} does not know how to write {rule.GetType().Name}.");
        }
    }
}
