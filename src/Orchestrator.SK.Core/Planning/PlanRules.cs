namespace Orchestrator.SK.Core.Planning;

/// <summary>What a plan is checked against.</summary>
/// <param name="Experts">The ids that an assignment may name.</param>
/// <param name="HasSpec">Whether a spec id exists.</param>
/// <param name="OwnerOf">The expert id that owns a path.</param>
/// <param name="Reserved">Paths that only code writes: the changelog and the backlog.</param>
public sealed record PlanFacts(
    IReadOnlyCollection<string> Experts, Func<string, bool> HasSpec, Func<string, string> OwnerOf, IReadOnlyCollection<string> Reserved, int MaxAssignments = 24);

/// <summary>Checks a proposed plan. Every fault is worded for the model that has to mend it.</summary>
public static class PlanRules
{
    /// <summary>Returns the faults of <paramref name="plan"/>, in the plan's own order; none when it may be carried out.</summary>
    public static IReadOnlyList<string> Check(Plan plan, PlanFacts facts)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(facts);
        if (plan.Assignments.Count == 0)
        {
            return ["The plan has no assignments: give at least one expert something to do."];
        }

        if (plan.Assignments.Count > facts.MaxAssignments)
        {
            return [$"The plan has {plan.Assignments.Count} assignments; at most {facts.MaxAssignments} are allowed."];
        }

        return [.. CheckIds(plan), .. plan.Assignments.SelectMany(assignment => CheckAssignment(assignment, facts)), .. CheckOrder(plan)];
    }

    private static IEnumerable<string> CheckIds(Plan plan) =>
        plan.Assignments.GroupBy(assignment => assignment.Id, StringComparer.Ordinal)
            .Where(group => group.Count() > 1 || !IsPlanId(group.Key))
            .Select(group => group.Count() > 1
                ? $"Assignment id '{group.Key}' is used {group.Count()} times: make ids unique."
                : $"Assignment id '{group.Key}' is not of the form a1, a2, …");

    private static IEnumerable<string> CheckAssignment(Assignment assignment, PlanFacts facts)
    {
        var id = assignment.Id;
        if (!facts.Experts.Contains(assignment.Expert))
        {
            yield return $"{id}: unknown expert '{assignment.Expert}'; the experts are {string.Join(", ", facts.Experts)}.";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(assignment.Task))
        {
            yield return $"{id}: the task is empty: say what {assignment.Expert} has to do.";
        }

        if (assignment.Specs.Count == 0)
        {
            yield return $"{id}: no spec ids: every assignment traces to at least one.";
        }

        foreach (var spec in assignment.Specs.Where(spec => !facts.HasSpec(spec)))
        {
            yield return $"{id}: spec id '{spec}' does not exist.";
        }

        foreach (var path in assignment.Paths)
        {
            if (facts.Reserved.Contains(path))
            {
                yield return $"{id}: '{path}' is written by the orchestrator from the reports' fragments: leave it out.";
            }
            else if (facts.OwnerOf(path) is var owner && owner != assignment.Expert)
            {
                yield return $"{id}: '{path}' is not in the domain of {assignment.Expert}; it belongs to {owner}.";
            }
        }
    }

    private static IEnumerable<string> CheckOrder(Plan plan)
    {
        var ids = plan.Assignments.Select(assignment => assignment.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var assignment in plan.Assignments)
        {
            foreach (var missing in assignment.After.Where(after => !ids.Contains(after)))
            {
                yield return $"{assignment.Id}: waits for '{missing}', which is not in the plan.";
            }
        }

        if (WaitingForever(plan) is { Count: > 0 } cycle)
        {
            yield return $"The assignments {string.Join(", ", cycle)} wait for each other: break the cycle.";
        }
    }

    private static List<string> WaitingForever(Plan plan)
    {
        var waiting = plan.Assignments.ToList();
        var known = plan.Assignments.Select(assignment => assignment.Id).ToHashSet(StringComparer.Ordinal);
        bool Ready(Assignment assignment) => !assignment.After.Any(after => known.Contains(after) && waiting.Exists(other => other.Id == after));
        while (waiting.FindAll(Ready) is { Count: > 0 } ready)
        {
            waiting.RemoveAll(ready.Contains);
        }

        return [.. waiting.Select(assignment => assignment.Id)];
    }

    private static bool IsPlanId(string id) => id.Length is > 1 and < 4 && id[0] == 'a' && id.Skip(1).All(char.IsAsciiDigit);
}
