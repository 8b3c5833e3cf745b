using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Follows a task that another process works on, by reading its run's record: the same events, in the same views, as a run in the foreground.</summary>
internal sealed class TaskWatch(SqliteTasks tasks, IRunJournal journal, Invocation invocation, ProgressOptions options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private IProgressView? _view;
    private RunState _run = RunState.Empty;
    private string? _runId;
    private long _read;

    /// <summary>Returns when no worker will touch the task any more: its row, and its newest run.</summary>
    public async Task<(TaskRow Task, RunState Run)> FollowAsync(TaskRow task, CancellationToken cancellationToken)
    {
        var queued = false;
        while (true)
        {
            // The row first: it ends after the record does, so what is read next is all there is.
            task = (await tasks.FindAsync(task.Id, cancellationToken))[0];
            if (task.State != TaskState.Queued)
            {
                await ReadAsync(task, cancellationToken);
                queued = false;
            }
            else if (!queued)
            {
                queued = true;
                await LeaveViewAsync();
                var before = (await tasks.InAsync(TaskState.Queued, cancellationToken)).TakeWhile(other => other.Id != task.Id).Count(other => other.Repository == task.Repository);
                await Console.Error.WriteLineAsync($"task {task.Id}: queued, {before} before it in {EventText.Safe(task.Repository)}");
            }

            if (!task.IsOpen)
            {
                await LeaveViewAsync();
                return (task, _run);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await LeaveViewAsync();

    private async Task ReadAsync(TaskRow task, CancellationToken cancellationToken)
    {
        if (task.RunId is null)
        {
            return;
        }

        if (task.RunId != _runId)
        {
            await LeaveViewAsync();
            if (_runId is not null)
            {
                await Console.Error.WriteLineAsync($"task {task.Id}: starts again from the beginning, epoch {task.Epoch}");
            }

            (_runId, _read, _run) = (task.RunId, 0, RunState.Empty);
        }

        foreach (var entry in await journal.ReadAsync(task.RunId, _read, cancellationToken))
        {
            _view ??= invocation.Progress(time, options);
            _view.Show(entry);
            (_read, _run) = (entry.Sequence, _run.Apply(entry));
        }
    }

    // A view folds one run; another run needs another view.
    private async Task LeaveViewAsync()
    {
        if (_view is { } view)
        {
            _view = null;
            await view.DisposeAsync();
        }
    }
}
