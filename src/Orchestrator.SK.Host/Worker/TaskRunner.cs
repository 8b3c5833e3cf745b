using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Turns one task into one run and keeps the task's row true. All that a run does is the launcher's business.</summary>
internal sealed class TaskRunner(
    SqliteTasks tasks, IRunJournal journal, RunLauncher launcher, RunningTasks running, IOptions<OrchestratorOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger(WorkerHost.LogCategory);

    /// <summary>Runs a task if it still is queued: a wake-up may be late, doubled, or about something cancelled. Never throws.</summary>
    public async Task RunAsync(string id)
    {
        var stopping = lifetime.ApplicationStopping;
        if (stopping.IsCancellationRequested || await tasks.BeginAsync(id, WorkerHost.Owner, time.GetUtcNow(), await LeftRunAsync(id, CancellationToken.None), CancellationToken.None) is not { } task)
        {
            return;
        }

        _log.TaskRunning(task.Id, EventText.Safe(task.Item), EventText.Safe(task.Repository), task.Epoch, task.RunId!);
        try
        {
            await EndAsync(task, await PerformAsync(task, stopping));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Whatever it broke off with: the worker was told to end, and the task is as good as before.
            await journal.InterruptAsync(task.RunId!, CancellationToken.None);
            await tasks.HandBackAsync(task, crashed: false, CancellationToken.None);
            _log.TaskHandedBack(task.Id, task.RunId!);
        }
        catch (Exception error)
        {
            await journal.InterruptAsync(task.RunId!, CancellationToken.None);
            await EndAsync(task, Fault(task, error));
        }
        finally
        {
            running.Remove(task);
        }
    }

    private async Task<TaskEnd> PerformAsync(TaskRow task, CancellationToken stopping)
    {
        if (!options.Value.Repositories.TryGetValue(task.Repository, out var repository))
        {
            return new TaskEnd(TaskState.Refused, ExitCodes.Repository, RepositoryNames.Unknown(task.Repository, options.Value));
        }

        using var heartbeat = new Heartbeat(TimeSpan.FromSeconds(options.Value.Progress.HeartbeatSeconds), time, what => _log.TaskStill(task.Id, what));
        var run = await journal.FindAsync(task.RunId!, stopping) is { Entries: > 0 } left
            ? await GoOnAsync(task, repository.Path, left.Entries, entry => heartbeat.See(entry, isSeen: true), stopping)
            : await launcher.StartAsync(
                new LaunchRequest(task.RunId!, repository.Path, task.Item, repository.Base.Length > 0 ? repository.Base : null) { Answers = task.Answers }, entry => heartbeat.See(entry, isSeen: true), stopping);
        running.Add(task, run);
        var state = await run.Completion;
        await OpenDraftAsync(task, state, stopping);
        return TaskEnd.Of(state);
    }

    // The branch is delivered and pushed; a forge that is not in the mood takes nothing of that away.
    private async Task OpenDraftAsync(TaskRow task, RunState state, CancellationToken stopping)
    {
        try
        {
            if (await new PullRequestOutlet(ConfigurationSources.ProcessEnvironment()).OpenAfterPushAsync(state, options.Value.Push, journal, stopping) is { } address)
            {
                _log.TaskPullRequest(task.Id, EventText.Safe(address));
            }
        }
        catch (Exception fault) when (fault is RepositoryRefusedException or ClaimsMissingException)
        {
            _log.TaskPullRequestFailed(task.Id, EventText.Safe(fault.Message), $"orchestrator runs pull-request {task.RunId} --to {PullRequestOutlet.Forge}");
        }
    }

    private Task<RunHandle> GoOnAsync(TaskRow task, string path, long entries, Action<RunEntry> observer, CancellationToken stopping)
    {
        _log.TaskGoesOn(task.Id, task.RunId!, entries);

        // Nobody is there to ask, and prompts and models may be edited between two workers: what was paid for counts.
        return launcher.ResumeAsync(new ResumeRequest(task.RunId!, path) { AcceptChanges = true }, observer, stopping);
    }

    /// <summary>The run of this task that was broken off and can go on, or null: one that its own fault ended is not tried again.</summary>
    private async Task<string?> LeftRunAsync(string id, CancellationToken cancellationToken) =>
        await tasks.FindAsync(id, cancellationToken) is [{ RunId: { } run, End: null or { ExitCode: ExitCodes.Endpoint } }]
        && await journal.FindAsync(run, cancellationToken) is { State: "interrupted", Entries: > 0 }
        && Decisions.Check(await journal.ReadAsync(run, 0, cancellationToken)) is null
            ? run
            : null;

    private TaskEnd Fault(TaskRow task, Exception error)
    {
        if (ProgramFaults.ExitCode(error) is not { } code)
        {
            _log.TaskFaulted(error, task.Id);
            return new TaskEnd(TaskState.Failed, ExitCodes.Bug, $"a bug of ours: {error.Message}");
        }

        return new TaskEnd(code is ExitCodes.Endpoint or ExitCodes.NeedsInput ? TaskState.Parked : TaskState.Refused, code, ProgramFaults.Message(error), (error as RunLeftException)?.State.Left?.Branch);
    }

    private async Task EndAsync(TaskRow task, TaskEnd end)
    {
        if (await tasks.EndAsync(task, end, time.GetUtcNow(), CancellationToken.None) is not { } ended)
        {
            _log.TaskLost(task.Id, task.Epoch);
            return;
        }

        var seconds = (long)(ended.EndedAt - ended.StartedAt).GetValueOrDefault().TotalSeconds;
        var reason = EventText.Safe(end.Branch is { } branch ? $"{end.Reason}; branch {branch}" : end.Reason);
        if (TaskText.GoOn(ended) is { } command)
        {
            _log.TaskWaits(task.Id, end.State.Word(), end.ExitCode, seconds, reason, command);
        }
        else
        {
            _log.TaskEnded(task.Id, end.State.Word(), end.ExitCode, seconds, reason);
        }
    }
}
