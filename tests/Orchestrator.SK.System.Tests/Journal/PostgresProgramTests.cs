using System.Text.Json;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Tests.Worker;

namespace Orchestrator.SK.System.Tests.Journal;

/// <summary>The program with its records in PostgreSQL: what one machine began, another ends.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresProgramTests(PostgresCluster cluster) : IDisposable
{
    private readonly ProgramHome _first = new();
    private readonly ProgramHome _second = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task KilledRun_OnAnotherMachine_GoesOnFromBaseAndRecord_AndComesToTheSameTree()
    {
        TidemarkTarget target = TidemarkTarget.In(_first);
        string clone = Path.Combine(_second.Root, "clone");
        TidemarkTarget.GitIn(_second.Root, "clone", "-q", "--no-hardlinks", target.Root, clone);
        await using RehearsalServer model = await Rehearsals.SampleAsync(TimeSpan.FromMilliseconds(300));
        Dictionary<string, string> variables = Environment(model.BaseAddress.ToString(), cluster.NewSchema());
        await using (RunningProgram run = RunningProgram.Start(_first, target.Root, variables, "run", "BK-004"))
        {
            await run.WaitUntilSaidAsync("review round 1");
            await run.SignalAsync("KILL");
        }

        // Nothing of the first machine is left but the record.
        Directory.Delete(_first.State, recursive: true);
        Directory.Delete(target.Root, recursive: true);
        int asked = model.Requests.Count;
        variables["Orchestrator__TrustedSettings__0"] = global::Orchestrator.SK.Journal.TrustedSettings.HashOf(await File.ReadAllTextAsync(Path.Combine(clone, "orchestrator.json")));
        string id = await OnlyRunAsync(variables, clone);

        ProgramResult resumed = await RunningProgram.RunAsync(_second, clone, variables, "runs", "resume", id);

        resumed.ShouldEndWith(0, "branch BK-004-");
        Assert.DoesNotContain(model.Requests.Skip(asked), request => request.BodyText.Contains("You plan the delivery of one backlog item", StringComparison.Ordinal));
        model.ShouldHavePlayedCleanly();
        (await RunningProgram.RunAsync(_second, clone, variables, "runs", "replay", id)).ShouldEndWith(0, "comes to the same commit");
        ProgramResult settings = await RunningProgram.RunAsync(_second, clone, variables, "config", "show");
        settings.ShouldEndWith(0, "Orchestrator:Journal:ConnectionString", "(set)");
        Assert.DoesNotContain(PostgresCluster.Password, settings.ToString(), StringComparison.Ordinal);
        AssertNoPassword(_first.Root, _second.Root);
        Assert.False(File.Exists(_second.Journal), "a journal of SQLite was made");
        Assert.Equal(await WholeAsync(model), TidemarkTarget.GitIn(clone, "rev-parse", $"{Branch(clone)}^{{tree}}"));
    }

    [Fact]
    public async Task Worker_KeepsTheRecordsOfItsRunsThere()
    {
        string repository = SmallRepository.Create(_first.Root, "one");
        await using Holdup endpoint = await Holdup.StartAsync(SmallRepository.Script, null);
        Dictionary<string, string> variables = Environment(endpoint.Address, cluster.NewSchema());
        variables["Orchestrator__TrustedSettings__0"] = SmallRepository.Trusted;
        variables["Orchestrator__Repositories__one__Path"] = repository;

        (await RunningProgram.RunAsync(_first, _first.Root, variables, "tasks", "submit", "one", "BK-001")).ShouldEndWith(0);
        (await RunningProgram.RunAsync(_first, _first.Root, variables, "worker", "--drain")).ShouldEndWith(0);

        Assert.Equal(["BK-001-write-the-first-page"], SmallRepository.Delivered(repository).Keys);
        (await RunningProgram.RunAsync(_first, repository, variables, "runs", "list")).ShouldEndWith(0, "delivered");
        (await RunningProgram.RunAsync(_first, repository, variables, "runs", "replay", "--last")).ShouldEndWith(0, "comes to the same commit");
        variables["Orchestrator__Journal__Kind"] = "sqlite";
        Assert.DoesNotContain("delivered", (await RunningProgram.RunAsync(_first, repository, variables, "runs", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatIsAway_IsAFaultOfTheSettings_AndTellsNoPassword()
    {
        TidemarkTarget target = TidemarkTarget.In(_first);
        Dictionary<string, string> variables = Environment("http://127.0.0.1:9/v1/", $"Host=/nowhere;Username=u;Password='{PostgresCluster.Password}'");

        ProgramResult away = await RunningProgram.RunAsync(_first, target.Root, variables, "runs", "list");
        variables["Orchestrator__Journal__ConnectionString"] = $"Nonsense={PostgresCluster.Password}";
        ProgramResult nonsense = await RunningProgram.RunAsync(_first, target.Root, variables, "runs", "list");

        away.ShouldEndWith(78, "Start the server, or mend the way to it.");
        nonsense.ShouldEndWith(78, "'Orchestrator:Journal:ConnectionString' cannot be used: it is no connection string");
        Assert.DoesNotContain("only-4-this-test", $"{away}{nonsense}", StringComparison.Ordinal);
    }

    // The same item in one go, on SQLite.
    private static async Task<string> WholeAsync(RehearsalServer model)
    {
        using ProgramHome home = new();
        TidemarkTarget target = TidemarkTarget.In(home);
        (await RunningProgram.RunAsync(home, target.Root, Variables.For(model), "run", "BK-004")).ShouldEndWith(0);
        return TidemarkTarget.GitIn(target.Root, "rev-parse", $"{Branch(target.Root)}^{{tree}}");
    }

    private static string Branch(string repository) => Assert.Single(TidemarkTarget.GitIn(repository, "for-each-ref", "--format=%(refname:short)", "refs/heads").Split('\n'), name => name != "main");

    // By the repository's place there is none here, for that is another on each machine.
    private async Task<string> OnlyRunAsync(Dictionary<string, string> variables, string clone)
    {
        (await RunningProgram.RunAsync(_second, clone, variables, "runs", "list")).ShouldEndWith(0, "'orchestrator runs list --all' shows those of other repositories");
        ProgramResult all = await RunningProgram.RunAsync(_second, clone, variables, "runs", "list", "--all", "-o", "json");
        using JsonDocument document = JsonDocument.Parse(all.Output);
        return Assert.Single(document.RootElement.GetProperty("runs").EnumerateArray()).GetProperty("run").GetString()!;
    }

    private static Dictionary<string, string> Environment(string endpoint, string connection) => new(Variables.For(new Uri(endpoint)))
    {
        ["Orchestrator__Journal__Kind"] = "postgresql",
        ["Orchestrator__Journal__ConnectionString"] = connection,
    };

    private static void AssertNoPassword(params string[] folders)
    {
        // A program that was killed leaves its debugger's pipes and sockets behind: nobody answers there any more.
        foreach (string file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Where(file => Path.GetFileName(file) is not ['c', 'l', 'r', '-', ..] and not ['d', 'o', 't', 'n', 'e', 't', '-', ..]))
        {
            Assert.DoesNotContain("only-4-this-test", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }
}
