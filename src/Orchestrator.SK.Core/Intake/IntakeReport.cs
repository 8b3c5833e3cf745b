namespace Orchestrator.SK.Core.Intake;

/// <summary>An expert as a run knows it: its id, its name on screen, and the paths that it writes.</summary>
public sealed record ExpertDomain(string Id, string Title, IReadOnlyList<string> Writes);

/// <summary>What intake found: the item may start.</summary>
/// <param name="Specs">The spec ids that cover the item.</param>
/// <param name="Ripples">The rows of the ripple table that the item will probably touch, in words.</param>
/// <param name="Reserved">Paths that only code writes: changelog, backlog, done register, the dossier of the item.</param>
/// <param name="Reduced">What cannot be checked in this repository, and why.</param>
public sealed record IntakeReport(
    string ItemId,
    string Title,
    IReadOnlyList<string> Specs,
    IReadOnlyList<ExpertDomain> Experts,
    IReadOnlyList<string> Checks,
    IReadOnlyList<string> Verify,
    IReadOnlyList<string> Reserved,
    IReadOnlyList<string> Ripples,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Reduced);
