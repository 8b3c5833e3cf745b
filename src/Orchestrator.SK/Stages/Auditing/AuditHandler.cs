using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Ripples;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Auditing;

/// <summary>Holds the real diff against the ripple table, the domains and the traces. No model is asked.</summary>
internal sealed class AuditHandler(RunScope scope)
{
    public RunEvent Audit(RunCommand.Audit command)
    {
        var diff = scope.Repository.Diff(scope.Request.Base, command.Commit);
        var files = diff.Files.Select(file => new DiffFile(file.Path, Kind(file.Kind), file.Before, file.After)).ToList();
        var tree = scope.Repository.OpenTree(command.Commit).Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var ripples = scope.Documents.Ripples is { } table ? RippleRules.Match(table, files, tree) : [];
        var waivers = scope.Settings.Waivers ?? new Dictionary<string, string>();
        return new RunEvent.Audited(AuditRules.Audit(command.Commit, scope.State.Intake!.Reserved, scope.Domains, ripples, waivers, files, scope.State.Writes));
    }

    private static ChangeKind Kind(DiffKind kind) => kind switch
    {
        DiffKind.Added => ChangeKind.Added,
        DiffKind.Deleted => ChangeKind.Deleted,
        _ => ChangeKind.Modified,
    };
}
