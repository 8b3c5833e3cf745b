using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Whether the worker ends when nothing is left to do.</summary>
internal sealed record WorkerMode(bool Drain);

/// <summary>Looks at the tasks' rows several times a second: new ones get a wake-up, cancels are passed on, an empty queue ends a draining worker.</summary>
internal sealed class TaskLoop(
    SqliteTasks tasks, Recovery recovery, WakeUps wakeUps, TaskRunner runner, RunningTasks running, WorkerMode mode, Places places,
    IOptions<OrchestratorOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    /// <summary>A cancel reaches a model call within a second: this, and what it takes to break off.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ILogger _log = loggers.CreateLogger(WorkerHost.LogCategory);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value;
        _log.WorkerStarted(WorkerHost.Owner, places.State, settings.Worker.Width, string.Join(", ", settings.Repositories.Keys.Order(StringComparer.Ordinal)));
        try
        {
            await recovery.RunAsync(stoppingToken);
            await wakeUps.StartAsync(stoppingToken);
            while (true)
            {
                await running.PassOnCancelsAsync(stoppingToken);
                await PlaceAsync(stoppingToken);
                if (mode.Drain && !await tasks.AnyOpenAsync(stoppingToken))
                {
                    _log.WorkerDrained();
                    lifetime.StopApplication();
                    return;
                }

                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Each run is handed back by its runner.
            _log.WorkerEnding();
        }
    }

    private async Task PlaceAsync(CancellationToken cancellationToken)
    {
        var queued = await tasks.InAsync(TaskState.Queued, cancellationToken);
        var known = queued.Where(task => options.Value.Repositories.ContainsKey(task.Repository)).ToList();
        foreach (var task in await wakeUps.PlaceAsync(known, cancellationToken))
        {
            _log.TaskQueued(task.Id, EventText.Safe(task.Item), task.Repository, task.Priority);
        }

        // A name that the operator does not have is refused here: it never becomes a key of anything.
        foreach (var task in queued.Except(known))
        {
            await runner.RunAsync(task.Id);
        }
    }
}
