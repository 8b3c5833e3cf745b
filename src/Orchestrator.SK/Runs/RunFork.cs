using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Runs;

/// <summary>A new run that begins as another one did: everything before a step is the other's record, and from there on it is live.</summary>
internal static class RunFork
{
    /// <summary>The record of the new run. Its entries keep their times; it is known as a fork by its request.</summary>
    /// <param name="entries">The whole record of the other run.</param>
    /// <param name="from">The number of the first entry that is left out.</param>
    /// <exception cref="RunNotResumableException">There is nothing before the step, or nothing after it.</exception>
    public static IReadOnlyList<RunEntry> Of(IReadOnlyList<RunEntry> entries, long from, string runId)
    {
        if (from < 2 || from > entries.Count)
        {
            throw RunNotResumableException.NoStep(entries[0].RunId, from, entries.Count);
        }

        if (entries.FirstOrDefault(entry => entry.Event is RunEvent.BranchDelivered) is { } delivered && delivered.Sequence < from)
        {
            throw RunNotResumableException.Delivered(entries[0].RunId, from, delivered.Sequence);
        }

        return [.. entries.TakeWhile(entry => entry.Sequence < from).Select(entry => entry with { RunId = runId, Event = Own(entry, from, runId), Recorded = null })];
    }

    private static RunEvent Own(RunEntry entry, long from, string runId) => entry.Event is RunEvent.Accepted accepted
        ? accepted with { Request = accepted.Request with { RunId = runId, ForkedFrom = $"{entry.RunId}:{from}" } }
        : entry.Event;
}
