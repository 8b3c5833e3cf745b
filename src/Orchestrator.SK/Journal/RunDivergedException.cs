namespace Orchestrator.SK.Journal;

/// <summary>The code that runs again does not do what the record says was done: going on would mix two runs.</summary>
internal sealed class RunDivergedException(string runId, string step, string what)
    : Exception($"Run {runId} cannot go on with this build: at {step}, {what}. Nothing was changed. Use the build and prompts that the run began with, or start a new run of the item.");

/// <summary>A replay has come to the end of what was recorded there: what followed came from outside, or the run was left.</summary>
internal sealed class RecordEndedException(string runId) : OperationCanceledException($"The record of run {runId} ends here.");
