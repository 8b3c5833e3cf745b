using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Repositories;

/// <summary>How a target stands beside the commit that is read from it.</summary>
/// <param name="Uncommitted">Paths that differ from HEAD or that git does not know; a new folder ends in a slash.</param>
/// <param name="Operation">What git is in the midst of, in words: <c>a rebase</c>; null for nothing.</param>
/// <param name="IsShallow">The history was cut off when it was cloned.</param>
/// <param name="Past">What became of a path that is gone.</param>
internal sealed record TargetState(IReadOnlyList<string> Uncommitted, string? Operation, bool IsShallow, Func<string, PastPath?> Past);
