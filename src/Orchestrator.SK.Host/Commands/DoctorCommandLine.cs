using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Doctor;
using Orchestrator.SK.Host.PromptLab;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator doctor</c>: what is missing here for a run, and how to mend it.</summary>
internal static class DoctorCommandLine
{
    private static readonly Option<bool> Online = new("--online") { Description = "Also ask each endpoint: its models, a tool call, a stream, a long prompt. Costs a few calls to each model, and says what they took" };

    private static readonly Option<int> ProbeTokens = new("--probe-tokens") { Description = "Length of the long prompt of --online, in tokens, 0 for none (default: 8000)", DefaultValueFactory = _ => 8_000, HelpName = "N" };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference that a run would start from (default: HEAD)", HelpName = "REF" };

    public static Command Create()
    {
        ProbeTokens.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1_000_000)
            {
                result.AddError("'--probe-tokens' is a number of tokens from 0 to 1000000.");
            }
        });
        var command = new Command(
            "doctor",
            "Say what is missing on this machine and in the settings, and how to mend it. Exit code 0 when runs can start; else that of the worst: 78 configuration, 8 sandbox, 6 endpoint, 7 repository")
        { Online, ProbeTokens, Base };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        var report = await ReportAsync(parsed, invocation, cancellationToken);
        if (invocation.Output == "text")
        {
            invocation.Result.Write(DoctorScreens.Lines(report));
        }
        else
        {
            Console.Out.WriteLine(DoctorScreens.Json(report));
        }

        return report.ExitCode;
    }

    private static async Task<DoctorReport> ReportAsync(ParseResult parsed, Invocation invocation, CancellationToken cancellationToken)
    {
        ServiceProvider? services = null;
        try
        {
            services = invocation.Services(invocation.Configuration());
        }
        catch (Exception error) when (ProgramFaults.ExitCode(error) == ExitCodes.Configuration)
        {
            // What does not depend on the settings is worth knowing all the same.
            var faults = ProgramFaults.Message(error).Split('\n').Select(fault => DoctorRow.Fail(ExitCodes.Configuration, "settings", fault));
            return new([.. faults, await MachineRows.GitAsync(pushes: false, cancellationToken)], []);
        }

        await using (services)
        {
            return await LookAsync(parsed, invocation, services, cancellationToken);
        }
    }

    private static async Task<DoctorReport> LookAsync(ParseResult parsed, Invocation invocation, ServiceProvider services, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<OrchestratorOptions>>().Value;
        var places = services.GetRequiredService<Places>();
        var state = MachineRows.State(places.State);
        var rows = new List<DoctorRow>
        {
            DoctorRow.Ok("settings", "valid: 'orchestrator config show' prints them with their sources"),
            await MachineRows.GitAsync(options.Push.Remote.Length > 0, cancellationToken),
            state,
        };
        if (state.Health != Health.Fail)
        {
            rows.Add(await MachineRows.JournalAsync(services.GetRequiredService<IRunJournal>(), options.Journal, cancellationToken));
            rows.Add(await MachineRows.SandboxAsync(places.State, options.Sandbox.Minimum, cancellationToken));
        }

        var (modelRows, models) = ModelRows.Of(services.GetRequiredService<ModelCatalog>(), options);
        rows.AddRange(modelRows);
        rows.AddRange(Repositories(parsed, invocation, options, places, services.GetRequiredService<TrustedSettings>()));
        var bills = new List<TrialBill>();
        foreach (var model in parsed.GetValue(Online) ? models.DistinctBy(model => (model.Endpoint, model.ApiKey, model.Id)) : [])
        {
            var most = new[] { options.Limits.MaxCost, options.Limits.MaxCallCost }.Min();
            var online = new OnlineRows(services.GetRequiredService<KernelFactory>(), model, parsed.GetValue(ProbeTokens), most, CodeWord, services.GetRequiredService<TimeProvider>());
            rows.AddRange(await online.LookAsync(cancellationToken));
            bills.Add(online.Bill);
        }

        return new(rows, bills);
    }

    // Where nothing was named, a worker's repositories are what it is about.
    private static List<DoctorRow> Repositories(ParseResult parsed, Invocation invocation, OrchestratorOptions options, Places places, TrustedSettings trusted)
    {
        var own = new RepositoryRows(options, trusted, () => PromptLibrary.Load(places.Prompts));
        var isNamed = parsed.GetResult(GlobalOptions.Repository) is { Implicit: false };
        var rows = new List<DoctorRow>();
        RepositoryFacts? facts = null;
        if (isNamed || options.Repositories.Count == 0)
        {
            rows.AddRange(own.Of(invocation.Repository, parsed.GetValue(Base), "", out facts));
        }
        else
        {
            foreach (var (name, repository) in options.Repositories.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                rows.AddRange(own.Of(repository.Path, repository.Base.Length > 0 ? repository.Base : null, $"{EventText.Safe(name)}: ", out facts));
            }
        }

        return [.. rows, RepositoryRows.Prompts(PromptFolders.Configured(places), facts)];
    }

    // Nothing that a model could guess.
    private static string CodeWord() => $"tide{Guid.NewGuid().ToString("N")[..6]}";
}
