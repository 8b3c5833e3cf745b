using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Quartz;

namespace Orchestrator.SK.Host.Worker;

/// <summary>The worker as a host: the loop over the tasks' rows, and Quartz on its file.</summary>
internal static class WorkerHost
{
    /// <summary>The category of the worker's own log lines; one for each change of a task's state.</summary>
    public const string LogCategory = "Worker";

    /// <summary>Names this worker in rows and messages.</summary>
    public static string Owner { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <exception cref="QueueTakenException">Another worker has the queue.</exception>
    /// <exception cref="OptionsValidationException">A setting is wrong, or no repository is configured.</exception>
    public static async Task RunAsync(IConfigurationRoot configuration, Action<ILoggingBuilder> logging, bool drain, CancellationToken cancellationToken)
    {
        // Nothing is read from the folder in which the program is started.
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        ProgramServices.Add(builder.Services, configuration, logging);
        var settings = Settings(configuration);
        var queue = new Places(settings).Queue;
        using var held = QueueLock.Take(queue, Owner, TimeProvider.System);
        Add(builder.Services, settings, queue, drain);
        using var host = builder.Build();
        host.Services.GetService<OtlpExport>();
        var loop = host.Services.GetServices<IHostedService>().OfType<TaskLoop>().Single();
        await host.RunAsync(cancellationToken);

        // A loop that broke ended the host; the fault is this call's.
        await (loop.ExecuteTask ?? Task.CompletedTask);
    }

    private static OrchestratorOptions Settings(IConfigurationRoot configuration)
    {
        using var services = ProgramServices.Build(configuration, LogLevel.Warning);
        var settings = services.GetRequiredService<IOptions<OrchestratorOptions>>().Value;
        return settings.Repositories.Count > 0 ? settings : throw new OptionsValidationException(
            OrchestratorOptions.Section, typeof(OrchestratorOptions),
            ["'Orchestrator:Repositories' is empty: a worker works on repositories that the operator named. Set Orchestrator:Repositories:<name>:Path, or Orchestrator__Repositories__<name>__Path in the environment."]);
    }

    private static void Add(IServiceCollection services, OrchestratorOptions settings, string queue, bool drain)
    {
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, SignalLifetime>());
        services.AddSingleton(new WorkerMode(drain));
        services.AddSingleton<RunningTasks>().AddSingleton<TaskRunner>().AddSingleton<Recovery>().AddSingleton<WakeUps>();
        services.AddQuartz(quartz =>
        {
            // Also the longest time for which a wake-up that nobody signalled can be overlooked.
            quartz.ConfigureScheduler(scheduler => scheduler.IdleWaitTime = TimeSpan.FromSeconds(1));
            quartz.UseDefaultThreadPool(settings.Worker.Width);
            quartz.UsePersistentStore(store =>
            {
                store.UseSqlite(QueueDatabase.Instance, QueueDatabase.ConnectionString(queue));
                store.ProvisionSchema();
            });
        });

        // Stopped in the reverse order: first the loop, which must not talk to a scheduler that is gone; then Quartz, which waits until every run has been handed back.
        services.AddQuartzHostedService(hosted =>
        {
            hosted.AutoStart = false;
            hosted.WaitForJobsToComplete = true;
        });
        services.AddHostedService<TaskLoop>();
    }

    /// <summary>The program hears signals itself, so that it can tell them apart; the host only has to start and stop.</summary>
    private sealed class SignalLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
