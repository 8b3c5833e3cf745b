using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 9: every option has a default, a range, a unit and a place in appsettings.json. That the host refuses a bad one is in Settings/BadSettingsTests.</summary>
public sealed partial class OptionsTests
{
    private const string Shipped = "appsettings.json";

    private static readonly Rule Rule = new(
        9,
        "every option has a default, a range or its choices, a <value> line with default and unit, and a place in appsettings.json with the same default.",
        "give the property an initial value, [Range] or [AllowedValues] or [RegularExpression], '<value>Default 900 seconds.</value>', and the same line in appsettings.json; then write appsettings.schema.json again.");

    /// <summary>Texts that are checked otherwise, or can be anything; and why.</summary>
    private static readonly Dictionary<string, string> FreeTexts = new(StringComparer.Ordinal)
    {
        ["Orchestrator:StateDirectory"] = "any folder",
        ["Orchestrator:PromptsDirectory"] = "any folder; a wrong one is refused by PromptLibrary",
        ["Orchestrator:PricesFile"] = "any file; a wrong one is refused by PriceFile",
        ["Orchestrator:PluginsDirectory"] = "any folder; a wrong one is refused by PromptFunctions",
        ["Orchestrator:DefaultModel"] = "OrchestratorOptionsValidator looks it up among the models",
        ["Orchestrator:Models:default:Endpoint"] = "OrchestratorOptionsValidator wants an http address",
        ["Orchestrator:Models:default:ApiKey"] = "any key; the endpoint judges",
        ["Orchestrator:Models:default:ApiKeyFile"] = "KeyFile judges when the settings are read",
        ["Orchestrator:Repositories:any:Path"] = "OrchestratorOptionsValidator wants an absolute path",
        ["Orchestrator:Repositories:any:Base"] = "any reference; the repository judges",
        ["Orchestrator:Telemetry:Endpoint"] = "OrchestratorOptionsValidator wants an http address",
        ["Orchestrator:Telemetry:Headers"] = "the collector judges",
        ["Orchestrator:Journal:ConnectionString"] = "OrchestratorOptionsValidator wants a Host, and the server judges",
        ["Orchestrator:Push:Remote"] = "PushRemote judges when a run is accepted",
        ["Orchestrator:Push:CredentialHelper"] = "whatever git takes for one",
        ["Orchestrator:Models:default:Id"] = "any id; the endpoint judges",
    };

    [Fact]
    public void Numbers_HaveARange_AndTheirDefaultIsInside() => Rule.Check(
        OptionTree.Leaves.Count(leaf => leaf.IsNumber), 12, OptionTree.Leaves.Where(leaf => leaf.IsNumber)
            .Where(leaf => leaf.Attribute<RangeAttribute>() is not { } range || !range.IsValid(leaf.Default))
            .Select(leaf => $"{leaf.Key} has no [Range], or its default {leaf.Default} is outside"));

    [Fact]
    public void Texts_HaveChoices_OrAReasonToHaveNone() => Rule.Check(
        OptionTree.Leaves.Count(leaf => leaf.Type == typeof(string)), 8, OptionTree.Leaves.Where(leaf => leaf.Type == typeof(string) && !FreeTexts.ContainsKey(leaf.Key))
            .Where(leaf => !leaf.Property.GetCustomAttributes(typeof(ValidationAttribute), true).Cast<ValidationAttribute>().Any(rule => rule is not RequiredAttribute && rule.IsValid(leaf.Default)))
            .Select(leaf => $"{leaf.Key} has neither [AllowedValues] nor [RegularExpression] that its default '{leaf.Default}' satisfies, nor a reason in {nameof(FreeTexts)}"));

    [Fact]
    public void FreeTexts_AreThere() => Rule.Check(
        FreeTexts.Count, 1, FreeTexts.Keys.Except(OptionTree.Leaves.Select(leaf => leaf.Key), StringComparer.Ordinal).Select(key => $"{key} is listed in {nameof(FreeTexts)}, but does not exist any more"));

    [Fact]
    public void Documentation_OfEachOption_SaysDefaultAndUnit() => Rule.Check(
        OptionTree.Leaves.Count, 25, OptionTree.Leaves.SelectMany(DocumentationFaults));

    [Fact]
    public void ShippedSettings_HaveEachOption_WithItsDefault()
    {
        using var json = JsonDocument.Parse(SourceTree.Read(Shipped));

        Rule.Check(OptionTree.Leaves.Count, 25, OptionTree.Leaves.Where(leaf => leaf.IsShipped).SelectMany(leaf => ShippedFaults(json.RootElement, leaf)));
    }

    // Records of before a model was asked about undecided rows say nothing of it, and none was.
    [Fact]
    public void Limits_OfOptionsAndRecords_HaveTheSameDefaults() => Assert.Equal(new RunLimits(), new LimitsOptions().ToLimits() with { MaxJudgedRows = 0 });

    private static IEnumerable<string> DocumentationFaults(OptionLeaf leaf)
    {
        var place = $"{leaf.Property.DeclaringType!.Name}.{leaf.Property.Name} ({leaf.Key})";
        if (OptionTree.Document(leaf.Property, "summary") is not { Length: > 10 })
        {
            yield return $"{place} has no <summary>";
        }

        if (OptionTree.Document(leaf.Property, "value") is not { } value)
        {
            yield return $"{place} has no <value>";
        }
        else if (DefaultText().Match(value) is not { Success: true } match || !Says(leaf, match.Groups["value"].Value))
        {
            yield return $"{place} says '{value}', but its default is {Written(leaf)}: begin with 'Default {Written(leaf)}'";
        }
        else if (leaf.IsNumber && leaf.Default is not null && match.Groups["unit"].Value.Length == 0)
        {
            yield return $"{place} says '{value}', without a unit behind the number";
        }
    }

    private static bool Says(OptionLeaf leaf, string text) =>
        leaf.IsNumber && leaf.Default is not null
            ? double.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number.Equals(Convert.ToDouble(leaf.Default, CultureInfo.InvariantCulture))
            : text == Written(leaf) || (leaf.IsCollection && text == "none");

    private static string Written(OptionLeaf leaf) => leaf.Default switch
    {
        null => "none",
        "" => "empty",
        System.Collections.ICollection { Count: 0 } => "empty",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => $"{other}",
    };

    private static IEnumerable<string> ShippedFaults(JsonElement root, OptionLeaf leaf)
    {
        var place = root;
        foreach (var name in leaf.Key.Split(':'))
        {
            if (!place.TryGetProperty(name, out place))
            {
                return [$"{Shipped} lacks {leaf.Key}"];
            }
        }

        return leaf.IsCollection || place.ToString() == Convert.ToString(leaf.Default, CultureInfo.InvariantCulture)
            ? []
            : [$"{Shipped} says {place.GetRawText()} for {leaf.Key}, but the default is {Written(leaf)}"];
    }

    [GeneratedRegex(@"^Default:? (?<value>[\w.,@/-]*\w)(,? (?<unit>[\p{L}%]+))?", RegexOptions.CultureInvariant)]
    private static partial Regex DefaultText();
}
