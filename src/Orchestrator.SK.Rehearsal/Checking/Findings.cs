using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>The violations found so far, and the questions that most checks ask.</summary>
internal sealed class Findings
{
    private readonly List<Violation> _all = [];

    public IReadOnlyList<Violation> All => _all;

    public void Add(string place, string fault) => _all.Add(new Violation(place, fault));

    /// <summary>Is it there, and not null? Clients write null for what they leave out.</summary>
    public static bool Has(JsonElement owner, string key, out JsonElement value) =>
        owner.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A string that has to be there; null after a violation.</summary>
    public string? Text(JsonElement owner, string key, string place)
    {
        if (owner.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Add(place, value.ValueKind == JsonValueKind.Undefined ? "is missing" : $"must be a string, not {value.ValueKind}");
        return null;
    }

    public bool? Flag(JsonElement owner, string key, string place)
    {
        if (!Has(owner, key, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(place, $"must be true or false, not {value.ValueKind}");
        return null;
    }

    /// <summary>A name that has to be there; null after a violation.</summary>
    public string? Name(JsonElement owner, string key, string place)
    {
        var name = Text(owner, key, place);
        if (name is null || Names.AreLegal(name))
        {
            return name;
        }

        Add(place, $"'{name}' does not match {Names.Pattern}");
        return null;
    }
}
