using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.SemanticKernel;
using OpenAI.Chat;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Runs;

/// <summary>The arguments of a tool call, read as the model wrote them: nothing unknown, missing, doubled or of another type passes, and nothing is coerced.</summary>
internal static class ToolArguments
{
    /// <summary>No argument list is larger, in bytes of UTF-8: a file of 4 MiB fits in.</summary>
    public const int MaxBytes = 6 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>What the model wrote. The connector's own reading of it takes the last of two equal names, and turns numbers and objects into text.</summary>
    public static string Raw(FunctionCallContent call) =>
        call.InnerContent is ChatToolCall { FunctionArguments: { } written } ? written.ToString() : JsonSerializer.Serialize(call.Arguments);

    /// <summary>Reads an argument list as a JSON object; null when it is none, with the reason.</summary>
    public static JsonElement? Parse(string raw, out string fault)
    {
        fault = "";
        if (Encoding.UTF8.GetByteCount(raw) is var bytes && bytes > MaxBytes)
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"the arguments are too large: {bytes} bytes, and {MaxBytes} are the most; do it in several steps");
            return null;
        }

        try
        {
            // A tool without arguments is called with nothing by some.
            using var json = JsonDocument.Parse(string.IsNullOrWhiteSpace(raw) ? "{}" : raw, Strict);
            if (json.RootElement.ValueKind == JsonValueKind.Object && IsText(json.RootElement))
            {
                return json.RootElement.Clone();
            }

            fault = json.RootElement.ValueKind == JsonValueKind.Object ? "the arguments hold half of a character" : $"the arguments are not a JSON object but {Word(json.RootElement)}";
        }
        catch (JsonException error)
        {
            fault = error.Message.Contains("uplicate", StringComparison.Ordinal) ? "the arguments are not a JSON object: a name stands in it twice" : "the arguments are not a JSON object: they are no sound JSON";
        }

        return null;
    }

    /// <summary>The values as the function takes them; null when it does not take them, with the reason.</summary>
    public static KernelArguments? Bind(KernelFunction function, JsonElement written, out string fault)
    {
        // An argument that is null was left out: a model writes both.
        var given = written.EnumerateObject().Where(argument => argument.Value.ValueKind != JsonValueKind.Null).ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);
        var parameters = function.Metadata.Parameters;
        var unknown = written.EnumerateObject().Select(argument => argument.Name).Except(parameters.Select(parameter => parameter.Name), StringComparer.Ordinal).FirstOrDefault();
        var missing = parameters.FirstOrDefault(parameter => parameter.IsRequired && !given.ContainsKey(parameter.Name))?.Name;
        fault = unknown is not null ? $"there is no argument '{PathRules.Escape(unknown)}'" : missing is not null ? $"the argument '{missing}' is missing" : "";
        if (fault.Length > 0)
        {
            return null;
        }

        var bound = new KernelArguments();
        foreach (var parameter in parameters.Where(parameter => given.ContainsKey(parameter.Name)))
        {
            var value = given[parameter.Name];
            if ((parameter.Schema is { } schema ? JsonShape.Fault(value, schema.RootElement, $"'{parameter.Name}'") : null) is { } wrong)
            {
                fault = wrong;
                return null;
            }

            try
            {
                bound[parameter.Name] = value.Deserialize(parameter.ParameterType ?? typeof(string));
            }
            catch (JsonException)
            {
                // What a schema does not tell, such as a number that is too large.
                fault = $"the argument '{parameter.Name}' has the wrong type";
                return null;
            }
        }

        return bound;
    }

    /// <summary>What a function takes, for a model that called it wrongly.</summary>
    public static string Signature(KernelFunction function) => string.Join(", ", function.Metadata.Parameters.Select(parameter =>
        $"{parameter.Name} ({(parameter.Schema is { } schema ? JsonShape.Describe(schema.RootElement) : "text")}{(parameter.IsRequired ? "" : ", optional")})"));

    /// <summary>The same text for the same arguments, whatever the order and the blanks.</summary>
    public static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{JsonSerializer.Serialize(member.Name)}:{Canonical(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        _ => value.GetRawText(),
    };

    /// <summary>Whether some text among the arguments, however deep, is such.</summary>
    public static bool AnyText(JsonElement value, Func<string, bool> isSuch) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(member => AnyText(member.Value, isSuch)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => AnyText(item, isSuch)),
        JsonValueKind.String => isSuch(value.GetString()!),
        _ => false,
    };

    private static bool IsText(JsonElement value)
    {
        try
        {
            return !AnyText(value, _ => false) && value.EnumerateObject().All(member => member.Name is not null);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
