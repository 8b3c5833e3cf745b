using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Host.Reports;

/// <summary>A plan that nobody has said yes to.</summary>
internal static class PlanText
{
    /// <summary>Who would work and what it will probably touch; the plan itself is said by the run.</summary>
    public static IReadOnlyList<string> Proposal(Plan plan, IntakeReport intake) =>
    [
        "Experts:",
        .. plan.Assignments.GroupBy(assignment => assignment.Expert, StringComparer.Ordinal)
            .Select(group => $"  {intake.Experts.FirstOrDefault(expert => expert.Id == group.Key)?.Title ?? group.Key}: {string.Join(", ", group.Select(assignment => assignment.Id))}, writes {string.Join(", ", group.SelectMany(assignment => assignment.Paths))}"),
        .. Ripples(intake),
    ];

    public static IReadOnlyList<string> Ripples(IntakeReport intake) => ["Ripples to expect:", .. intake.Ripples.DefaultIfEmpty("none").Select(ripple => $"  {ripple}")];
}
