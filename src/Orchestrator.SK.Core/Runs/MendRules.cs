using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What the orchestrator mends itself after an audit: rows whose words code knows, in files that no expert owns or that only code writes. All others go to their owners.</summary>
public static class MendRules
{
    /// <summary>Returns the command, once for each folding: what it leaves is work for somebody.</summary>
    public static RunCommand? AfterAudit(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Mended is { } mended && (mended.From == state.Final || mended.Commit == state.Final) || !state.Audit!.Missing.Any(row => row.CanMend && IsOurs(state, row)) ? null : new RunCommand.Mend(state.Final);
    }

    /// <summary>Whether no expert may write the row's file, and nothing executes it by itself.</summary>
    public static bool IsOurs(RunState state, AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(row);
        return row.Path is { } path && ExecutesLater.Why(path) is null && (state.Intake!.Reserved.Contains(path) || state.Domains.OwnerOf(path) == RunState.OrchestratorSeat);
    }
}
