using System.CommandLine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Worker;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator worker</c>: works the queue of tasks off until it is told to end.</summary>
internal static class WorkerCommandLine
{
    private static readonly Option<bool> Drain = new("--drain") { Description = "End with exit code 0 when no task is queued or running" };

    public static Command Create()
    {
        var command = new Command(
            "worker",
            "Work the queue of tasks off. Tasks name repositories by Orchestrator:Repositories; one run at a time in each, Orchestrator:Worker:Width at once. "
            + "SIGTERM hands running tasks back to the queue (exit code 143); they, and those of a worker that was killed, go on where their record ends. "
            + "A second worker on the same queue file is refused (exit code 78)")
        { Drain, PushFlags.Push, PushFlags.Allow };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        await WorkerHost.RunAsync(invocation.Configuration(PushFlags.Of(parsed)), logging => Log(invocation, logging), parsed.GetValue(Drain), cancellationToken);
        return Signals.Received ?? ExitCodes.Success;
    }

    private static void Log(Invocation invocation, ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(invocation.IsVerbose ? LogLevel.Debug : LogLevel.Warning);
        logging.AddFilter(WorkerHost.LogCategory, invocation.IsVerbose ? LogLevel.Debug : LogLevel.Information);
        if (invocation.Output == "text")
        {
            logging.AddSimpleConsole(console =>
            {
                (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss ");
                console.ColorBehavior = invocation.Plain ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
            });
        }
        else
        {
            logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp) = ("O", true));
        }
    }
}
