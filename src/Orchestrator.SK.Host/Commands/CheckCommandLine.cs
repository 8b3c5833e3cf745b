using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator check ID</c>: intake alone. No model is asked, nothing is fetched or written.</summary>
internal static class CheckCommandLine
{
    private static readonly Argument<string> Item = new("id") { Description = "Id of the backlog item, such as BK-004" };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference to look at (default: HEAD)", HelpName = "REF" };

    public static Command Create()
    {
        var command = new Command("check", "May this item start? Which specs, ripples and experts; asks no model") { Item, Base };
        command.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(Run(parsed))));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        using var services = invocation.Services(invocation.Configuration());
        using var target = TargetReader.Open(invocation.Repository);
        var tree = target.OpenTree(parsed.GetValue(Base));
        var state = target.State(tree.CommitId);
        if (!tree.Contains(RepositorySettings.FileName) && state.Uncommitted.Contains(RepositorySettings.FileName))
        {
            throw new SettingsException($"{RepositorySettings.FileName} lies in '{target.Root}' but is in no commit, and only commits are read. Commit it: git add {RepositorySettings.FileName}, git commit.");
        }

        var reading = RepositoryReading.Read(tree, PromptLibrary.Load(services.GetRequiredService<Places>().Prompts));
        var item = IntakeCheck.Of(parsed.GetValue(Item)!, tree, reading, state);
        var tests = SpecTests.Of(tree, reading.Settings, reading.Documents.Specs);
        if (invocation.Output == "text")
        {
            CheckReport.Write(Console.Out, item, tests, parsed.GetValue(Base) ?? "HEAD");
        }
        else
        {
            Console.Out.WriteLine(CheckJson.Write(item, tests, target.Root, parsed.GetValue(Base) ?? "HEAD"));
        }

        return item.Found.MayStart ? ExitCodes.Success : ExitCodes.Repository;
    }
}
