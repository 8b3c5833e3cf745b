using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Runs;

/// <summary>Builds one run from its parts and sees it through. Console, chat and worker all start here; none of them contains orchestration.</summary>
internal sealed class RunLauncher(
    IOptions<OrchestratorOptions> options, IRunJournal journal, RunLocks locks, ModelCatalog models, KernelFactory kernels, TrustedSettings trusted, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Runs to an outcome; the observer sees each entry once it is on the disk.</summary>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    public async Task<RunState> RunAsync(LaunchRequest request, Action<RunEntry> observer, CancellationToken cancellationToken)
    {
        var run = await StartAsync(request, observer, cancellationToken).ConfigureAwait(false);
        return await run.Completion.ConfigureAwait(false);
    }

    /// <summary>Starts a run that others may speak to while it goes on. Cancelling the token leaves it without an outcome; <see cref="RunHandle.StopAsync"/> ends it as cancelled.</summary>
    /// <exception cref="RepositoryRefusedException">The repository cannot be read.</exception>
    /// <exception cref="SettingsException">Its <c>orchestrator.json</c> cannot be used.</exception>
    /// <exception cref="UntrustedSettingsException">It names commands that nobody has trusted.</exception>
    /// <exception cref="NoEndpointException">No model can be called.</exception>
    /// <exception cref="RunLeftException">The endpoint is gone; from <see cref="RunHandle.Completion"/>.</exception>
    /// <exception cref="PromptException">A prompt cannot be used.</exception>
    public Task<RunHandle> StartAsync(LaunchRequest request, Action<RunEntry> observer, CancellationToken cancellationToken)
    {
        string? pushTo = null;
        return HoldAsync(request.RunId, takeOver: false, hold => OpenAsync(
            request.RepositoryPath,
            repository => repository.ResolveBase(request.Base),
            async repository =>
            {
                // What refuses the run does so before there is a row of it.
                if (!request.PlanOnly)
                {
                    repository.RequireWritable();
                }

                pushTo = options.Value.Push.Remote is { Length: > 0 } remote ? repository.PushAddress(remote) : null;
                return new RunRecord(journal, await journal.BeginAsync(request.RunId, repository.TargetPath, cancellationToken).ConfigureAwait(false), time) { Observer = observer, Hold = hold };
            },
            RunPast.None,
            request.Person,
            wanted => request.PlanOnly ? Task.CompletedTask : RequireTrustAsync(wanted, request.Person, request.Base, cancellationToken),
            (scope, token) => AcceptAsync(scope, request, pushTo, token),
            cancellationToken), cancellationToken);
    }

    /// <summary>Goes on with a run that was left: its record decides what has happened, and the work goes on at its end.</summary>
    /// <param name="observer">Sees the whole record: first what was recorded, then each new entry.</param>
    /// <exception cref="RunNotResumableException">There is no such run, or it has ended.</exception>
    /// <exception cref="RunBusyException">Another program of this machine is at work on it, and it is not to be taken over.</exception>
    /// <exception cref="RunDivergedException">This build would have decided otherwise. The same comes from <see cref="RunHandle.Completion"/> for a conversation.</exception>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    public Task<RunHandle> ResumeAsync(ResumeRequest request, Action<RunEntry> observer, CancellationToken cancellationToken) =>
        HoldAsync(request.RunId, request.TakeOver, hold => GoOnAsync(request, hold, observer, cancellationToken), cancellationToken);

    private async Task<RunHandle> GoOnAsync(ResumeRequest request, IDisposable? hold, Action<RunEntry> observer, CancellationToken cancellationToken)
    {
        var (row, entries, state) = await ReadLeftAsync(request.RunId, cancellationToken).ConfigureAwait(false);
        if (request.TakeOver)
        {
            // Whoever is at work on it appends until it is fenced off: what counts is read after that.
            await journal.BeginAsync(request.RunId, row.Repository, cancellationToken).ConfigureAwait(false);
            (row, entries, state) = await ReadLeftAsync(request.RunId, cancellationToken).ConfigureAwait(false);
        }

        foreach (var entry in entries)
        {
            observer(entry);
        }

        var past = new RunPast(entries);
        return await OpenAsync(
            request.RepositoryPath ?? row.Repository,
            repository => BaseOf(repository, state),
            async _ => new RunRecord(journal, await journal.BeginAsync(request.RunId, row.Repository, cancellationToken).ConfigureAwait(false), time, past) { Observer = observer, Hold = hold, AcceptsChanges = request.AcceptChanges },
            past,
            request.Person,
            wanted => RequireTrustAsync(wanted, request.Person, state.Request!.Base, cancellationToken),
            (_, _) => Task.CompletedTask,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does a run again from its record alone: no model, no command, nothing written. Everything that code decides is computed again and compared.</summary>
    /// <param name="pace">Called before each step of a conversation; tests try any timing with it.</param>
    /// <exception cref="RunNotResumableException">There is no such run.</exception>
    /// <exception cref="RunDivergedException">Something came out otherwise than it was recorded.</exception>
    public async Task<ReplayResult> ReplayAsync(ResumeRequest request, Func<CancellationToken, Task>? pace, CancellationToken cancellationToken)
    {
        var (row, entries) = await ReadAsync(request.RunId, cancellationToken).ConfigureAwait(false);
        var decided = Trace(request.RunId, entries);
        var state = RunState.Replay(entries);
        var commit = default(string);
        var past = new RunPast(entries);
        var run = await OpenAsync(
            request.RepositoryPath ?? row.Repository,
            repository => BaseOf(repository, state),
            _ => Task.FromResult(RunRecord.Replay(request.RunId, past, decided, time, pace, request.AcceptChanges)),
            past,
            new NobodyThere(),
            _ => Task.CompletedTask,
            (_, _) => Task.CompletedTask,
            cancellationToken).ConfigureAwait(false);
        try
        {
            await run.Completion.ConfigureAwait(false);
            commit = state.Delivery?.Commit;
        }
        catch (RecordEndedException)
        {
            // The run was left here.
        }

        return new ReplayResult(state, entries.Count, decided.Count, commit, run.OtherRequests);
    }

    private async Task<(RunRow Row, IReadOnlyList<RunEntry> Entries)> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        var row = await journal.FindAsync(runId, cancellationToken).ConfigureAwait(false);
        var entries = row is null ? [] : await journal.ReadAsync(runId, 0, cancellationToken).ConfigureAwait(false);
        return row is not null && entries is [{ Event: RunEvent.Accepted }, ..] ? (row, entries)
            : throw (row is { Entries: 0 } ? RunNotResumableException.Empty(runId) : RunNotResumableException.Unknown(runId));
    }

    // Somebody is at work on the run for as long as its record is open.
    private async Task<RunHandle> HoldAsync(string runId, bool takeOver, Func<IDisposable?, Task<RunHandle>> openAsync, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var hold = locks.Take(runId, takeOver);
        try
        {
            return await openAsync(hold).ConfigureAwait(false);
        }
        catch
        {
            hold?.Dispose();
            throw;
        }
    }

    // A build that would have decided otherwise says so before it takes the run from anybody.
    private async Task<(RunRow Row, IReadOnlyList<RunEntry> Entries, RunState State)> ReadLeftAsync(string runId, CancellationToken cancellationToken)
    {
        var (row, entries) = await ReadAsync(runId, cancellationToken).ConfigureAwait(false);
        var state = RunState.Replay(entries);
        if (state.Outcome is { } outcome)
        {
            throw RunNotResumableException.Ended(runId, outcome);
        }

        Trace(runId, entries);
        return (row, entries, state);
    }

    private static IReadOnlyList<DecidedFact> Trace(string runId, IReadOnlyList<RunEntry> entries)
    {
        var (facts, divergence) = Decisions.Trace(entries);
        return divergence is null
            ? facts
            : throw new RunDivergedException(runId, $"entry {divergence.Sequence}", $"the record has {divergence.Recorded}, and this build decides {string.Join(" or ", divergence.Wanted)}");
    }

    // What was fetched once is here, also when the target has moved on since.
    private static string BaseOf(PrivateRepository repository, RunState state) =>
        repository.Holds(state.Request!.Base) ? state.Request.Base : repository.ResolveBase(state.Request.Base);

    private async Task<RunHandle> OpenAsync(
        string path,
        Func<PrivateRepository, string> baseOf,
        Func<PrivateRepository, Task<RunRecord>> openAsync,
        RunPast past,
        IPerson person,
        Func<WantedCommands, Task> trustAsync,
        Func<RunScope, CancellationToken, Task> acceptAsync,
        CancellationToken cancellationToken)
    {
        var places = new Places(options.Value);
        var repository = PrivateRepository.Open(places.State, path);
        RunRecord? record = null;
        try
        {
            var tree = repository.OpenTree(baseOf(repository));
            var parts = RepositoryReading.Read(tree, PromptLibrary.Load(places.Prompts));
            var (settings, own) = OperatorCommands.Over(parts.Settings, options.Value, repository.TargetPath);
            await trustAsync(WantedCommands.Of(repository.TargetPath, tree.CommitId, tree.ReadText(RepositorySettings.FileName).Text!, own)).ConfigureAwait(false);
            SandboxRoom.ClearLeft();
            var level = await SandboxProbe.ProbeAsync(places.State, cancellationToken).ConfigureAwait(false);
            record = await openAsync(repository).ConfigureAwait(false);
            var scope = new RunScope(record, repository, tree, settings, parts.Documents, parts.Prompts, parts.Domains, options.Value, level);
            await acceptAsync(scope, cancellationToken).ConfigureAwait(false);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var stops = new ExpertStops();
            var run = new LiveRun(scope, past, stops, person, models, kernels, new PromptFunctions(places.Plugins), new EarlierRuns(journal, repository.TargetPath), time, loggers);
            return new RunHandle(record, stop, stops) { Completion = SeeThroughAsync(run, record, stop, cancellationToken) };
        }
        catch
        {
            record?.Dispose();
            repository.Dispose();
            if (record is { IsReplay: false })
            {
                await journal.InterruptAsync(record.Lease, CancellationToken.None).ConfigureAwait(false);
            }

            throw;
        }
    }

    // What a stranger's file wants to have run is shown to a person first, once for each version of it.
    private async Task RequireTrustAsync(WantedCommands wanted, IPerson person, string? reference, CancellationToken cancellationToken)
    {
        if (trusted.Allows(wanted))
        {
            return;
        }

        if (!await person.TrustAsync(wanted, cancellationToken).ConfigureAwait(false))
        {
            throw new UntrustedSettingsException(wanted, reference);
        }

        trusted.Add(wanted.Repository, wanted.Hash);
    }

    // A run that is left says so in its row: whoever looks knows that it can go on.
    private async Task<RunState> SeeThroughAsync(LiveRun run, RunRecord record, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        try
        {
            return await run.CompleteAsync(stop, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!record.IsReplay)
        {
            await journal.InterruptAsync(record.Lease, CancellationToken.None).ConfigureAwait(false);
            if (error is ModelCallException gone)
            {
                throw new RunLeftException(record.State, gone);
            }

            throw;
        }
    }

    private async Task AcceptAsync(RunScope scope, LaunchRequest request, string? pushTo, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(scope.Repository.TargetPath.TrimEnd('/', Path.DirectorySeparatorChar));
        await scope.Record.AppendAsync(
            new RunEvent.Accepted(new RunRequest(request.RunId, request.ItemId, name, scope.Base.CommitId, time.GetUtcNow(), request.AskBeforeWork || request.PlanOnly, pushTo, scope.Options.Push.AllowExecutesLater, Forecast: true), scope.Options.Limits.ToLimits()), cancellationToken).ConfigureAwait(false);
        foreach (var (question, answer) in request.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            await scope.Record.AppendAsync(new RunEvent.PersonAnswered(question, answer), cancellationToken).ConfigureAwait(false);
        }
    }
}
