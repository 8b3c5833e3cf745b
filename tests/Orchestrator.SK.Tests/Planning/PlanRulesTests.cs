using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Tests.Planning;

public class PlanRulesTests
{
    private static readonly PlanFacts Facts = new(
        ["store-backend", "testing", "orchestrator"],
        spec => spec is "LOG-001" or "LOG-002",
        path => path.StartsWith("src/", StringComparison.Ordinal) ? "store-backend" : path.StartsWith("tests/", StringComparison.Ordinal) ? "testing" : "orchestrator",
        ["CHANGELOG.md"],
        MaxAssignments: 3);

    private static readonly Assignment Good = new("a1", "store-backend", "Write it.", ["LOG-001"], ["src/log.cs"], []);

    [Fact]
    public void Check_SoundPlan_HasNoFaults() =>
        Assert.Empty(Check(Good, new Assignment("a2", "testing", "Test it.", ["LOG-002"], ["tests/a.cs"], ["a1"]), new Assignment("a3", "orchestrator", "Name it.", ["LOG-001"], ["README.md"], [])));

    public static TheoryData<Assignment, string> Faults => new()
    {
        { Good with { Expert = "painter" }, "a1: unknown expert 'painter'; the experts are store-backend, testing, orchestrator." },
        { Good with { Task = "  " }, "a1: the task is empty: say what store-backend has to do." },
        { Good with { Specs = [] }, "a1: no spec ids: every assignment traces to at least one." },
        { Good with { Specs = ["LOG-009"] }, "a1: spec id 'LOG-009' does not exist." },
        { Good with { Paths = ["tests/a.cs"] }, "a1: 'tests/a.cs' is not in the domain of store-backend; it belongs to testing." },
        { Good with { Paths = ["CHANGELOG.md"] }, "a1: 'CHANGELOG.md' is written by the orchestrator from the reports' fragments: leave it out." },
        { Good with { After = ["a9"] }, "a1: waits for 'a9', which is not in the plan." },
        { Good with { After = ["a1"] }, "The assignments a1 wait for each other: break the cycle." },
        { Good with { Id = "first" }, "Assignment id 'first' is not of the form a1, a2, …" },
        { Good with { Id = "h1" }, "Assignment id 'h1' is not of the form a1, a2, …" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Check_Fault_NamesTheValueAndTheChoices(Assignment assignment, string fault) => Assert.Equal([fault], Check(assignment));

    [Fact]
    public void Check_NoAssignments_IsAFault() => Assert.Equal(["The plan has no assignments: give at least one expert something to do."], Check());

    [Fact]
    public void Check_TooManyAssignments_IsAFault() =>
        Assert.Equal(["The plan has 4 assignments; at most 3 are allowed."], Check([.. Enumerable.Range(1, 4).Select(n => Good with { Id = $"a{n}" })]));

    [Fact]
    public void Check_SameIdTwice_IsAFault() =>
        Assert.Contains("Assignment id 'a1' is used 2 times: make ids unique.", Check(Good, Good with { Task = "Again." }));

    [Fact]
    public void Check_Cycle_NamesWhoIsInIt()
    {
        var faults = Check(Good with { After = ["a2"] }, Good with { Id = "a2", After = ["a1"] }, Good with { Id = "a3" });

        Assert.Equal(["The assignments a1, a2 wait for each other: break the cycle."], faults);
    }

    [Fact]
    public void Check_SeveralFaults_AreAllNamedAtOnce()
    {
        var faults = Check(Good with { Specs = ["X-1"], Paths = ["docs/a.md", "CHANGELOG.md"] }, Good with { Id = "a2", Expert = "nobody" });

        Assert.Equal(4, faults.Count);
    }

    private static IReadOnlyList<string> Check(params Assignment[] assignments) =>
        PlanRules.Check(new Plan(PlanMode.Simple, PlanKind.Feature, "s", [], assignments), Facts);
}
