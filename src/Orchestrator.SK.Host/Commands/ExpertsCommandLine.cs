using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Intake;
using Spectre.Console;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator experts</c>: who owns what in this repository, and whether that can be.</summary>
internal static class ExpertsCommandLine
{
    private static readonly Option<string?> Base = new("--base") { Description = "Reference to read (default: HEAD)", HelpName = "REF" };

    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The expert" };
        var paths = new Argument<string[]>("PATH") { Description = "From the root of the repository", Arity = ArgumentArity.OneOrMore };
        return new Command("experts", "Who owns what")
        {
            Subcommand("list", "The experts of this repository, with persona, paths and foundations", (_, invocation, read) => Proven(invocation, read, List)),
            Subcommand("check", "Prove that no two domains overlap; warn of what is odd about them", (_, invocation, read) => ExpertsCheck.Run(invocation, read)),
            Subcommand("show", "One expert: what it owns, reads and uses", (parsed, invocation, read) => Proven(invocation, read, (output, reading, tree) => ExpertsShow.Expert(output, reading, tree, parsed.GetValue(id)!)), id),
            Subcommand("owner", "Who owns a path, and whether it may write it", (parsed, invocation, read) => Proven(invocation, read, (output, reading, tree) => ExpertsShow.Owners(output, reading, tree, parsed.GetValue(paths)!)), paths),
        };
    }

    /// <summary>The experts of the repository, and who owns the rest.</summary>
    public static IReadOnlyList<string> Ids(RepositoryReading reading) => [.. reading.Settings.Experts.Keys, DomainMap.Orchestrator];

    private static Command Subcommand(string name, string description, Func<ParseResult, Invocation, TreeAndPrompts, int> run, Argument? argument = null)
    {
        var command = new Command(name, description) { Base };
        if (argument is not null)
        {
            command.Add(argument);
        }

        command.SetAction((parsed, _) => ProgramFaults.GuardAsync(() =>
        {
            var invocation = new Invocation(parsed, ConfigurationSources.ProcessEnvironment());
            using var services = invocation.Services(invocation.Configuration());
            var places = services.GetRequiredService<Places>();
            using var repository = PrivateRepository.Open(places.State, invocation.Repository);
            var tree = repository.OpenTree(repository.ResolveBase(parsed.GetValue(Base)));
            return Task.FromResult(run(parsed, invocation, new(tree, PromptLibrary.Load(places.Prompts))));
        }));
        return command;
    }

    private static int Proven(Invocation invocation, TreeAndPrompts read, Action<Invocation, RepositoryReading, TreeSnapshot> show)
    {
        show(invocation, RepositoryReading.Read(read.Tree, read.Prompts), read.Tree);
        return ExitCodes.Success;
    }

    private static void List(Invocation invocation, RepositoryReading reading, TreeSnapshot tree)
    {
        var owned = tree.Files.GroupBy(file => reading.Domains.OwnerOf(file.Path)).ToDictionary(group => group.Key, group => group.Count());
        var rows = Ids(reading).Select(id => new
        {
            Id = id,
            reading.Prompts.Find($"experts/{id}").Name,
            Writes = reading.Settings.Experts.GetValueOrDefault(id)?.Writes ?? ["whatever no expert owns"],
            Reads = reading.Settings.Experts.GetValueOrDefault(id)?.Reads ?? [],
            Foundations = reading.Settings.Experts.GetValueOrDefault(id)?.Foundations ?? [],
            Files = owned.GetValueOrDefault(id),
            Prompt = reading.Prompts.Find($"experts/{id}").ShortHash,
        }).ToList();
        if (invocation.Output != "text")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(rows, EntryJson.Options));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Id", "Persona", "Writes", "Foundations", "Files", "Prompt");
        foreach (var row in rows)
        {
            table.AddRow(new Text(row.Id), new Text(row.Name), new Text(string.Join('\n', row.Writes)), new Text(string.Join('\n', row.Foundations)), new Text($"{row.Files}"), new Text(row.Prompt));
        }

        invocation.Result.Write(table);
    }
}

/// <summary>The commit that is read, and the personas that there are.</summary>
internal sealed record TreeAndPrompts(TreeSnapshot Tree, PromptLibrary Prompts);
