using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Tests.Auditing;

public sealed class RippleComparisonTests
{
    [Fact]
    public void Comparison_OfPredictedAndFound_NamesWhatSurprised()
    {
        var report = new AuditReport("c1", [Ripple("Backend: a.cs (added)"), Ripple("Backend: a.cs (added)"), Ripple("Docs page: b.md (added)"), Ripple("x") with { Rule = "fix-test" }]);

        var comparison = RippleComparison.Of(["Backend: README, navigation", "Public API: reference"], report);

        Assert.Equal(["Backend", "Public API"], comparison.Predicted);
        Assert.Equal(["Backend"], comparison.Both);
        Assert.Equal(["Docs page"], comparison.Surprising);
    }

    private static AuditRow Ripple(string trigger) => new("ripple", trigger, "t", AuditVerdict.Satisfied, "e", null, null);
}
