using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator plan ID</c>: plan, contract and forecast. The model is asked for the plan; nothing is carried out, and the repository stays as it is.</summary>
internal static class PlanCommandLine
{
    private static readonly Argument<string> Item = new("id") { Description = "Id of the backlog item, such as BK-004" };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference to start from (default: HEAD)", HelpName = "REF" };

    private static readonly JsonSerializerOptions Json = new(EntryJson.Options) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("plan", "What a run would do and take: plan, contract, forecast; changes nothing") { Item, Base };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());

        // No check runs, so no sandbox is needed to read a plan.
        await using var services = invocation.Services(invocation.Configuration(new KeyValuePair<string, string>("Orchestrator:Sandbox:Minimum", "none")));
        var time = services.GetRequiredService<TimeProvider>();
        var item = parsed.GetValue(Item)!;
        var request = new LaunchRequest(RunIds.New(item, time), invocation.Repository, item, parsed.GetValue(Base)) { Person = new PlanReader(), PlanOnly = true };
        await using var progress = invocation.Progress(time, services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Progress);
        var state = await services.GetRequiredService<RunLauncher>().RunAsync(request, progress.Show, cancellationToken);
        await progress.DisposeAsync();
        if (state.Plan is not { } plan || state.PlanApproved is null)
        {
            await Console.Error.WriteLineAsync(EventText.Safe(state.Outcome!.Reason));
            return state.Outcome.ExitCode;
        }

        if (invocation.Output == "json")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { Schema = 1, Run = state.Request!.RunId, Item = state.Intake!.ItemId, state.Request.Base, Plan = plan, state.Intake.Ripples, state.Forecast }, Json));
        }
        else if (invocation.Output == "text")
        {
            invocation.Result.Write(Lines(state, plan).Select(line => new TonedLine(line)));
        }

        return ExitCodes.Success;
    }

    private static IEnumerable<string> Lines(RunState state, Plan plan)
    {
        yield return $"{state.Intake!.ItemId}: {state.Intake.Title}";
        yield return $"{plan.Mode.ToString().ToLowerInvariant()} {plan.Kind.ToString().ToLowerInvariant()}: {plan.Summary}";
        yield return "Contract:";
        foreach (var line in plan.Contract.DefaultIfEmpty("none"))
        {
            yield return $"  {line}";
        }

        yield return "Assignments:";
        foreach (var assignment in FixOrder.Apply(plan))
        {
            yield return $"  {assignment.Id} {assignment.Expert}{(assignment.After.Count > 0 ? $", after {string.Join(", ", assignment.After)}" : "")}: {assignment.Task}";
            yield return $"    for {string.Join(", ", assignment.Specs)}; writes {string.Join(", ", assignment.Paths)}";
        }

        foreach (var line in PlanText.Ripples(state.Intake).Concat(state.Forecast is { } forecast ? ForecastText.Lines(forecast).Split('\n') : []))
        {
            yield return line;
        }

        yield return "Nothing was started. 'orchestrator run' drafts its own plan; 'orchestrator chat' shows it and asks.";
    }
}
