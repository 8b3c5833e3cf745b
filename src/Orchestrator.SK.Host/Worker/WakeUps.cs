using Microsoft.Extensions.Options;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Quartz;

namespace Orchestrator.SK.Host.Worker;

/// <summary>The wake-ups of queued tasks, held by Quartz. One Quartz job stands for one repository, so no repository has two runs; one trigger for one task.</summary>
/// <remarks>A trigger carries a task's id and a repository's configured name, nothing else. Lost ones are placed again from the tasks' own rows.</remarks>
internal sealed class WakeUps(ISchedulerFactory schedulers, IOptions<OrchestratorOptions> options)
{
    private const string Group = "tasks";

    private IScheduler? _scheduler;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var repository in options.Value.Repositories.Keys)
        {
            var job = JobBuilder.Create<TaskJob>().WithIdentity(Job(repository)).DisallowConcurrentExecution().StoreDurably().Build();
            await _scheduler.AddJob(job, AddJobOptions.Replacing, cancellationToken);
        }

        await _scheduler.ResetTriggersFromErrorState(GroupMatcher<TriggerKey>.GroupEquals(Group), cancellationToken);
        await _scheduler.Start(cancellationToken);
    }

    /// <summary>Gives each of these tasks its wake-up, if it has none.</summary>
    public async Task<IReadOnlyList<TaskRow>> PlaceAsync(IReadOnlyList<TaskRow> queued, CancellationToken cancellationToken)
    {
        var placed = new List<TaskRow>();
        if (queued.Count == 0)
        {
            return placed;
        }

        var known = (await _scheduler!.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals(Group), cancellationToken)).ToHashSet();
        foreach (var task in queued.Where(task => !known.Contains(Trigger(task))))
        {
            var trigger = TriggerBuilder.Create()
                .WithIdentity(Trigger(task))
                .ForJob(Job(task.Repository))
                .StartAt(DueAt(task))
                .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
                .Build();
            await _scheduler!.ScheduleJob(trigger, ScheduleJobOptions.Replacing, cancellationToken);
            placed.Add(task);
        }

        return placed;
    }

    /// <summary>Priority as time: Quartz goes by due time first, and its own priority only breaks ties. First come, first served inside a priority, and nothing starves.</summary>
    public static DateTimeOffset DueAt(TaskRow task) => task.SubmittedAt.AddHours(-task.Priority);

    private static TriggerKey Trigger(TaskRow task) => new(task.Id, Group);

    private static JobKey Job(string repository) => new(repository, Group);
}

/// <summary>What Quartz calls when a task is due and its repository is free.</summary>
internal sealed class TaskJob(TaskRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await runner.RunAsync(context.Trigger.Key.Name);
}
