using System.Collections.Concurrent;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Stages;

/// <summary>Runs the repository's own commands in the sandbox. The same command on the same commit is not run twice in one run.</summary>
internal sealed class StageChecks(RunScope scope, CheckRunner runner)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<CheckRecord>>> _onCommits = new(StringComparer.Ordinal);

    public async Task<CheckRecord> RunAsync(string name, IReadOnlyList<string> command, Draft draft, CancellationToken cancellationToken)
    {
        if (draft.Changes.Count > 0)
        {
            return await ExecuteAsync(name, command, draft, cancellationToken).ConfigureAwait(false);
        }

        var key = $"{draft.Base.CommitId} {string.Join('\0', command)}";
        var known = _onCommits.GetOrAdd(
            key,
            _ => new Lazy<Task<CheckRecord>>(() => ExecuteAsync(name, command, draft, cancellationToken)));
        try
        {
            return await known.Value.ConfigureAwait(false) with { Name = name };
        }
        catch
        {
            // Only results are kept: who asks next tries again.
            _onCommits.TryRemove(key, out _);
            throw;
        }
    }

    private async Task<CheckRecord> ExecuteAsync(string name, IReadOnlyList<string> command, Draft draft, CancellationToken cancellationToken)
    {
        var request = new CheckRequest(draft, command, TimeSpan.FromSeconds(scope.Options.Sandbox.TimeoutSeconds));
        var result = await runner.RunAsync(request, cancellationToken).ConfigureAwait(false);
        return new(name, command, result.ExitCode, result.TimedOut, (long)result.Duration.TotalMilliseconds, result.Level.ToString().ToLowerInvariant(), result.LogHash, result.OutputTail);
    }
}
