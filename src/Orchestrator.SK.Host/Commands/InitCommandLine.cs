using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Discovery;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Intake;
using Spectre.Console;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator init</c>: looks where a repository keeps things, shows what speaks for it, and writes <c>orchestrator.json</c>.</summary>
internal static class InitCommandLine
{
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Write without asking" };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace an orchestrator.json that is there" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show, and write nothing" };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference to look at (default: HEAD)", HelpName = "REF" };

    public static Command Create()
    {
        var command = new Command("init", "Find out where this repository keeps things, and write orchestrator.json") { Yes, Force, DryRun, Base };
        command.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(Run(parsed))));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        using var services = invocation.Services(invocation.Configuration());
        using var target = TargetReader.Open(invocation.Repository);
        var tree = target.OpenTree(parsed.GetValue(Base));
        var proposal = RepositorySurvey.Of(tree);
        var isText = invocation.Output == "text";
        if (isText)
        {
            Show(invocation.Result, target, tree, proposal);
        }

        if (proposal.Settings is not { } settings)
        {
            throw new RepositoryRefusedException(
                $"No expert can be given a domain in '{target.Root}': there is no folder with code, tests or guides.",
                $"Commit some, or write {RepositorySettings.FileName} by hand (README, 'Your own repository').");
        }

        var text = SettingsText.Write(settings);
        var (exitCode, written) = Write(parsed, invocation, target, text);
        if (written is not null)
        {
            // Its commands were shown, and somebody said yes.
            services.GetRequiredService<TrustedSettings>().Add(target.Root, TrustedSettings.HashOf(text));
        }

        if (!isText)
        {
            Console.Out.WriteLine(Json(target, tree, proposal, text, written));
        }

        return exitCode;
    }

    private static (int ExitCode, string? Written) Write(ParseResult parsed, Invocation invocation, TargetReader target, string text)
    {
        var isText = invocation.Output == "text";
        if (isText)
        {
            Console.Out.WriteLine($"\n{RepositorySettings.FileName}:\n{text}");
        }

        if (parsed.GetValue(DryRun) || (!isText && !parsed.GetValue(Yes)))
        {
            return (ExitCodes.Success, null);
        }

        var force = parsed.GetValue(Force);
        target.RefuseToReplace(RepositorySettings.FileName, force);
        if (!parsed.GetValue(Yes))
        {
            if (!invocation.MayAsk)
            {
                Console.Error.WriteLine($"Nothing is written: nobody can be asked here. Write it: orchestrator init --yes{(force ? " --force" : "")}");
                return (ExitCodes.NeedsInput, null);
            }

            Console.Error.Write($"Write {Path.Combine(target.Root, RepositorySettings.FileName)}? [y/N] ");
            if (Console.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
            {
                Console.Error.WriteLine("Nothing is written.");
                return (ExitCodes.Success, null);
            }
        }

        var written = target.WriteAtRoot(RepositorySettings.FileName, text, force);
        Console.Error.WriteLine($"Wrote {written}. Look it over, commit it, then: orchestrator check ID");
        return (ExitCodes.Success, written);
    }

    private static void Show(IAnsiConsole console, TargetReader target, TreeSnapshot tree, SettingsProposal proposal)
    {
        console.Write(new Text($"{target.Name} at {EventText.Short(tree.CommitId)}, {EventText.Count(tree.Files.Count, "file")}\n"));
        var found = new Table { Border = TableBorder.Simple };
        found.AddColumns("Found", "Value", "Evidence");
        proposal.Found.ToList().ForEach(row => found.AddRow(new Text(row.Key), new Text(EventText.Safe(row.Value)), new Text(EventText.Safe(row.Evidence))));
        console.Write(found);
        if (proposal.Missing.Count > 0)
        {
            var missing = new Table { Border = TableBorder.Simple };
            missing.AddColumns("Not found", "What that costs", "What came near");
            proposal.Missing.ToList().ForEach(row => missing.AddRow(new Text(row.Key), new Text(row.Reduced), new Text(EventText.Safe(string.Join('\n', row.Candidates)))));
            console.Write(missing);
        }

        var uncommitted = target.State(tree.CommitId).Uncommitted;
        if (uncommitted.Count > 0)
        {
            Console.Error.WriteLine($"Warning: {EventText.Count(uncommitted.Count, "path")} not committed, such as {EventText.Safe(uncommitted[0])}: only the commit was looked at.");
        }
    }

    private static string Json(TargetReader target, TreeSnapshot tree, SettingsProposal proposal, string text, string? written) => new JsonObject
    {
        ["version"] = 1,
        ["repository"] = target.Root,
        ["commit"] = tree.CommitId,
        ["written"] = written,
        ["settings"] = JsonNode.Parse(text),
        ["found"] = JsonSerializer.SerializeToNode(proposal.Found, EntryJson.Options),
        ["missing"] = JsonSerializer.SerializeToNode(proposal.Missing, EntryJson.Options),
        ["uncommitted"] = JsonSerializer.SerializeToNode(target.State(tree.CommitId).Uncommitted, EntryJson.Options),
    }.ToJsonString(EntryJson.Options);
}
