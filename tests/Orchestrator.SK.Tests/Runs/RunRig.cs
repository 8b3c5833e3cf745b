using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A whole run in this process: a real repository, a scripted model over real HTTP, and everything that the program registers.</summary>
internal sealed class RunRig : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private const string Settings = """
        {
          "paths": { "backlog": "sdd/BACKLOG.md", "changelog": "CHANGELOG.md", "specs": ["sdd/specs/*.md"], "ripples": "sdd/REFERENCE.md#ripple-check-table" },
          "experts": {
            "store-backend": { "writes": ["src/**", "!src/ext/**"] },
            "extension": { "writes": ["src/ext/**"] },
            "testing": { "writes": ["tests/**"], "reads": ["src/**"] },
            "documentation": { "writes": ["docs/**"], "foundations": ["sdd/DESIGN.md"] }
          },
          "checks": {},
          "verify": ["sh", "verify.sh"]
        }
        """;

    private readonly IConfiguration configuration;
    private ServiceProvider services;

    private RunRig(GitTarget target, RehearsalServer server, IConfiguration configuration)
    {
        Target = target;
        Server = server;
        this.configuration = configuration;
        services = Register(null);
    }

    public GitTarget Target { get; }

    public RehearsalServer Server { get; }

    /// <summary>What the observer has seen so far, in order.</summary>
    public ImmutableList<RunEntry> Seen { get; private set; } = [];

    public static async Task<RunRig> StartAsync(RunScript script, Action<GitTarget>? change = null, TimeSpan latency = default, IPerson? person = null, params (string Key, string Value)[] settings)
    {
        var target = new GitTarget();
        Fill(target);
        change?.Invoke(target);
        target.Commit();
        var server = await RehearsalServer.StartAsync(new RehearsalOptions { Script = script.Build(), Latency = latency }, CancellationToken.None);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orchestrator:StateDirectory"] = target.State,
            ["Orchestrator:Models:default:Endpoint"] = server.BaseAddress.ToString(),
            ["Orchestrator:Models:default:Id"] = "rehearsal",
            ["Orchestrator:Sandbox:Minimum"] = "none",
            ["Orchestrator:TrustedSettings:0"] = TrustedSettings.HashOf(File.ReadAllText(Path.Combine(target.Root, "orchestrator.json"))),
        }).AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return new RunRig(target, server, configuration) { Person = person ?? new NobodyThere() };
    }

    private IPerson Person { get; init; } = new NobodyThere();

    public async Task<RunState> RunAsync(string item = "BK-001", string run = "run-1", IReadOnlyDictionary<string, string>? answers = null, CancellationToken cancellationToken = default) =>
        await services.GetRequiredService<RunLauncher>().RunAsync(new LaunchRequest(run, Target.Root, item, null) { Person = Person, Answers = answers ?? new Dictionary<string, string>() }, See, cancellationToken).WaitAsync(Limit, CancellationToken.None);

    /// <summary>Starts a run that is spoken to while it goes on.</summary>
    public Task<RunHandle> StartRunAsync(string item = "BK-001", string run = "run-1") =>
        services.GetRequiredService<RunLauncher>().StartAsync(new LaunchRequest(run, Target.Root, item, null) { Person = Person }, See, CancellationToken.None);

    /// <summary>Goes on with a run that was left.</summary>
    public async Task<RunState> ResumeAsync(string run = "run-1", bool acceptChanges = false, bool takeOver = false)
    {
        var handle = await services.GetRequiredService<RunLauncher>().ResumeAsync(new ResumeRequest(run) { Person = Person, AcceptChanges = acceptChanges, TakeOver = takeOver }, See, CancellationToken.None);
        return await handle.Completion.WaitAsync(Limit, CancellationToken.None);
    }

    /// <summary>Does a run again from its record.</summary>
    public Task<ReplayResult> ReplayAsync(string run = "run-1", Func<CancellationToken, Task>? pace = null) =>
        services.GetRequiredService<RunLauncher>().ReplayAsync(new ResumeRequest(run), pace, CancellationToken.None).WaitAsync(Limit);

    /// <summary>Sets something for the next start.</summary>
    public void Set(string key, string value) => configuration[key] = value;

    /// <summary>The program ends and is started again on the same state.</summary>
    /// <param name="change">What this start registers in place of the program's own.</param>
    public async Task RestartAsync(Action<IServiceCollection>? change = null)
    {
        await services.DisposeAsync();
        Seen = [];
        services = Register(change);
    }

    public async Task<IReadOnlyList<RunEntry>> RecordAsync(string run = "run-1") => await services.GetRequiredService<IRunJournal>().ReadAsync(run, 0, CancellationToken.None);

    /// <summary>What the row of a run says.</summary>
    public async Task<string?> StandingAsync(string run = "run-1") => (await services.GetRequiredService<IRunJournal>().FindAsync(run, CancellationToken.None))?.State;

    /// <summary>Waits for something that has to happen while the run goes on.</summary>
    public async Task UntilAsync(Func<bool> condition, Task running)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            Assert.False(running.IsCompleted, $"The run ended first, after {Seen.Count} entries: {running.Exception}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>What a file holds on a branch of the target.</summary>
    public string Show(string branch, string path) => Target.Git("show", $"{branch}:{path}");

    public string[] Branches() => Target.Git("branch", "--format=%(refname:short)").Split('\n');

    /// <summary>Nothing that the strict check refused, and nothing that the script did not foresee.</summary>
    public void AssertSound()
    {
        Assert.Empty(Server.Violations);
        Assert.Empty(Server.Unmatched);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
        Target.Dispose();
    }

    private ServiceProvider Register(Action<IServiceCollection>? change)
    {
        var collection = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        change?.Invoke(collection);
        return collection.AddOrchestrator(configuration).BuildServiceProvider();
    }

    private void See(RunEntry entry) => Seen = Seen.Add(entry);

    public static void Fill(GitTarget target)
    {
        target.Write("orchestrator.json", Settings);
        target.Write("verify.sh", "exit 0\n");
        target.Write("README.md", "# Target\n");
        target.Write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- **Before**: something (BK-000)\n");
        target.Write("src/store.txt", "store\n");
        target.Write("sdd/DESIGN.md", "# Design\n\nLines end in LF.\n");
        target.Write("sdd/BACKLOG.md", "# Backlog\n\n## Backlog\n\n- [ ] **BK-001 — Add a log**\n  spec: LOG-001\n  It only appends.\n\n- [ ] **BK-002 — Without a spec**\n  Nobody wrote one.\n");
        target.Write("sdd/specs/011-log.md", "# Log\n\n## LOG-001: Append only\n\nA log only ever appends.\n\n## LOG-002: History\n\nOld states can be read.\n");
        target.Write("sdd/REFERENCE.md", "# Reference\n\n## Ripple-check table\n\n| If you changed… | Also check / update |\n|---|---|\n| **A backend** (`src/backends/`) | `docs/backends.md` |\n");
        target.Write("docs/backends.md", "# Backends\n");
    }
}

/// <summary>Somebody who answers every question in the same way.</summary>
internal sealed class OneAnswer(string answer) : IPerson
{
    public List<string> Asked { get; } = [];

    public Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken)
    {
        Asked.AddRange(questions);
        return Task.FromResult<IReadOnlyDictionary<string, string>?>(questions.ToDictionary(question => question, _ => answer));
    }

    public Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken) => Task.FromResult<bool?>(true);
}
