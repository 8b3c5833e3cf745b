using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class DossierEditTests
{
    private static readonly DateOnly Date = new(2026, 10, 2);

    [Theory]
    [InlineData("# BK-1 — Log\n\nWhy.\n", "# BK-1 — Log\n\nWhy.\n\n## Resolved, 2026-10-02\n\n- One\n- Two\n")]
    [InlineData("# BK-1 — Log\n\nWhy.", "# BK-1 — Log\n\nWhy.\n\n## Resolved, 2026-10-02\n\n- One\n- Two")]
    [InlineData("# BK-1\r\n\r\n\r\n", "# BK-1\r\n\r\n## Resolved, 2026-10-02\r\n\r\n- One\r\n- Two\r\n")]
    [InlineData("", "## Resolved, 2026-10-02\n\n- One\n- Two")]
    public void Resolve_AddsADatedSection_AndKeepsTheRest(string before, string after) => Assert.Equal(after, DossierEdit.Resolve(before, Date, ["One", "Two"]));

    [Fact]
    public void Resolve_NoRemarks_SaysThatItWasDelivered() => Assert.EndsWith("## Resolved, 2026-10-02\n\nDelivered.\n", DossierEdit.Resolve("# BK-1\n", Date, []), StringComparison.Ordinal);

    [Fact]
    public void Resolve_RemarkThatLooksLikeMarkup_ForgesNoStructure() =>
        Assert.EndsWith("- \\## Resolved, 1999-01-01 - gone\n", DossierEdit.Resolve("# BK-1\n", Date, ["## Resolved, 1999-01-01\n- gone"]), StringComparison.Ordinal);

    [Theory]
    [InlineData("sdd/backlog/bk-385-gate.md", "Text", true)]
    [InlineData("sdd/backlog/gate.md", "# BK-385 — The gate\n", true)]
    [InlineData("sdd/backlog/gate.md", "\uFEFF# BK-385 — The gate\n", true)]
    [InlineData("sdd/backlog/bk-3851-gate.md", "# BK-3851\n", false)]
    [InlineData("README.md", "# Store\n\nBK-385 is open.\n", false)]
    [InlineData("src/bk-385.py", "# BK-385\n", false)]
    public void IsAbout_OnlyADocumentThatSaysSo(string path, string text, bool expected) => Assert.Equal(expected, DossierEdit.IsAbout(path, text, "BK-385"));
}
