using Microsoft.Extensions.Options;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Tests.Models;

public class ModelCatalogTests
{
    [Fact]
    public void For_NothingConfigured_SaysHow()
    {
        var error = Assert.Throws<NoEndpointException>(() => Catalog(_ => { }).For(Purposes.Plan));

        Assert.Contains("OPENAI_API_KEY", error.Message, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:Models:default:Endpoint", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1234/v1/")]
    [InlineData("http://localhost:1234/v1")]
    [InlineData("http://[::1]:1234/v1")]
    public void For_Loopback_NeedsNoKey(string endpoint)
    {
        var model = Catalog(options => options.Models["default"] = new ModelOptions { Endpoint = endpoint, Id = "m" }).For(Purposes.Plan);

        Assert.Equal(("none", "/v1"), (model.ApiKey, model.Endpoint.AbsolutePath));
    }

    [Fact]
    public void For_ForeignEndpointWithoutAKey_IsRefused() => Assert.Contains(
        "'Orchestrator:Models:default:ApiKey'",
        Assert.Throws<NoEndpointException>(() => Catalog(options => options.Models["default"] = new ModelOptions { Endpoint = "https://models.example.org/v1", Id = "m" }).For("plan")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void For_KeyAlone_IsOpenAi() =>
        Assert.Equal("https://api.openai.com/v1", Catalog(options => options.Models["default"] = new ModelOptions { ApiKey = "sk-1", Id = "m" }).For("plan").Endpoint.ToString());

    [Fact]
    public void For_NoId_NamesTheKey() => Assert.Contains(
        "OPENAI_MODEL", Assert.Throws<NoEndpointException>(() => Catalog(options => options.Models["default"] = new ModelOptions { ApiKey = "sk-1" }).For("plan")).Message, StringComparison.Ordinal);

    [Fact]
    public void For_Expert_WinsOverPurposeAndThatOverDefault()
    {
        var catalog = Catalog(options =>
        {
            foreach (var name in new[] { "default", "small", "large", "unused" })
            {
                options.Models[name] = new ModelOptions { Endpoint = "http://localhost:1/v1", Id = name };
            }

            options.Purposes[Purposes.Expert] = "small";
            options.Experts["testing"] = "large";
        });

        Assert.Equal("large", catalog.For(Purposes.Expert, "testing").Id);
        Assert.Equal("large", catalog.For(Purposes.Review, "testing").Id);
        Assert.Equal("small", catalog.For(Purposes.Expert, "documentation").Id);
        Assert.Equal("default", catalog.For(Purposes.Plan).Id);
        Assert.Equal(["default", "large", "small"], catalog.All().Select(model => model.Id).Order());
    }

    private static ModelCatalog Catalog(Action<OrchestratorOptions> set)
    {
        var options = new OrchestratorOptions();
        set(options);
        return new ModelCatalog(Options.Create(options), new PriceFile(Options.Create(options)));
    }
}
