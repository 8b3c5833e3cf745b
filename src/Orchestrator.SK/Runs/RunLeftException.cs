using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Runs;

/// <summary>The endpoint is gone, and the run waits for it: it has no outcome, its record holds all that was paid for, and resuming it goes on from there.</summary>
internal sealed class RunLeftException(RunState state, ModelCallException cause)
    : Exception($"{cause.Message} The run is left as it stands, and nothing that was paid for is lost: 'orchestrator runs resume {state.Request?.RunId}' goes on when the endpoint answers.{(state.Left?.Branch is { } branch ? $" What was written so far is on branch {branch}." : "")}", cause)
{
    public RunState State { get; } = state;
}
