using Microsoft.Extensions.Options;
using Orchestrator.SK.Host.Settings;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>Where a setting comes from: flags > Orchestrator__* > OPENAI_* > --config > the user's file > what is shipped.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private const string Key = "Orchestrator:Models:default:Id";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(6, "flag", "command line")]
    [InlineData(5, "variable", "environment")]
    [InlineData(4, "alias", "environment (alias)")]
    [InlineData(3, "config", "extra.json")]
    [InlineData(2, "user", "appsettings.json")]
    [InlineData(1, "", "appsettings.json")]
    public void Value_SetInSeveralPlaces_ComesFromTheHighest(int places, string expected, string source)
    {
        var environment = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.Path };
        if (places >= 2)
        {
            _folder.Write("orchestrator/appsettings.json", Json("user"));
        }

        var extra = places >= 3 ? _folder.Write("extra.json", Json("config")) : null;
        if (places >= 4)
        {
            environment["OPENAI_MODEL"] = "alias";
        }

        if (places >= 5)
        {
            environment["Orchestrator__Models__default__Id"] = "variable";
        }

        var configuration = ConfigurationSources.Build(environment, extra, places >= 6 ? new Dictionary<string, string> { [Key] = "flag" } : []);

        Assert.Equal(expected, configuration[Key]);
        Assert.EndsWith(source, ConfigurationSources.SourceOf(configuration, Key), StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_OfOpenAi_SetTheDefaultModel()
    {
        var configuration = ConfigurationSources.Build(
            new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.Path, ["OPENAI_BASE_URL"] = "http://localhost:1/v1", ["OPENAI_API_KEY"] = "key", ["OPENAI_MODEL"] = "model" }, null, new Dictionary<string, string>());

        Assert.Equal(("http://localhost:1/v1", "key", "model"), (configuration["Orchestrator:Models:default:Endpoint"], configuration["Orchestrator:Models:default:ApiKey"], configuration[Key]));
    }

    [Fact]
    public void Alias_ThatIsEmpty_SetsNothing()
    {
        _folder.Write("orchestrator/appsettings.json", Json("user"));

        var configuration = ConfigurationSources.Build(new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.Path, ["OPENAI_MODEL"] = "" }, null, new Dictionary<string, string>());

        Assert.Equal("user", configuration[Key]);
    }

    [Fact]
    public void Variable_InAnyCase_IsTheSameKey()
    {
        var configuration = ConfigurationSources.Build(
            new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.Path, ["ORCHESTRATOR__MODELS__DEFAULT__ID"] = "loud" }, null, new Dictionary<string, string>());

        Assert.Equal("loud", configuration[Key]);
    }

    [Fact]
    public void ConfigFile_ThatIsNotThere_IsNamed()
    {
        var missing = Path.Combine(_folder.Path, "missing.json");

        var error = Assert.Throws<OptionsValidationException>(() => ConfigurationSources.Build(new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.Path }, missing, new Dictionary<string, string>()));

        Assert.Contains("missing.json", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Json(string id) => $$"""{ "Orchestrator": { "Models": { "default": { "Id": "{{id}}" } } } }""";
}
