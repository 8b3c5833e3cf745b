using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Runs;

/// <summary>Does what the decider wants, and says what came of it.</summary>
internal interface ICommandHandlers
{
    /// <summary>Performs one command; the events are facts that the caller records in this order.</summary>
    Task<IReadOnlyList<RunEvent>> PerformAsync(RunCommand command, CancellationToken cancellationToken);
}
