using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Host.Settings;

/// <summary>The one composition root of the program: every command gets its parts from here.</summary>
internal static class ProgramServices
{
    /// <exception cref="OptionsValidationException">A setting is wrong; each failure names key, value and remedy.</exception>
    public static ServiceProvider Build(IConfigurationRoot configuration, LogLevel level)
    {
        var services = new ServiceCollection();
        Add(services, configuration, logging => logging.SetMinimumLevel(level).AddSimpleConsole(console => console.SingleLine = true));
        var provider = services.BuildServiceProvider(validateScopes: true);
        provider.GetRequiredService<IStartupValidator>().Validate();
        provider.GetService<OtlpExport>();
        return provider;
    }

    /// <summary>For a host, which builds the provider itself. Logs go to standard error.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration, Action<ILoggingBuilder> logging)
    {
        services.AddLogging(logging);
        services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        services.AddOrchestrator(configuration);
        if (configuration[$"{OrchestratorOptions.Section}:Telemetry:Endpoint"] is { Length: > 0 })
        {
            services.AddSingleton(provider => new OtlpExport(provider.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Telemetry));
        }
    }
}
