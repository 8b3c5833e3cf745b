using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Documents;

/// <summary>A named command. In the file it is a list, or, where more is to be said of it, an object with the same members.</summary>
/// <param name="Command">The program and its arguments, without a shell.</param>
/// <param name="Formats">Whether what it changes in an expert's own files comes back into the expert's draft. Default false: it only looks.</param>
[JsonConverter(typeof(CheckSettingsConverter))]
public sealed record CheckSettings(IReadOnlyList<string> Command, bool Formats = false)
{
    public override string ToString() => string.Join(' ', Command);
}

/// <summary>Reads and writes both forms; what else may stand there was refused by <see cref="SettingsShape"/>, with its line.</summary>
internal sealed class CheckSettingsConverter : JsonConverter<CheckSettings>
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    public override CheckSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return new(JsonSerializer.Deserialize<IReadOnlyList<string>>(ref reader, Plain)!);
        }

        var written = JsonSerializer.Deserialize<Written>(ref reader, Plain) ?? throw new JsonException("A check is a list, or an object with 'command'.");
        return new(written.Command ?? [], written.Formats);
    }

    public override void Write(Utf8JsonWriter writer, CheckSettings value, JsonSerializerOptions options) => JsonSerializer.Serialize(
        writer, value.Formats ? new Written(value.Command, true) : value.Command, value.Formats ? typeof(Written) : typeof(IReadOnlyList<string>), Plain);

    private sealed record Written(IReadOnlyList<string>? Command = null, bool Formats = false);
}
