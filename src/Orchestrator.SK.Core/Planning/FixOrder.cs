namespace Orchestrator.SK.Core.Planning;

/// <summary>In a fix the test comes first: it must fail for the right reason before anyone repairs.</summary>
public static class FixOrder
{
    /// <summary>The id of the shipped expert that writes tests.</summary>
    public const string TestingExpert = "testing";

    /// <summary>
    /// Returns the plan's assignments; in a fix, all others wait for those of Testing that wait for nobody. Where each of Testing waits for somebody,
    /// the first waits no more.
    /// </summary>
    public static IReadOnlyList<Assignment> Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var tests = plan.Assignments.Where(a => a.Expert == TestingExpert).ToList();
        if (plan.Kind != PlanKind.Fix || tests.Count == 0)
        {
            return plan.Assignments;
        }

        List<string> first = [.. tests.Where(a => a.After.Count == 0).DefaultIfEmpty(tests[0]).Select(a => a.Id)];
        return [.. plan.Assignments.Select(a =>
            first.Contains(a.Id) ? a with { After = [] }
            : a.Expert == TestingExpert ? a
            : a with { After = [.. a.After.Union(first, StringComparer.Ordinal)] })];
    }
}
