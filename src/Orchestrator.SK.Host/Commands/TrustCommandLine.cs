using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator config trust</c>: shows what a repository's <c>orchestrator.json</c> wants to have run, and trusts this version of it.</summary>
internal static class TrustCommandLine
{
    private static readonly Option<bool> Show = new("--show") { Description = "Only show, and whether it is trusted" };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference whose file is meant (default: HEAD)", HelpName = "REF" };

    public static Command Create()
    {
        var command = new Command("trust", "Show what the repository's orchestrator.json wants to run, and trust this version of it") { Show, Base };
        command.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(Run(parsed))));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        using var services = invocation.Services(invocation.Configuration());
        using var target = TargetReader.Open(invocation.Repository);
        var trusted = services.GetRequiredService<TrustedSettings>();
        var wanted = Wanted(target, parsed.GetValue(Base));
        var before = trusted.Allows(wanted);
        if (!before && !parsed.GetValue(Show))
        {
            trusted.Add(wanted.Repository, wanted.Hash);
        }

        var now = before || !parsed.GetValue(Show);
        if (invocation.Output != "text")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { wanted.Repository, wanted.Commit, wanted.Hash, wanted.Commands, Trusted = now }, EntryJson.Options));
        }
        else
        {
            Console.Out.WriteLine(wanted.Commands.Count == 0 ? $"{RepositorySettings.FileName} of '{wanted.Repository}' wants to run nothing." : wanted.ToString());
            Console.Out.WriteLine(wanted.Commands.Count == 0 ? "Nothing has to be trusted." : before ? "It is trusted." : now ? $"It is trusted from now on ({trusted.File})." : "It is not trusted: orchestrator config trust");
        }

        return now ? ExitCodes.Success : ExitCodes.NeedsInput;
    }

    private static WantedCommands Wanted(TargetReader target, string? reference)
    {
        var tree = target.OpenTree(reference);
        return tree.ReadText(RepositorySettings.FileName).Text is { } text
            ? WantedCommands.Of(target.Root, tree.CommitId, text, RepositorySettings.Parse(text))
            : throw new SettingsException($"{RepositorySettings.FileName} is not in commit {tree.CommitId[..8]} of '{target.Root}'. Let 'orchestrator init' write one, and commit it.");
    }
}
