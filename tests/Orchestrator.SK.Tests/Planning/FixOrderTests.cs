using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Tests.Planning;

public class FixOrderTests
{
    [Fact]
    public void Apply_Feature_ChangesNothing() => Assert.Equal(["a1 <", "a2 <"], Order(PlanKind.Feature, Of("a1", "store-backend"), Of("a2", "testing")));

    [Fact]
    public void Apply_Fix_LetsTheRestWaitForTheTests() =>
        Assert.Equal(["a1 < a3", "a2 < a1 a3", "a3 <"], Order(PlanKind.Fix, Of("a1", "store-backend"), Of("a2", "documentation", "a1"), Of("a3", "testing")));

    [Fact]
    public void Apply_FixWithoutTesting_ChangesNothing() => Assert.Equal(["a1 <"], Order(PlanKind.Fix, Of("a1", "documentation")));

    [Fact]
    public void Apply_FixWhoseTestsAllWait_FreesTheFirst() =>
        Assert.Equal(["a1 < a2", "a2 <", "a3 < a2"], Order(PlanKind.Fix, Of("a1", "store-backend"), Of("a2", "testing", "a1"), Of("a3", "testing", "a2")));

    [Fact]
    public void Apply_FixWithALaterTest_LeavesThatWhereItIs() =>
        Assert.Equal(["a1 <", "a2 < a1", "a3 < a2"], Order(PlanKind.Fix, Of("a1", "testing"), Of("a2", "store-backend"), Of("a3", "testing", "a2")));

    private static Assignment Of(string id, string expert, params string[] after) => new(id, expert, "t", ["LOG-001"], [], after);

    private static IEnumerable<string> Order(PlanKind kind, params Assignment[] assignments) =>
        FixOrder.Apply(new Plan(PlanMode.Simple, kind, "s", [], assignments)).Select(a => $"{a.Id} < {string.Join(' ', a.After)}".TrimEnd());
}
