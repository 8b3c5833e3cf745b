using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Intake;
using Spectre.Console;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator experts list</c>: who owns what in this repository.</summary>
internal static class ExpertsCommandLine
{
    private static readonly Option<string?> Base = new("--base") { Description = "Reference to read (default: HEAD)", HelpName = "REF" };

    public static Command Create()
    {
        var list = new Command("list", "The experts of this repository, with persona, paths and foundations") { Base };
        list.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(List(parsed))));
        return new Command("experts", "Who owns what") { list };
    }

    private static int List(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        using var services = invocation.Services(invocation.Configuration());
        var places = services.GetRequiredService<Places>();
        using var repository = PrivateRepository.Open(places.State, invocation.Repository);
        var tree = repository.OpenTree(repository.ResolveBase(parsed.GetValue(Base)));
        var reading = RepositoryReading.Read(tree, PromptLibrary.Load(places.Prompts));
        var owned = tree.Files.GroupBy(file => reading.Domains.OwnerOf(file.Path)).ToDictionary(group => group.Key, group => group.Count());
        var rows = reading.Settings.Experts.Keys.Append(RunState.OrchestratorSeat).Select(id => new
        {
            Id = id,
            reading.Prompts.Find($"experts/{id}").Name,
            Writes = reading.Settings.Experts.GetValueOrDefault(id)?.Writes ?? ["whatever no expert owns"],
            Foundations = reading.Settings.Experts.GetValueOrDefault(id)?.Foundations ?? [],
            Files = owned.GetValueOrDefault(id),
            Prompt = reading.Prompts.Find($"experts/{id}").ShortHash,
        }).ToList();
        if (invocation.Output != "text")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(rows, EntryJson.Options));
            return ExitCodes.Success;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Id", "Persona", "Writes", "Foundations", "Files", "Prompt");
        foreach (var row in rows)
        {
            table.AddRow(new Text(row.Id), new Text(row.Name), new Text(string.Join('\n', row.Writes)), new Text(string.Join('\n', row.Foundations)), new Text($"{row.Files}"), new Text(row.Prompt));
        }

        invocation.Result.Write(table);
        return ExitCodes.Success;
    }
}
