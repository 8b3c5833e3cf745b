using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator run ID</c>: one run in the foreground; the exit code is the verdict.</summary>
internal static class RunCommandLine
{
    private static readonly Argument<string> Item = new("id") { Description = "Id of the backlog item, such as BK-004" };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference to start from (default: HEAD)", HelpName = "REF" };

    private static readonly Option<string?> Sandbox = new("--sandbox") { Description = "Lowest sandbox level to accept: full, partial or none", HelpName = "LEVEL" };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Start although the forecast is above Orchestrator:Limits:AskAboveCost" };

    public static Command Create()
    {
        Sandbox.AcceptOnlyFromAmong("full", "partial", "none");
        var command = new Command("run", "Deliver one backlog item as a verified branch") { Item, Base, Sandbox, Yes, PushFlags.Push, PushFlags.Allow, PushFlags.PullRequest };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        var configuration = invocation.Configuration([.. PushFlags.Of(parsed), .. parsed.GetValue(Sandbox) is { } level ? [new KeyValuePair<string, string>("Orchestrator:Sandbox:Minimum", level)] : Array.Empty<KeyValuePair<string, string>>()]);
        await using var services = invocation.Services(configuration);
        var desk = new RunDesk(parsed, invocation, services);
        var outlet = desk.Outlet(null);
        RunState? ended = null;
        var code = await ReportAsync(
            invocation, async token => ended = await ForegroundAsync(invocation, services, invocation.Repository, parsed.GetValue(Item)!, parsed.GetValue(Base), parsed.GetValue(Yes), token), cancellationToken);
        await desk.BringOutAsync(outlet, ended, invocation.Repository, cancellationToken);
        return code;
    }

    /// <summary>Sees a run through and reports it, also one that is left because its endpoint is gone: what it has done so far is worth knowing.</summary>
    public static async Task<int> ReportAsync(Invocation invocation, Func<CancellationToken, Task<RunState>> runAsync, CancellationToken cancellationToken)
    {
        Signals.Stopped = "Stopped. The repository is as it was; what was done so far is in the journal: 'orchestrator runs resume --last' goes on.";
        try
        {
            var state = await runAsync(cancellationToken);
            Report(invocation, state);
            return state.Outcome!.ExitCode;
        }
        catch (RunLeftException left)
        {
            Report(invocation, left.State);
            throw;
        }
    }

    /// <summary>Runs one item and shows its progress; the caller reports.</summary>
    public static async Task<RunState> ForegroundAsync(
        Invocation invocation, IServiceProvider services, string repository, string item, string? reference, bool agreed, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        await using var progress = invocation.Progress(time, services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Progress);
        Signals.Say = progress.Say;
        try
        {
            IPerson person = invocation.MayAsk ? new TerminalPerson(progress) : new NobodyThere();
            var request = new LaunchRequest(RunIds.New(item, time), repository, item, reference) { Person = agreed ? new AgreedPerson(person) : person };
            return await services.GetRequiredService<RunLauncher>().RunAsync(request, progress.Show, cancellationToken);
        }
        finally
        {
            Signals.Say = Console.Error.WriteLine;
        }
    }

    public static void Report(Invocation invocation, RunState state)
    {
        switch (invocation.Output)
        {
            case "json":
                Console.Out.WriteLine(RunJson.Write(state));
                break;
            case "text" when state.Outcome is { Kind: OutcomeKind.Refused } outcome:
                Console.Error.WriteLine(EventText.Safe(outcome.Reason));
                break;
            case "text":
                invocation.Result.Write(RunReport.Lines(state));
                break;
            default:
                break; // The event log was the result.
        }
    }
}

/// <summary>Ids of runs: the item, when it started, and a little chance, so that two runs of one second differ.</summary>
internal static class RunIds
{
    public static string New(string item, TimeProvider time)
    {
        var name = string.Concat(item.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')) is { Length: > 0 } safe ? safe[..Math.Min(24, safe.Length)] : "run";
        return string.Create(CultureInfo.InvariantCulture, $"{name}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..4]}");
    }
}
