using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Planning;

/// <summary>How much care a delivery gets: <c>simple</c> skips review.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanMode>))]
public enum PlanMode
{
    Simple,
    Standard,
    Complex,
}

/// <summary>What kind of change it is: a <c>fix</c> starts with a failing test, a change to <c>sdd</c> only is a review run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanKind>))]
public enum PlanKind
{
    Feature,
    Fix,
    Docs,
    Sdd,
}

/// <summary>One piece of the work for one expert.</summary>
/// <param name="Id"><c>a1</c>… from the plan, <c>h1</c>… from handovers, <c>r1</c>… repairs.</param>
/// <param name="Paths">The paths it is expected to write: a promise to the plan's reader, not a permission.</param>
/// <param name="After">Ids of the assignments that it waits for.</param>
public sealed record Assignment(
    string Id, string Expert, string Task, IReadOnlyList<string> Specs, IReadOnlyList<string> Paths, IReadOnlyList<string> After);

/// <summary>The orchestrator's product: who does what, and the contract that is fixed before anyone writes.</summary>
/// <param name="Contract">Names, signatures and paths that all experts rely on.</param>
public sealed record Plan(
    PlanMode Mode, PlanKind Kind, string Summary, IReadOnlyList<string> Contract, IReadOnlyList<Assignment> Assignments);
