using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Demo;

/// <summary>One demonstration from its start to its end, for all the tests that look at it.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    internal const string Banner = "DEMO · the model's replies are scripted and come over real HTTP; git, files, checks, audit and verify are real";

    internal ProgramHome Home { get; } = new();

    internal ProgramResult Result { get; private set; } = new(-1, "", "");

    internal IReadOnlyList<RunEntry> Entries { get; private set; } = [];

    internal string Folder => Path.Combine(Home.Root, "kept");

    internal string Repository => Path.Combine(Folder, "tidemark");

    internal string Branch => Assert.Single(Entries.Of<RunEvent.BranchDelivered>()).Branch;

    public async Task InitializeAsync()
    {
        Result = await RunningProgram.RunAsync(Home, Home.Root, Variables.None, "demo", "--keep", Folder, "--latency", "10");
        Entries = await Journals.OnlyRunAsync(Path.Combine(Folder, "state", "journal.db"));
    }

    public Task DisposeAsync()
    {
        Home.Dispose();
        return Task.CompletedTask;
    }
}
