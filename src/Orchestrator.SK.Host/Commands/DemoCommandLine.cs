using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator demo</c>: the whole way on the sample. The replies are scripted and come over real HTTP; everything else is real.</summary>
internal static class DemoCommandLine
{
    private const string Banner = "DEMO · the model's replies are scripted and come over real HTTP; git, files, checks, audit and verify are real";

    private static readonly Argument<string> Item = new("id") { Description = "BK-004 (all four experts) or BK-005 (documentation alone)", DefaultValueFactory = _ => "BK-004" };

    private static readonly Option<string?> Keep = new("--keep") { Description = "A new folder for the sample repository (default: one in the temporary folder)", HelpName = "DIR" };

    private static readonly Option<int> Latency = new("--latency") { Description = "How long a scripted reply takes, in milliseconds", DefaultValueFactory = _ => 150, HelpName = "MS" };

    public static Command Create()
    {
        Item.AcceptOnlyFromAmong("BK-004", "BK-005");
        Latency.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 60_000)
            {
                result.AddError("--latency takes 0 to 60000 milliseconds.");
            }
        });
        var command = new Command("demo", "Deliver an item of the sample, without a key, a server or a network") { Item, Keep, Latency };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        var folder = parsed.GetValue(Keep) is { } keep ? Path.GetFullPath(keep) : Directory.CreateTempSubdirectory("orchestrator-demo-").FullName;
        var samples = Path.Combine(AppContext.BaseDirectory, "samples");
        var repository = Path.Combine(folder, "tidemark");
        SampleRepository.Create(Path.Combine(samples, "tidemark"), repository, new CommitStamp("Tidemark", "tidemark@example.org", TimeProvider.System.GetUtcNow()));

        invocation.Tell(Banner);
        var script = RehearsalScript.Load(Path.Combine(samples, "tidemark.script.json"));
        await using var server = await RehearsalServer.StartAsync(new RehearsalOptions { Script = script, Latency = TimeSpan.FromMilliseconds(parsed.GetValue(Latency)) }, cancellationToken);
        await using var services = invocation.Services(Settings.ConfigurationSources.Shipped(Flags(server, folder)));
        Signals.Stopped = "The demo was stopped; start it again.";
        var state = await RunCommandLine.ForegroundAsync(invocation, services, repository, parsed.GetValue(Item)!, null, agreed: true, cancellationToken);
        if (invocation.Output == "text" && state.Delivery is { } delivery)
        {
            using var target = PrivateRepository.Open(services.GetRequiredService<Places>().State, repository);
            invocation.WholeLines.Write(DiffView.Lines(target.Diff(state.Request!.Base, delivery.Commit)));
        }

        RunCommandLine.Report(invocation, state);
        if (invocation.Output == "text")
        {
            invocation.Result.Write(Epilogue(state, repository, folder));
        }

        return state.Outcome!.ExitCode;
    }

    // The demo must not touch what a user has set up: its own state, its own model, whatever level of sandbox is here.
    private static Dictionary<string, string> Flags(RehearsalServer server, string folder) => new()
    {
        ["Orchestrator:Models:default:Endpoint"] = server.BaseAddress.ToString(),
        ["Orchestrator:Models:default:ApiKey"] = "",
        ["Orchestrator:Models:default:Id"] = "rehearsal",
        ["Orchestrator:DefaultModel"] = "default",
        ["Orchestrator:StateDirectory"] = Path.Combine(folder, "state"),
        ["Orchestrator:Sandbox:Minimum"] = "none",
    };

    private static IEnumerable<TonedLine> Epilogue(RunState state, string repository, string folder)
    {
        var caught = state.Assignments.Where(a => a.Cause == AssignmentCause.Audit).Select(a => new TonedLine($"  {a.Assignment.Expert}: {string.Join(", ", a.Assignment.Paths)}")).ToList();
        return
        [
            new(caught.Count > 0 ? "What the audit caught, and who mended it:" : "The audit had nothing to catch."),
            .. caught,
            new($"The repository is in {repository}."),
            new($"The journal is in {Path.Combine(folder, "state")}."),
            new(Banner),
            new("Your own repository: see README.md, 'A real endpoint and a real repository'."),
        ];
    }
}
