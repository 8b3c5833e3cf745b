using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Models;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>A bad setting stops the program at its start, with key, value and what it may be (rule 9).</summary>
public sealed class BadSettingsTests
{
    /// <summary>Every option with a range or with choices, and a value just outside: a new section that nobody checks shows here.</summary>
    public static TheoryData<string, string, string> Outside
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var leaf in OptionTree.Leaves)
            {
                if (leaf.Attribute<RangeAttribute>() is { } range)
                {
                    var step = leaf.Type == typeof(double) ? 0.5m : 1m;
                    data.Add(leaf.Key, Text(Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture) + step), $"{range.Maximum}");
                    data.Add(leaf.Key, Text(Convert.ToDecimal(range.Minimum, CultureInfo.InvariantCulture) - step), $"{range.Minimum}");
                }
                else if (leaf.Attribute<AllowedValuesAttribute>() is { } choices)
                {
                    data.Add(leaf.Key, "never", $"{choices.Values[0]}");
                    data.Add(leaf.Key, "Never", $"{choices.Values[^1]}");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public void Option_OutsideItsRange_IsRefusedWithKeyValueAndChoices(string key, string value, string choice)
    {
        var message = Refusal((key, value));

        Assert.Contains($"'{key}' is '{value}'", message, StringComparison.Ordinal);
        Assert.Contains(choice, message.Replace(key, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orchestrator:Commit:Email", "nobody", "'Orchestrator:Commit:Email' is 'nobody'", "[^<>\\s]+@")]
    [InlineData("Orchestrator:Commit:Name", "", "'Orchestrator:Commit:Name'", "required")]
    [InlineData("Orchestrator:Models:default:Endpoint", "localhost:11434", "'Orchestrator:Models:default:Endpoint' is 'localhost:11434'", "http://localhost:11434/v1")]
    [InlineData("Orchestrator:Models:default:Endpoint", "ftp://somewhere/v1", "'Orchestrator:Models:default:Endpoint' is 'ftp://somewhere/v1'", "http or https")]
    [InlineData("Orchestrator:Models:second:Endpoint", "/v1", "'Orchestrator:Models:second:Endpoint' is '/v1'", "http or https")]
    [InlineData("Orchestrator:DefaultModel", "large", "'Orchestrator:DefaultModel' names the model 'large'", "has default")]
    [InlineData("Orchestrator:Experts:testing", "large", "'Orchestrator:Experts:testing' names the model 'large'", "has default")]
    [InlineData("Orchestrator:Purposes:plan", "large", "'Orchestrator:Purposes:plan' names the model 'large'", "has default")]
    [InlineData("Orchestrator:Purposes:dream", "default", "'Orchestrator:Purposes:dream'", "plan, expert, review, summarise")]
    [InlineData("Orchestrator:MaxTokens", "5", "'Orchestrator:MaxTokens' is '5'", "Limits")]
    [InlineData("Orchestrator:Limits:MaxToken", "5", "'Orchestrator:Limits:MaxToken' is '5'", "MaxTokens")]
    [InlineData("Orchestrator:Models:default:Key", "secret", "'Orchestrator:Models:default:Key'", "ApiKey")]
    [InlineData("Orchestrator:Sandbox:ReadOnlyPaths:0", "tools", "'Orchestrator:Sandbox:ReadOnlyPaths:0' is 'tools'", "absolute path")]
    [InlineData("Orchestrator:Sandbox:ProgramPaths:0", "../bin", "'Orchestrator:Sandbox:ProgramPaths:0' is '../bin'", "absolute path")]
    [InlineData("Orchestrator:Sandbox:Environment:A-B", "x", "'Orchestrator:Sandbox:Environment:A-B' is no name", "letters, digits")]
    [InlineData("Orchestrator:Sandbox:Environment:PATH", "/bin", "'Orchestrator:Sandbox:Environment:PATH' cannot be set", "ProgramPaths")]
    [InlineData("Orchestrator:Sandbox:Environment:TOKEN", "ghp_0123456789abcdefghijABCDEFGHIJ012345", "'Orchestrator:Sandbox:Environment:TOKEN' looks like a secret", "without it")]
    [InlineData("Orchestrator:Sandbox:TreeFolders:../up", "/usr", "'Orchestrator:Sandbox:TreeFolders:../up' is no path", "relative")]
    [InlineData("Orchestrator:Sandbox:TreeFolders:node_modules", "modules", "'Orchestrator:Sandbox:TreeFolders:node_modules' is 'modules'", "absolute path")]
    [InlineData("Orchestrator:Sandbox:TreeFolders:node_modules", "/nowhere/modules", "'Orchestrator:Sandbox:TreeFolders:node_modules' is '/nowhere/modules'", "no folder")]
    [InlineData("Orchestrator:Limits:MaxTokens:Value", "5", "'Orchestrator:Limits:MaxTokens' is a section", "one value")]
    [InlineData("Orchestrator:Limits", "5", "'Orchestrator:Limits' is '5'", "MaxTokens")]
    public void Setting_ThatIsWrong_IsRefusedWithKeyValueAndChoices(string key, string value, string fault, string wayOut)
    {
        var message = Refusal((key, value));

        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.Contains(wayOut, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_ThatIsUnknownAndLooksLikeASecret_IsNotPrinted() =>
        Assert.DoesNotContain("sk-verysecret", Refusal(("Orchestrator:Models:default:ApiKye", "sk-verysecret")), StringComparison.Ordinal);

    [Fact]
    public void Value_OfTheWrongType_IsRefusedWithKeyAndValue()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Build(("Orchestrator:Limits:MaxTokens", "many")));

        Assert.Contains("'many'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Orchestrator:Limits:MaxTokens'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_OfSeveralSettings_AreAllNamedAtOnce()
    {
        var message = Refusal(("Orchestrator:Limits:MaxTokens", "1"), ("Orchestrator:Sandbox:Minimum", "some"), ("Orchestrator:Sandboxes", "x"));

        Assert.Contains("Orchestrator:Limits:MaxTokens", message, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:Sandbox:Minimum", message, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:Sandboxes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShippedSettings_AreAccepted()
    {
        var error = Record.Exception(() => Build());

        Assert.Null(error);
    }

    [Fact]
    public void Purposes_AreKnown_ByTheirNames()
    {
        var error = Record.Exception(() => Build([.. Purposes.All.Select(purpose => ($"{OrchestratorOptions.Section}:Purposes:{purpose}", "default"))]));

        Assert.Null(error);
    }

    private static string Refusal(params (string Key, string Value)[] settings) =>
        string.Join('\n', Assert.Throws<OptionsValidationException>(() => Build(settings)).Failures);

    private static void Build(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(SourceTree.PathOf("appsettings.json"), optional: false)
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
            .Build();
        ProgramServices.Build(configuration, LogLevel.None).Dispose();
    }

    private static string Text(decimal number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
