using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Host.Worker;

/// <summary>What a worker that died left behind. Whoever holds the queue's lock knows that every task still marked running has nobody.</summary>
/// <remarks>
/// A run that was broken off goes on where its record ends, under a new epoch. One that had delivered already is ended by its record instead.
/// </remarks>
internal sealed class Recovery(SqliteTasks tasks, IRunJournal journal, RunLocks locks, IOptions<OrchestratorOptions> options, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger(WorkerHost.LogCategory);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var task in await tasks.InAsync(TaskState.Running, cancellationToken))
        {
            if (await EndAsync(task, cancellationToken) is { } end)
            {
                await tasks.EndAsync(task, end, time.GetUtcNow(), cancellationToken);
                _log.TaskEnded(task.Id, end.State.Word(), end.ExitCode, (long)(time.GetUtcNow() - task.StartedAt.GetValueOrDefault()).TotalSeconds, EventText.Safe(end.Reason));
            }
            else if (await tasks.HandBackAsync(task, crashed: true, cancellationToken) is { } queued)
            {
                _log.TaskRecovered(task.Id, queued.Crashes, options.Value.Worker.MaxCrashes, task.RunId!);
            }
        }
    }

    // One record that is damaged is one task that cannot go on, and not the end of the worker.
    private async Task<TaskEnd?> EndAsync(TaskRow task, CancellationToken cancellationToken)
    {
        // A person went on with it.
        if (locks.IsHeld(task.RunId!))
        {
            return new TaskEnd(TaskState.Parked, ExitCodes.Repository, new RunBusyException(task.RunId!).Message);
        }

        try
        {
            var row = await journal.FindAsync(task.RunId!, cancellationToken);
            var state = RunState.Replay(await journal.ReadAsync(task.RunId!, 0, cancellationToken));
            if (row is not null)
            {
                await journal.InterruptAsync(new RunLease(row.RunId, row.Epoch), cancellationToken);
            }

            return End(task, state, options.Value.Worker.MaxCrashes);
        }
        catch (JournalDamagedException damage)
        {
            return new TaskEnd(TaskState.Failed, ExitCodes.Configuration, damage.Message);
        }
    }

    /// <summary>How the task ended, by its record or because it may not go on; null when it is to run again.</summary>
    public static TaskEnd? End(TaskRow task, RunState state, int maxCrashes) =>
        state.Outcome is not null ? TaskEnd.Of(state)
        : state.Delivery is not null && RunDecider.Decide(state with { Due = [] }) is RunCommand.End end ? TaskEnd.Of(state with { Outcome = end.Outcome })
        : task.CancelledBy is { } who ? TaskEnd.CancelledBy(who)
        : task.Crashes + 1 >= maxCrashes ? new TaskEnd(
            TaskState.Failed, ExitCodes.Bug,
            $"the worker died {task.Crashes + 1} times over this task (Orchestrator:Worker:MaxCrashes is {maxCrashes}). Its last run is {task.RunId}; 'orchestrator tasks retry {task.Id}' tries again.")
        : null;
}
