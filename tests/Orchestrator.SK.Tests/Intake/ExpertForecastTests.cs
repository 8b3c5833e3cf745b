using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Tests.Intake;

public class ExpertForecastTests
{
    private static readonly string[] Paths = ["src/pkg/backends/memory.py", "src/pkg/ext/log.py", "tests/test_log.py", "docs/guide.md", "README.md", "sdd/specs/001-store.md"];

    private static readonly DomainMap Domains = new(
    [
        Domain.Parse("store-backend", ["src/pkg/**", "!src/pkg/ext/**"]), Domain.Parse("extension", ["src/pkg/ext/**"]), Domain.Parse("testing", ["tests/**"]), Domain.Parse("documentation", ["docs/**"]),
    ]);

    [Theory]
    [InlineData("Tidy up", "Nothing in particular.", "")]
    [InlineData("A memory limit", "", "store-backend: 'memory' as in src/pkg/backends/memory.py")]
    [InlineData("Tidy up", "Add `src/pkg/ext/new.py`.", "extension: the item names src/pkg/ext/new.py")]
    [InlineData("Tidy up", "Add `ext/new.py`.", "extension: the item names src/pkg/ext/new.py")]
    [InlineData("Tidy up", "Add `tools/new.py`.", "orchestrator: the item names tools/new.py")]
    [InlineData("Tidy up", "See [it](../docs/guide.md).", "")]
    public void Of_AnItem_NamesWhoOwnsWhatItTouches(string title, string body, string expected) => Assert.Equal(expected, Forecast(title, body, [], []));

    [Fact]
    public void Of_FoundationsAndRipples_NamesWhoseTheyAre()
    {
        var row = new RippleRow("Backend", "Backend", [], 1);

        Assert.Equal(
            "store-backend: sdd/specs/001-store.md is its foundation | documentation: the ripple 'Backend' reaches docs/guide.md | orchestrator: the ripple 'Backend' reaches README.md",
            Forecast("Tidy up", "", ["sdd/specs/001-store.md"], [new ForecastRow(row, ["backend"], ["docs/guide.md", "README.md"])]));
    }

    private static string Forecast(string title, string body, IReadOnlyList<string> specs, IReadOnlyList<ForecastRow> ripples)
    {
        var item = BacklogParser.Parse("sdd/BACKLOG.md", $"- [ ] **BK-001 — {title}**\n  {body}\n").Items[0];
        var foundations = new Dictionary<string, IReadOnlyList<PathPattern>> { ["store-backend"] = [PathPattern.Parse("sdd/specs/001-*.md")] };
        return string.Join(" | ", ExpertForecast.Of(item, specs, ripples, Domains, foundations, Paths).Select(expert => $"{expert.Id}: {string.Join("; ", expert.Because)}"));
    }
}
