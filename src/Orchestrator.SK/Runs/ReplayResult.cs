using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Runs;

/// <summary>What a replay came to: the recorded effects were simulated, and everything that code decides was computed again and agreed.</summary>
/// <param name="State">The state at the end of the record.</param>
/// <param name="Entries">How many entries the record has.</param>
/// <param name="Decisions">How many of them followed from decisions that were taken again.</param>
/// <param name="Commit">The commit of the delivery, computed again; null when there was none.</param>
internal sealed record ReplayResult(RunState State, int Entries, int Decisions, string? Commit)
{
    /// <summary>Which of the kinds of replay this is: recorded effects were simulated, nothing was executed again.</summary>
    public const string Kind = "simulated from recorded effects";
}
