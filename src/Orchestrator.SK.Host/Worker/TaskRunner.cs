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
        try
        {
            await RunQueuedAsync(id, lifetime.ApplicationStopping);
        }
        catch (Exception error)
        {
            // Its row could not be read or written. It stands as it stood.
            _log.TaskFaulted(error, EventText.Safe(id));
        }
    }

    private async Task RunQueuedAsync(string id, CancellationToken stopping)
    {
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
            await tasks.HandBackAsync(task, crashed: false, CancellationToken.None);
            _log.TaskHandedBack(task.Id, task.RunId!);
        }
        catch (Exception error)
        {
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
        var left = await journal.FindAsync(task.RunId!, stopping);
        if (left is { State: "ended" })
        {
            // A person went on with it meanwhile, and it is done.
            return TaskEnd.Of(RunState.Replay(await journal.ReadAsync(left.RunId, 0, stopping)));
        }

        var run = left is { Entries: > 0 }
            ? await GoOnAsync(task, repository.Path, left.Entries, entry => heartbeat.See(entry, isSeen: true), stopping)
            : await launcher.StartAsync(
                new LaunchRequest(task.RunId!, repository.Path, task.Item, repository.Base.Length > 0 ? repository.Base : null) { Answers = task.Answers }, entry => heartbeat.See(entry, isSeen: true), stopping);
        running.Add(task, run);
        var state = await run.Completion;
        await OpenDraftAsync(task, state, stopping);
        return TaskEnd.Of(state);
    }

    // The branch is delivered and pushed; neither a forge that is not in the mood nor a worker that is told to end takes anything of that away.
    private async Task OpenDraftAsync(TaskRow task, RunState state, CancellationToken stopping)
    {
        try
        {
            if (await new PullRequestOutlet(ConfigurationSources.ProcessEnvironment()).OpenAfterPushAsync(state, options.Value.Push, journal, stopping) is { } address)
            {
                _log.TaskPullRequest(task.Id, EventText.Safe(address));
            }
        }
        catch (Exception fault)
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

    /// <summary>The run of this task that was broken off or taken over and can go on, or was ended by somebody else; or null: one that its own fault ended is not tried again.</summary>
    private async Task<string?> LeftRunAsync(string id, CancellationToken cancellationToken)
    {
        if (await tasks.FindAsync(id, cancellationToken) is not [{ RunId: { } run } task] || task.End is not (null or { ExitCode: ExitCodes.Endpoint or ExitCodes.Repository }))
        {
            return null;
        }

        try
        {
            if (await journal.FindAsync(run, cancellationToken) is not { Entries: > 0 } row)
            {
                return null;
            }

            var entries = await journal.ReadAsync(run, 0, cancellationToken);
            return Decisions.Check(entries) is null && (row.State != "ended" || IsNewToTheTask(task, RunState.Replay(entries))) ? run : null;
        }
        catch (JournalDamagedException damage)
        {
            _log.TaskRecordDamaged(task.Id, EventText.Safe(damage.Message));
            return null;
        }
    }

    // What ended in the task's own hands is in its row, and is not wanted once more.
    private static bool IsNewToTheTask(TaskRow task, RunState state) => state.Outcome is not null && TaskEnd.Of(state).Reason != task.End?.Reason;

    private TaskEnd Fault(TaskRow task, Exception error)
    {
        if (ProgramFaults.ExitCode(error) is not { } code)
        {
            _log.TaskFaulted(error, task.Id);
            return new TaskEnd(TaskState.Failed, ExitCodes.Bug, $"a bug of ours: {error.Message}");
        }

        // A person has the run; what it comes to is asked again.
        if (error is LeaseLostException or RunBusyException)
        {
            return new TaskEnd(TaskState.Parked, ExitCodes.Repository, error.Message);
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
