using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Host.Worker;

/// <summary>The runs that this worker has in hand, so that a cancel written by another process finds them.</summary>
internal sealed class RunningTasks(SqliteTasks tasks, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, RunHandle> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);
    private readonly ILogger _log = loggers.CreateLogger(WorkerHost.LogCategory);

    public void Add(TaskRow task, RunHandle run) => _runs[task.Id] = run;

    public void Remove(TaskRow task)
    {
        _runs.TryRemove(task.Id, out _);
        _told.TryRemove(task.Id, out _);
    }

    /// <summary>Tells each run, once, that its task was cancelled. One that is only just starting is told the next time.</summary>
    public async Task PassOnCancelsAsync(CancellationToken cancellationToken)
    {
        foreach (var task in await tasks.CancelledWhileRunningAsync(cancellationToken))
        {
            if (_runs.TryGetValue(task.Id, out var run) && _told.TryAdd(task.Id, true))
            {
                _log.TaskCancelling(task.Id, EventText.Safe(task.CancelledBy!));
                await run.StopAsync(task.CancelledBy!, cancellationToken);
            }
        }
    }
}
