using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>What the state of the target, beside the commit that is worked from, means for a run.</summary>
internal static class TargetNotices
{
    public static IEnumerable<IntakeNotice> Of(TargetState state, string commitId, RepositoryDocuments documents, IReadOnlyList<PathPattern> specs)
    {
        var commit = commitId[..Math.Min(8, commitId.Length)];
        if (state.IsShallow)
        {
            yield return new("shallow", "This clone is shallow: its history is cut off, so what became of stale links is not known, and 'orchestrator run' refuses it.", "Fetch the rest before a run: git fetch --unshallow.");
        }

        if (state.Operation is { } operation)
        {
            yield return new("operation", $"Git is in the midst of {operation}: HEAD is {commit}, which may be half of something.", "Finish it, or name the commit that is meant: --base REF.");
        }

        var read = state.Uncommitted.Where(path => path == RepositorySettings.FileName || documents.Reserved.Contains(path) || specs.Any(pattern => pattern.IsMatch(path))).ToList();
        if (read.Count > 0)
        {
            yield return new("uncommitted-documents", $"{string.Join(", ", read.Take(4))}{(read.Count > 4 ? ", …" : "")} {(read.Count == 1 ? "has" : "have")} changes that are not committed: what was read is commit {commit}.", "Commit them, if they are meant to count.");
        }

        if (state.Uncommitted.Count > read.Count)
        {
            yield return new("uncommitted", $"{state.Uncommitted.Count} uncommitted change(s), such as {state.Uncommitted.Except(read).First()}, are not part of this run: it starts from commit {commit}.", "Commit what it is to build on.");
        }
    }
}
