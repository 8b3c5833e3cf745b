using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Hosting;

/// <summary>Registers the orchestrator: the only place that knows which class stands behind what.</summary>
internal static class OrchestratorServiceCollectionExtensions
{
    public static IServiceCollection AddOrchestrator(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OrchestratorOptions>()
            .Bind(configuration.GetSection(OrchestratorOptions.Section))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OrchestratorOptions>, OrchestratorOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OrchestratorOptions>>(new UnknownSettings(configuration)));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new Places(provider.GetRequiredService<IOptions<OrchestratorOptions>>().Value));
        services.TryAddSingleton(RunJournal);
        services.TryAddSingleton(provider => (IJournalUpkeep)provider.GetRequiredService<IRunJournal>());
        services.TryAddSingleton(provider => new RunLocks(Path.Combine(provider.GetRequiredService<Places>().State, "heads")));
        services.TryAddSingleton(provider => new SqliteTasks(provider.GetRequiredService<Places>().Journal));
        services.TryAddSingleton<TrustedSettings>();
        services.TryAddSingleton<PriceFile>();
        services.TryAddSingleton<ModelCatalog>();
        services.TryAddSingleton(provider => new KernelFactory(provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TimeProvider>())
        {
            CapturesContent = provider.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Telemetry.CaptureContent,
        });
        services.TryAddSingleton<RunLauncher>();
        return services;
    }

    private static IRunJournal RunJournal(IServiceProvider provider)
    {
        var (places, options) = (provider.GetRequiredService<Places>(), provider.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Journal);
        return options.Kind == "postgresql"
            ? new PostgresRunJournal(options.ConnectionString, places.State, TimeSpan.FromSeconds(options.WaitSeconds), provider.GetRequiredService<TimeProvider>())
            : new SqliteRunJournal(places.Journal);
    }
}
