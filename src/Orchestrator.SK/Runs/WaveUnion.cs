using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Auditing;
using Orchestrator.SK.Stages.Finishing;

namespace Orchestrator.SK.Runs;

/// <summary>The commits of a run in the private repository: a function of the record, so another machine makes them again.</summary>
internal static class WaveUnion
{
    /// <summary>Lays the disjoint drafts of a wave over their common base; no merge, for no two touch one path.</summary>
    /// <param name="drafts">By assignment.</param>
    public static RunEvent.WaveUnited Commit(RunScope scope, int wave, string parent, IReadOnlyDictionary<string, Draft> drafts)
    {
        foreach (var (assignment, draft) in drafts.Where(entry => entry.Value.Changes.Count > 0))
        {
            // Each draft stays reachable by itself: nothing that an expert wrote is ever lost.
            scope.Repository.CommitDraft(draft.Changes, parent, $"Draft {assignment}", scope.Stamp, $"{scope.Record.RunId}/drafts/{assignment}");
        }

        var united = Draft.Unite(scope.Repository.OpenTree(parent), drafts.Values);
        var commit = united.Changes.Count == 0
            ? parent
            : scope.Repository.CommitDraft(united.Changes, parent, $"Wave {wave}", scope.Stamp, $"{scope.Record.RunId}/waves/{wave}");
        return new RunEvent.WaveUnited(wave, commit, [.. united.Changes.Select(change => change.Path)]);
    }

    /// <summary>Makes those commits of the record that are not here: the run was begun on another machine, or the private repository was lost.</summary>
    /// <exception cref="RunDivergedException">This build, or these settings, make other commits.</exception>
    public static void Restore(RunScope scope, RunPast past)
    {
        var parent = scope.Request.Base;
        var state = RunState.Empty;
        foreach (var entry in past.Entries)
        {
            switch (entry.Event)
            {
                case RunEvent.WaveUnited union:
                    Require(scope, union.Commit, () => Commit(scope, union.Wave, parent, Drafts(scope, past, state, parent)).Commit);
                    parent = union.Commit;
                    break;
                case RunEvent.DocumentsFolded folded:
                    Require(scope, folded.Commit, () => ((RunEvent.DocumentsFolded)new FoldHandler(scope).Fold(new RunCommand.FoldDocuments(folded.From), state)).Commit);
                    break;
                case RunEvent.Mended mended:
                    Require(scope, mended.Commit, () => new MendHandler(scope, new AuditHandler(scope)).Mend(mended.From, state).Commit);
                    break;
            }

            state = state.Apply(entry);
        }
    }

    private static Dictionary<string, Draft> Drafts(RunScope scope, RunPast past, RunState state, string parent)
    {
        var drafts = new Dictionary<string, Draft>(StringComparer.Ordinal);
        foreach (var assignment in state.Assignments.Where(assignment => assignment.Wave == state.Wave).Select(assignment => assignment.Assignment))
        {
            var draft = drafts[assignment.Id] = new Draft(scope.Repository.OpenTree(parent));
            foreach (var written in past.Of($"{assignment.Id}-{assignment.Expert}").OfType<RunEvent.FileWritten>())
            {
                draft.Apply(written);
            }
        }

        return drafts;
    }

    private static void Require(RunScope scope, string recorded, Func<string> make)
    {
        if (!scope.Repository.Holds(recorded) && make() is var made && made != recorded)
        {
            throw new RunDivergedException(
                scope.Record.RunId, $"commit {recorded[..12]}", $"it is not in this machine's private repository, and from the record comes {made[..12]} (Orchestrator:Commit names another author, or this build writes otherwise)");
        }
    }
}
