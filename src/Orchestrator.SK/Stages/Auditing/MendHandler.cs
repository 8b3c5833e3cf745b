using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Auditing;

/// <summary>Writes what an audit found missing, where its rule knows the words, and keeps of it what the next audit bears out.</summary>
internal sealed class MendHandler(RunScope scope, AuditHandler audit)
{
    /// <summary>So many rows are tried one by one; each costs an audit.</summary>
    private const int MaxTried = 12;

    public RunEvent.Mended Mend(RunCommand.Mend command) => Mend(command.Commit, scope.State);

    /// <param name="state">The state in which the command was decided.</param>
    public RunEvent.Mended Mend(string from, RunState state)
    {
        var before = audit.Report(from, [], state);
        List<AuditRow> rows = [.. before.Missing.Where(row => row.Mend is not null && MendRules.IsOurs(state, row)).Take(MaxTried)];
        var tried = 0;
        var (kept, commit) = Holds(rows) is { } all ? (rows, all) : ([], from);
        foreach (var row in kept.Count == 0 && rows.Count > 1 ? rows : [])
        {
            if (Holds([.. kept, row]) is { } next)
            {
                kept.Add(row);
                commit = next;
            }
        }

        return new(from, commit, [.. kept.Select(row => new MendedRow(row.Path!, row.Rule, row.Target))]);

        // The commit with these rows mended; null where one of them is missing still, or another is that was not.
        string? Holds(IReadOnlyList<AuditRow> wanted)
        {
            if (wanted.Count == 0 || Write(wanted, from, $"{from[..12]}-{++tried}") is not { } made)
            {
                return null;
            }

            var known = before.Missing.Select(row => row.Fingerprint).ToHashSet(StringComparer.Ordinal);
            var after = audit.Report(made, [.. wanted.Select(row => new MendedRow(row.Path!, row.Rule, row.Target))], state).Missing.Select(row => row.Fingerprint).ToHashSet(StringComparer.Ordinal);
            return after.IsSubsetOf(known) && !wanted.Any(row => after.Contains(row.Fingerprint)) ? made : null;
        }
    }

    private string? Write(IReadOnlyList<AuditRow> rows, string from, string name)
    {
        var draft = new Draft(scope.Repository.OpenTree(from));
        foreach (var file in rows.GroupBy(row => row.Path!, StringComparer.Ordinal))
        {
            var text = draft.Read(file.Key).Text;
            var made = file.Aggregate(text, (now, row) => now is null ? null : row.Mend!(now));
            if (made is null || made == text)
            {
                return null;
            }

            draft.Write(file.Key, made);
        }

        return scope.Repository.CommitDraft(draft.Changes, from, "Mend what the audit missed", scope.Stamp, $"{scope.Record.RunId}/mended/{name}");
    }
}
