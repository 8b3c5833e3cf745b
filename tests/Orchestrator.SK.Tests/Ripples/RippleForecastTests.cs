using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Tests.Ripples;

public class RippleForecastTests
{
    private static readonly RippleTable Table = RippleTableParser.Parse("R.md", """
        # Rules

        | If you changed… | Also check / update |
        |---|---|
        | **A backend** (`src/backends/`) | `README.md` |
        | **Public method signature** | docstrings |
        | **`_GATING` dict** | `docs/gating.md` |
        | **Docs navigation** | `docs/` |
        """, null);

    [Theory]
    [InlineData("A log backend", "Backend: backend")]
    [InlineData("Tidy `src/backends/log.py`", "Backend: src/backends/log.py, backend")]
    [InlineData("Rename a method", "")]
    [InlineData("A method with another signature", "Public method signature: method, signature")]
    [InlineData("Write the docs", "")]
    [InlineData("Order the navigation of the docs", "Docs navigation: doc, navigation")]
    [InlineData("Nothing at all", "")]
    public void Of_AnItem_AreTheRulesThatItNamesByMostWords(string text, string expected) =>
        Assert.Equal(expected, string.Join("; ", RippleForecast.Of(Table, text, ["README.md", "docs/gating.md", "src/backends/memory.py"]).Select(row => $"{row.Row.Trigger.Split(" (")[0]}: {string.Join(", ", row.Because)}")));

    [Fact]
    public void Of_AnItem_NamesTheFilesOfTheTargets() =>
        Assert.Equal(["README.md"], Assert.Single(RippleForecast.Of(Table, "A log backend", ["README.md", "docs/README.txt"])).Paths);
}
