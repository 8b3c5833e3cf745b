using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Tests.Intake;

/// <summary>An id is no key over time: what became of an item stands in the items of today.</summary>
public class RenamedItemTests
{
    private const string Backlog = """
        # Backlog

        - [ ] **BK-30 — One adapter for all**
          - Retries (was BK-21, absorbed here)

        - [x] **ID-11 — New runtime** *(promoted to BK-4)*

        ## Done

        - [x] **DONE-2 — Native paths** *(was BK-3)*

        """;

    [Theory]
    [InlineData("BK-3", "BK-3 is DONE-2 now, Native paths (marked [x]).", "Add a new item for further work.")]
    [InlineData("bk-3", "BK-3 is DONE-2 now, Native paths (marked [x]).", "Add a new item for further work.")]
    [InlineData("BK-21", "BK-21 is BK-30 now, One adapter for all (marked [ ]).", "Run BK-30.")]
    [InlineData("ID-11", "ID-11 is done already (marked [x], *(promoted to BK-4)*).", "Add a new item for further work.")]
    [InlineData("bk-2", "BK-2 is not in sdd/BACKLOG.md, which has the open items BK-30.", "Add it there as '- [ ] **BK-2 — Title**' with a 'spec:' line, commit, and run again.")]
    public void Check_IdOfAnotherDay_NamesWhatBecameOfIt(string id, string reason, string remedy)
    {
        var found = IntakeRules.Check(id, "sdd/BACKLOG.md", BacklogParser.Parse("sdd/BACKLOG.md", Backlog), null, new SpecIndex([]), _ => true);

        Assert.Equal((null, reason, remedy), (found.Item, found.Refusal, found.Remedy));
    }
}
