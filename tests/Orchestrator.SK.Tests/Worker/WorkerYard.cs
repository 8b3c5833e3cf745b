using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Worker;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Worker;

/// <summary>Two small repositories, a state directory, an endpoint, and workers over them in this process.</summary>
internal sealed class WorkerYard : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly string _home = Directory.CreateTempSubdirectory("worker-").FullName;
    private int _submitted;

    private WorkerYard(Holdup endpoint)
    {
        Endpoint = endpoint;
        One = SmallRepository.Create(_home, "one");
        Two = SmallRepository.Create(_home, "two");
        Tasks = new SqliteTasks(Path.Combine(State, "journal.db"));
        Journal = new SqliteRunJournal(Path.Combine(State, "journal.db"));
    }

    public string One { get; }

    public string Two { get; }

    public string State => Path.Combine(_home, "state");

    public Holdup Endpoint { get; }

    public SqliteTasks Tasks { get; }

    public SqliteRunJournal Journal { get; }

    /// <summary>The worker's log lines: event id and message, in order.</summary>
    public ConcurrentQueue<(int Id, string Text)> Lines { get; } = [];

    public static async Task<WorkerYard> OpenAsync(string script, string? hold = null, TimeSpan latency = default) => new(await Holdup.StartAsync(script, hold, latency));

    public IConfigurationRoot Configuration(int width = 2) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Orchestrator:StateDirectory"] = State,
        ["Orchestrator:Sandbox:Minimum"] = "none",
        ["Orchestrator:TrustedSettings:0"] = SmallRepository.Trusted,
        ["Orchestrator:Models:default:Endpoint"] = Endpoint.Address,
        ["Orchestrator:Models:default:Id"] = "rehearsal",
        ["Orchestrator:Repositories:one:Path"] = One,
        ["Orchestrator:Repositories:two:Path"] = Two,
        ["Orchestrator:Worker:Width"] = $"{width}",
    }).Build();

    public Task WorkAsync(bool drain = true, int width = 2, CancellationToken cancellationToken = default) =>
        Task.Run(() => WorkerHost.RunAsync(Configuration(width), logging => logging.AddProvider(this).AddFilter("Worker", LogLevel.Information), drain, cancellationToken), CancellationToken.None)
            .WaitAsync(TimeSpan.FromMinutes(3), CancellationToken.None);

    public async Task<string> SubmitAsync(string repository, string item, int priority = 0)
    {
        var number = ++_submitted;
        var task = new TaskRow($"task-{number}", repository, item, priority, DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number), "tester");
        await Tasks.SubmitAsync(task, CancellationToken.None);
        return task.Id;
    }

    public async Task<TaskRow> RowAsync(string id) => (await Tasks.FindAsync(id, CancellationToken.None)).Single();

    public async Task<RunState> RunAsync(string id) => RunState.Replay(await Journal.ReadAsync((await RowAsync(id)).RunId!, 0, CancellationToken.None));

    public async Task<TaskRow> UntilAsync(string id, Func<TaskRow, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await RowAsync(id) is var row)
        {
            if (holds(row))
            {
                return row;
            }

            await Task.Delay(20, limit.Token);
        }

        throw new InvalidOperationException();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is > 2000 and < 3000)
        {
            Lines.Enqueue((eventId.Id, formatter(state, exception)));
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
        // The worker disposes its logging; what was logged is read afterwards.
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        Tasks.Dispose();
        Journal.Dispose();
        Directory.Delete(_home, recursive: true);
    }
}
