using System.Text.Json;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>Judges a function's <c>config.json</c>. Semantic Kernel ignores what it does not know, so a slip of the pen would go unnoticed.</summary>
internal sealed class SettingsLint(LintText file)
{
    private static readonly string[] Keys = ["schema", "name", "description", "template_format", "input_variables", "output_variable", "execution_settings", "allow_dangerously_set_content"];
    private static readonly string[] VariableKeys = ["name", "description", "default", "is_required", "json_schema", "allow_dangerously_set_content"];
    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private readonly List<LintFinding> _findings = [];
    private IReadOnlyDictionary<string, int> _places = new Dictionary<string, int>();

    /// <summary>The declared variables, where they stand.</summary>
    public List<Named> Inputs { get; } = [];

    public string Description { get; private set; } = "";

    public int InputsAt => _places.GetValueOrDefault("input_variables");

    /// <summary>False when there is nothing to hold the text against.</summary>
    public bool Readable { get; private set; }

    public IReadOnlyList<LintFinding> Check(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            _places = JsonPlaces.Of(json);
            Readable = document.RootElement.ValueKind == JsonValueKind.Object;
            if (Readable)
            {
                CheckRoot(document.RootElement);
            }
            else
            {
                Add("", "the file holds no object.");
            }
        }
        catch (JsonException error)
        {
            // The reader counts bytes from 0.
            var offset = file.Offset((int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1);
            _findings.Add(file.At(offset, LintRule.Settings, $"the file is no JSON: {error.Message.Split(" LineNumber:", 2)[0]}"));
        }

        return _findings;
    }

    private void CheckRoot(JsonElement root)
    {
        CheckKeys("", root, Keys);
        Expect(root, "schema", value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var schema) && schema == 1, "'schema' is 1.");
        Expect(root, "description", value => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0, "'description' says in one text what the function does.");
        Description = root.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String ? description.GetString()! : "";
        if (root.TryGetProperty("template_format", out var format) && !format.ValueEquals("semantic-kernel"))
        {
            Add("template_format", "'template_format' is semantic-kernel, or left out: nothing here reads another.");
        }

        CheckContent("", root);
        if (root.TryGetProperty("execution_settings", out var settings) && (settings.ValueKind != JsonValueKind.Object || settings.EnumerateObject().Any(service => service.Value.ValueKind != JsonValueKind.Object)))
        {
            Add("execution_settings", "'execution_settings' holds an object for each service, such as { \"default\": { … } }.");
        }

        if (!root.TryGetProperty("input_variables", out var inputs))
        {
            return;
        }

        if (inputs.ValueKind != JsonValueKind.Array)
        {
            Add("input_variables", "'input_variables' is a list of objects with name and description.");
            return;
        }

        var index = 0;
        foreach (var input in inputs.EnumerateArray())
        {
            CheckInput($"input_variables[{index++}]", input);
        }
    }

    private void CheckInput(string place, JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object || !input.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
        {
            Add(place, "a variable is an object with a name.");
            return;
        }

        CheckKeys(place, input, VariableKeys);
        CheckContent(place, input);
        var text = name.GetString()!;
        if (text.Length == 0 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            Add($"{place}.name", $"'{text}' cannot be a variable: use letters, digits and '_'.");
        }
        else if (Inputs.Exists(other => other.Name == text))
        {
            Add($"{place}.name", $"'{text}' is declared twice.");
        }
        else
        {
            Inputs.Add(new(text, file, _places.GetValueOrDefault($"{place}.name")));
        }
    }

    private void CheckKeys(string place, JsonElement element, string[] known)
    {
        foreach (var key in element.EnumerateObject().Select(member => member.Name).Except(known))
        {
            Add(place.Length == 0 ? key : $"{place}.{key}", $"'{key}' is no key here, and would be ignored.{Nearest.Hint(key, known)}");
        }
    }

    // Encoding is what keeps a repository's text inside its message.
    private void CheckContent(string place, JsonElement element)
    {
        if (element.TryGetProperty("allow_dangerously_set_content", out var open) && open.ValueKind == JsonValueKind.True)
        {
            Add(place.Length == 0 ? "allow_dangerously_set_content" : $"{place}.allow_dangerously_set_content", "with this, text of a repository could open a message of its own: leave it out.");
        }
    }

    private void Expect(JsonElement root, string key, Func<JsonElement, bool> holds, string otherwise)
    {
        if (!root.TryGetProperty(key, out var value) || !holds(value))
        {
            Add(key, otherwise);
        }
    }

    private void Add(string place, string message) => _findings.Add(file.At(_places.GetValueOrDefault(place), LintRule.Settings, message));
}
