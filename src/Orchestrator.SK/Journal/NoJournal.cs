using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>A record that nobody keeps.</summary>
internal sealed class NoJournal : IRunJournal
{
    public static readonly NoJournal Instance = new();

    public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) => Task.FromResult(new RunLease(runId, 1));

    public Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task InterruptAsync(RunLease lease, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RunEntry>>([]);

    public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) => Task.FromResult<RunRow?>(null);

    public Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}
