using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Tests.Budgets;

public sealed class PriceTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("prices-").FullName, "own.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void Cost_OfUsage_IsExact()
    {
        var price = new ModelPrice(2.5m, 10m, 1.25m);

        Assert.Equal(0.00583m, price.Of(new TokenUsage(1_333, 333, 666)));
        Assert.Equal(0.0000125m, price.Of(new TokenUsage(10, 0, 5_000)));
        Assert.Equal(0.00000250m, new ModelPrice(2.5m, 10m).Of(new TokenUsage(1, 0, 1)));
        Assert.Equal(0m, price.Of(TokenUsage.None));
    }

    [Theory]
    [InlineData("m", 1)]
    [InlineData("m-2026-01-31", 1)]
    [InlineData("m-mini", 2)]
    [InlineData("m-mini-20260131", 2)]
    [InlineData("m-minimal", null)]
    [InlineData("m-large", null)]
    [InlineData("M", null)]
    [InlineData("mm", null)]
    [InlineData("", null)]
    public void Price_OfAModel_IsItsOwnOrItsReleases(string model, int? expected)
    {
        var table = new PriceTable(new Dictionary<string, ModelPrice> { ["m"] = new(1, 1), ["m-mini"] = new(2, 2) });

        Assert.Equal(expected, (int?)table.Find(model)?.Input);
    }

    [Fact]
    public void OwnFile_OverTheShipped_Wins()
    {
        File.WriteAllText(_file, """{ "asOf": "2026-11-01", "models": { "gpt-5": { "input": 9, "output": 90 }, "mine": { "input": 0, "output": 0 } } }""");
        var table = Load();

        Assert.Equal(new ModelPrice(9, 90), table.Find("gpt-5"));
        Assert.Equal(0m, table.Find("mine")!.Of(new TokenUsage(5, 5)));
        Assert.Equal(0.25m, table.Find("gpt-5-mini")!.Input);
        Assert.Null(table.Find("unheard-of"));
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "no object 'models'")]
    [InlineData("""{ "models": { "a": { "input": 1 } } }""", "models.a.output is missing")]
    [InlineData("""{ "models": { "a": { "input": "1", "output": 1 } } }""", "models.a.input is \"1\"")]
    [InlineData("""{ "models": { "a": { "input": -1, "output": 1 } } }""", "models.a.input is -1")]
    [InlineData("""{ "models": { "a": { "input": 1, "output": 1, "cache": 1 } } }""", "models.a has 'cache'")]
    [InlineData("""{ "models": { "a": { "input": 1, "output": 1 }, "a": { "input": 2, "output": 2 } } }""", "cannot be read")]
    [InlineData("""{ "models": { "a": 3 } }""", "models.a.input is missing")]
    public void OwnFile_ThatIsWrong_SaysWhere(string text, string expected)
    {
        File.WriteAllText(_file, text);

        var fault = Assert.Throws<InvalidDataException>(Load);

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_file, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnFile_ThatIsMissing_SaysWhere() => Assert.Contains(_file, Assert.Throws<InvalidDataException>(Load).Message, StringComparison.Ordinal);

    private PriceTable Load() => new PriceFile(Options.Create(new OrchestratorOptions { PricesFile = _file })).Table;
}
