using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Tests.Intake;

/// <summary>An id is no key over time: what became of an item stands in the items of today.</summary>
public class RenamedItemTests
{
    private const string Backlog = """
        - [ ] **BK-30 — One adapter for all**
          - Retries (was BK-21, absorbed here)

        - [x] **ID-11 — New runtime** *(promoted to BK-4)*
        - [x] **ID-12 — Paths** *(promoted to BK-3)*
        - [x] **ID-13 — Dropped** (withdrawn)
        - [x] **ID-15 — Backends** → moved to [DONE.md](DONE.md)
        - [x] **ID-16 — Runtimes** *(promoted to ID-11)*
        - [x] **ID-17 — Circle** *(promoted to ID-17)*
        - [ ] **ID-18 — Early** (v0.3.0) → graduated to BK-30
        - [ ] **BK-4 — Newer runtime**

        ## Done

        - [x] **DONE-2 — Native paths** *(was BK-3)*

        """;

    private const string Register = """
        # Done

        ## Absorbed

        - [x] **ID-14 — Small one**
          Absorbed by BK-77.

        ## v1.0

        - [x] **ID-15 — Backends** (v1.0)
        """;

    [Theory]
    [InlineData("BK-3", "BK-3 is DONE-2 now, Native paths (marked [x]).", "Add a new item for further work.")]
    [InlineData("bk-3", "BK-3 is DONE-2 now, Native paths (marked [x]).", "Add a new item for further work.")]
    [InlineData("BK-21", "BK-21 is BK-30 now, One adapter for all (marked [ ]).", "Run BK-30.")]
    [InlineData("ID-11", "ID-11 was not shipped under this id: it is marked [x] because it was promoted to BK-4 (sdd/BACKLOG.md:6).", "Run BK-4, Newer runtime.")]
    [InlineData("ID-12", "ID-12 was not shipped under this id: it is marked [x] because it was promoted to BK-3 (sdd/BACKLOG.md:7).", "See BK-3, which is DONE-2 now, marked [x]. Add a new item for further work.")]
    [InlineData("ID-13", "ID-13 was not shipped under this id: it is marked [x] because it was withdrawn (sdd/BACKLOG.md:8).", "Add a new item for further work.")]
    [InlineData("ID-14", "ID-14 was not shipped under this id: it is marked [x] because it was absorbed by BK-77 (sdd/DONE.md:5).", "Look for BK-77, which is in neither the backlog nor the register of done items: git log -S 'BK-77' -- sdd/BACKLOG.md. Add a new item for further work.")]
    [InlineData("ID-15", "ID-15 is done already (marked [x], (v1.0), sdd/DONE.md:10).", "Add a new item for further work.")]
    [InlineData("ID-16", "ID-16 was not shipped under this id: it is marked [x] because it was promoted to ID-11 (sdd/BACKLOG.md:10).", "Run BK-4, Newer runtime.")]
    [InlineData("ID-17", "ID-17 was not shipped under this id: it is marked [x] because it was promoted to ID-17 (sdd/BACKLOG.md:11).", "Correct the entries: ID-17 leads to itself.")]
    [InlineData("ID-18", "ID-18 is not to be done under this id: it was graduated to BK-30 (sdd/BACKLOG.md:12).", "Run BK-30, One adapter for all.")]
    [InlineData("BK300", "BK300 is not in sdd/BACKLOG.md, which has the open items BK-30, ID-18, BK-4. Near it: BK-30 [ ] One adapter for all.", "Run the one you mean, or add it there as '- [ ] **BK300 — Title**' with a 'spec:' line, commit, and run again.")]
    [InlineData("XY-77", "XY-77 is not in sdd/BACKLOG.md, which has the open items BK-30, ID-18, BK-4.", "Add it there as '- [ ] **XY-77 — Title**' with a 'spec:' line, commit, and run again.")]
    public void Check_IdOfAnotherDay_NamesWhatBecameOfIt(string id, string reason, string remedy)
    {
        var refusal = IntakeRules.Check(id, Intakes.Of(Backlog, ("sdd/DONE.md", Register))).Refusal();

        Assert.Equal((reason, remedy), (refusal.Message, refusal.Remedy));
    }
}
