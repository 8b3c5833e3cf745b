using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Finishing;

/// <summary>Folds the fragments of all reports into changelog and backlog, always from the base's own texts: the result does not depend on who finished first.</summary>
internal sealed class FoldHandler(RunScope scope)
{
    public RunEvent Fold(RunCommand.FoldDocuments command) => Fold(command, scope.State);

    /// <param name="state">The state in which the command was decided.</param>
    public RunEvent Fold(RunCommand.FoldDocuments command, RunState state)
    {
        var tree = scope.Repository.OpenTree(command.From);
        var draft = new Draft(tree);
        var refusals = new List<string>();
        FoldChangelog(draft, state, refusals);
        FoldBacklog(draft, state, Fragments.Backlog(state.Reports.Select(report => report.Report)), refusals);
        var commit = draft.Changes.Count == 0
            ? command.From
            : scope.Repository.CommitDraft(draft.Changes, command.From, "Fold the fragments", scope.Stamp, $"{scope.Record.RunId}/folded/{command.From[..12]}");
        return new RunEvent.DocumentsFolded(command.From, commit, [.. draft.Changes.Select(change => change.Path)], refusals);
    }

    private void FoldChangelog(Draft draft, RunState state, List<string> refusals)
    {
        var path = (scope.Settings.Paths ?? new DocumentPaths()).Changelog;
        var entries = Fragments.Changelog(state.Intake!.ItemId, state.Reports.Select(report => report.Report));
        if (path is not null && entries.Count > 0 && scope.Base.ReadText(path).Text is { } text)
        {
            var edit = ChangelogEdit.Insert(text, entries);
            refusals.AddRange(edit.Refusal is { } refusal ? [$"the changelog was not edited: {refusal}"] : edit.Skipped.Select(reason => $"a changelog entry was left out: {reason}"));
            if (edit.Text != text)
            {
                draft.Write(path, edit.Text);
            }
        }
    }

    // What the experts remark ends the item's dossier; without one it stands with the item.
    private void FoldBacklog(Draft draft, RunState state, IReadOnlyList<string> remarks, List<string> refusals)
    {
        var paths = scope.Settings.Paths ?? new DocumentPaths();
        if (paths.Backlog is null || scope.Base.ReadText(paths.Backlog).Text is not { } backlog)
        {
            return;
        }

        var done = paths.Done is null ? null : scope.Base.ReadText(paths.Done).Text;
        var dossier = scope.Documents.DossierOf(state.Intake!.ItemId) is { } file && state.Intake.Reserved.Contains(file) ? file : null;
        var edit = BacklogEdit.MarkDone(backlog, done, state.Intake.ItemId, dossier is null ? string.Join(' ', remarks) : null);
        if (edit.Refusal is { } refusal)
        {
            refusals.Add($"the backlog was not edited: {refusal}");
            return;
        }

        draft.Write(paths.Backlog, edit.BacklogText);
        if (edit.DoneText is { } register && register != done)
        {
            draft.Write(paths.Done!, register);
        }

        if (dossier is not null && scope.Base.ReadText(dossier).Text is { } details)
        {
            draft.Write(dossier, DossierEdit.Resolve(details, DateOnly.FromDateTime(scope.Stamp.At.UtcDateTime), remarks));
        }
    }
}
