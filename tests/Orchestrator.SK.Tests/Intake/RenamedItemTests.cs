using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Tests.Intake;

/// <summary>An id is no key over time: what became of an item stands in the items of today.</summary>
public class RenamedItemTests
{
    private const string Backlog = """
        - [ ] **BK-30 — One adapter for all**
          - Retries (was BK-21, absorbed here)

        - [x] **ID-11 — New runtime** *(promoted to BK-4)*

        - [x] **ID-12 — Adapter** *(promoted to BK-30)*

        - [x] **ID-13 — Paths** *(promoted to BK-3)*

        - [x] **ID-14 — Adapters** *(promoted to ID-12)*

        - [x] **ID-15 — Given up** *(withdrawn)*

        - [ ] **ID-16 — Early** (v0.3.0) → graduated to BK-30

        - [x] **ID-17 — Circle** *(promoted to ID-17)*

        ## Done

        - [x] **DONE-2 — Native paths** *(was BK-3)*

        """;

    [Theory]
    [InlineData("BK-3", "BK-3 is DONE-2 now, Native paths (marked [x]).", "Add a new item for further work.")]
    [InlineData("bk-3", "BK-3 is DONE-2 now, Native paths (marked [x]).", "Add a new item for further work.")]
    [InlineData("BK-21", "BK-21 is BK-30 now, One adapter for all (marked [ ]).", "Run BK-30.")]
    [InlineData("ID-11", "ID-11 is marked [x], but was promoted to BK-4 (sdd/BACKLOG.md:6), which is in neither the backlog nor the register of done items.", "See when it went: git log -S 'BK-4' -- sdd/BACKLOG.md.")]
    [InlineData("ID-12", "ID-12 is marked [x], but was promoted to BK-30 (sdd/BACKLOG.md:8); BK-30 is open ([ ] One adapter for all).", "Run BK-30.")]
    [InlineData("ID-13", "ID-13 is marked [x], but was promoted to BK-3 (sdd/BACKLOG.md:10); BK-3, now DONE-2, is done ([x] Native paths).", "Add a new item for further work.")]
    [InlineData("ID-14", "ID-14 is marked [x], but was promoted to ID-12 (sdd/BACKLOG.md:12); ID-12, now BK-30, is open ([ ] One adapter for all).", "Run BK-30.")]
    [InlineData("ID-15", "ID-15 was given up: withdrawn (sdd/BACKLOG.md:14).", "Add a new item that says what has changed since.")]
    [InlineData("ID-16", "ID-16 is marked [ ], but was graduated to BK-30 (sdd/BACKLOG.md:16); BK-30 is open ([ ] One adapter for all).", "Run BK-30.")]
    [InlineData("ID-17", "ID-17 is marked [x], but was promoted to ID-17 (sdd/BACKLOG.md:18); it says so of itself.", "Correct its entry.")]
    [InlineData("BK-99", "BK-99 is not in sdd/BACKLOG.md, which has the open items BK-30, ID-16.", "Add it there as '- [ ] **BK-99 — Title**' with a 'spec:' line, commit, and run again.")]
    public void Check_IdOfAnotherDay_NamesWhatBecameOfIt(string id, string reason, string remedy)
    {
        var refusal = IntakeRules.Check(id, Intakes.Of(Backlog)).Refusal();

        Assert.Equal((reason, remedy), (refusal.Message, refusal.Remedy));
    }
}
