namespace Orchestrator.SK.Core.Intake;

/// <summary>A path that was there once.</summary>
/// <param name="Path">As it was.</param>
/// <param name="RemovedIn">The commit that removed it.</param>
/// <param name="MovedTo">Where its content went in the same commit, or null. That may be gone by now as well.</param>
public sealed record PastPath(string Path, string RemovedIn, string? MovedTo);
