using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Stages;

/// <summary>Somebody who can be asked. Where nobody can, the run ends and says how to answer.</summary>
internal interface IPerson
{
    /// <summary>Returns the answers by question, or null when nobody can be asked here.</summary>
    Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken);

    /// <summary>Shows the plan, and what it will take; returns whether work may start, or null when nobody can be asked here.</summary>
    Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken);

    /// <summary>Shows what the repository's own file wants to run; returns whether this version of it is trusted. Nobody there trusts nothing.</summary>
    Task<bool> TrustAsync(WantedCommands wanted, CancellationToken cancellationToken) => Task.FromResult(false);
}

/// <summary>Nobody is there: a pipeline, a worker.</summary>
internal sealed class NobodyThere : IPerson
{
    public Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

    public Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);
}
