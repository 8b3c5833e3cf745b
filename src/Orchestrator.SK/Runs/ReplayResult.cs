using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Runs;

/// <summary>What a replay came to: the recorded effects were simulated, and everything that code decides was computed again and agreed.</summary>
/// <param name="State">The state at the end of the record.</param>
/// <param name="Entries">How many entries the record has.</param>
/// <param name="Decisions">How many of them followed from decisions that were taken again.</param>
/// <param name="Commit">The commit of the delivery, computed again; null when there was none.</param>
/// <param name="OtherRequests">Recorded replies whose requests would look different today: another model, another prompt, another tool's description.</param>
internal sealed record ReplayResult(RunState State, int Entries, int Decisions, string? Commit, int OtherRequests);

/// <summary>The four kinds of doing a run again, from the one that trusts the record most to the one that trusts it least.</summary>
internal static class ReplayKinds
{
    /// <summary>Nothing is executed: the chain holds, every decision follows from what stood before it, every claim has its entry.</summary>
    public const string Verification = "verification of recorded events";

    /// <summary>The code runs again over recorded effects: <c>runs replay</c>.</summary>
    public const string Simulated = "simulated from recorded effects";

    /// <summary>Live, with everything that it depends on in the record: commands whose results are the same on every machine. No command of this program does it.</summary>
    public const string Portable = "live re-execution, portable";

    /// <summary>Live, with models that may answer otherwise today: <c>runs replay --from</c>, behind the fork.</summary>
    public const string ProviderDependent = "live re-execution, provider-dependent";
}
