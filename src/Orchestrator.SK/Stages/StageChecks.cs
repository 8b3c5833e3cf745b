using System.Collections.Concurrent;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Stages;

/// <summary>How a check ended, and what a formatter changed: not yet judged by anybody.</summary>
/// <param name="Changes">Empty for what only looks.</param>
internal sealed record CheckOutcome(CheckRecord Record, IReadOnlyList<TreeChange> Changes);

/// <summary>Runs the repository's own commands in the sandbox. The same command on the same commit is not run twice in one run.</summary>
internal sealed class StageChecks(RunScope scope, CheckRunner runner)
{
    private const int MaxNamed = 20;

    private readonly ConcurrentDictionary<string, Lazy<Task<CheckRecord>>> _onCommits = new(StringComparer.Ordinal);

    /// <summary>Runs a named check on an expert's draft; only here does what a formatter changes come back.</summary>
    public async Task<CheckOutcome> RunOnDraftAsync(string name, CheckSettings check, Draft draft, CancellationToken cancellationToken)
    {
        if (!check.Formats)
        {
            return new(await RunAsync(name, check, draft, cancellationToken).ConfigureAwait(false), []);
        }

        var result = await ExecuteAsync(name, check, draft, formats: true, cancellationToken).ConfigureAwait(false);
        return new(Record(name, check, result), result.Changes);
    }

    /// <summary>Runs a check that only looks: what it changes is dropped, and named where it is no formatter.</summary>
    public async Task<CheckRecord> RunAsync(string name, CheckSettings check, Draft draft, CancellationToken cancellationToken)
    {
        if (draft.Changes.Count > 0)
        {
            return Record(name, check, await ExecuteAsync(name, check, draft, formats: false, cancellationToken).ConfigureAwait(false));
        }

        var key = $"{draft.Base.CommitId} {check.Formats} {string.Join('\0', check.Command)}";
        var known = _onCommits.GetOrAdd(
            key,
            _ => new Lazy<Task<CheckRecord>>(async () => Record(name, check, await ExecuteAsync(name, check, draft, formats: false, cancellationToken).ConfigureAwait(false))));
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

    private async Task<CheckResult> ExecuteAsync(string name, CheckSettings check, Draft draft, bool formats, CancellationToken cancellationToken)
    {
        using var span = Spans.Check(name);
        var result = await runner.RunAsync(new CheckRequest(draft, check.Command, TimeSpan.FromSeconds(scope.Options.Sandbox.TimeoutSeconds), formats), cancellationToken).ConfigureAwait(false);
        span?.SetTag(GenAi.ProcessExit, result.ExitCode).SetTag(GenAi.SandboxLevel, result.Level.ToString());
        if (result.ExitCode != 0)
        {
            Spans.Fail(span, result.TimedOut ? "timeout" : "exit_code");
        }

        return result;
    }

    private static CheckRecord Record(string name, CheckSettings check, CheckResult result) => new(
        name, check.Command, result.ExitCode, result.TimedOut, (long)result.Duration.TotalMilliseconds, result.Level.ToString().ToLowerInvariant(), result.LogHash, result.OutputTail,
        check.Formats ? null : Changed(result.Changes));

    private static IReadOnlyList<string>? Changed(IReadOnlyList<TreeChange> changes)
    {
        var paths = changes.Where(change => change.WasLaid).Select(change => PathRules.Escape(change.Path, 200)).ToList();
        return paths.Count == 0 ? null : [.. paths.Take(MaxNamed), .. paths.Count > MaxNamed ? [$"and {paths.Count - MaxNamed} more"] : Array.Empty<string>()];
    }
}
