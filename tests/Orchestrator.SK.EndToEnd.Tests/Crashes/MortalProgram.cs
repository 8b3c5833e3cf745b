using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Tests.Runs;

namespace Orchestrator.SK.EndToEnd.Tests.Crashes;

/// <summary>On which side of a durable step a process dies.</summary>
internal enum Side
{
    Before,

    /// <summary>The rows are written, and the transaction is not committed.</summary>
    Inside,

    /// <summary>The transaction is committed, and the head beside it is not written.</summary>
    Between,
    After,
}

/// <summary>What the program is to do, and at which of its durable steps it is to die.</summary>
/// <param name="Step">From 1; 0 for never.</param>
/// <param name="Acknowledged">The file that notes each entry whose append has returned.</param>
internal sealed record MortalOrder(string State, string Repository, string Item, string Endpoint, string Trusted, int Step, Side Side, string Acknowledged);

/// <summary>The program as it is registered, with a clock that stands and a place to die by SIGKILL: begins the run, or goes on with it, as a user would.</summary>
internal static class MortalProgram
{
    public const string RunId = "run-1";

    /// <summary>The exit code when the journal cannot be written.</summary>
    public const int Unwritable = 78;

    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            await RunAsync(JsonSerializer.Deserialize<MortalOrder>(arguments[0])!);
            return 0;
        }
        catch (JournalUnwritableException unwritable)
        {
            await Console.Error.WriteLineAsync(unwritable.Message);
            return Unwritable;
        }
    }

    private static async Task RunAsync(MortalOrder order)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orchestrator:StateDirectory"] = order.State,
            ["Orchestrator:Models:default:Endpoint"] = order.Endpoint,
            ["Orchestrator:Models:default:Id"] = "rehearsal",
            ["Orchestrator:Sandbox:Minimum"] = "none",
            ["Orchestrator:TrustedSettings:0"] = order.Trusted,
        }).Build();
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddSingleton<TimeProvider>(new StandingClock())
            .AddSingleton<IRunJournal>(provider => new DyingJournal(provider.GetRequiredService<Places>().Journal, order))
            .AddOrchestrator(configuration)
            .BuildServiceProvider();
        var journal = services.GetRequiredService<IRunJournal>();
        var launcher = services.GetRequiredService<RunLauncher>();
        if ((await journal.ReadAsync(RunId, 0, CancellationToken.None)).Count == 0)
        {
            await launcher.RunAsync(new LaunchRequest(RunId, order.Repository, order.Item, null), _ => { }, CancellationToken.None);
        }
        else if (await journal.FindAsync(RunId, CancellationToken.None) is { State: not "ended" })
        {
            var run = await launcher.ResumeAsync(new ResumeRequest(RunId), _ => { }, CancellationToken.None);
            await run.Completion;
        }
    }

    /// <summary>Counts the durable steps of the process, and lets it die at one of them.</summary>
    private sealed class DyingJournal : IRunJournal, IDisposable
    {
        private readonly SqliteRunJournal _journal;
        private readonly MortalOrder _order;
        private readonly FileStream _acknowledged;
        private readonly Committed _committed;
        private int _steps;

        public DyingJournal(string path, MortalOrder order)
        {
            (_journal, _order) = (new SqliteRunJournal(path), order);
            _acknowledged = new FileStream(order.Acknowledged, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 });
            var handle = ((SqliteConnection)typeof(SqliteRunJournal).GetField("_connection", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_journal)!).Handle!;
            SQLitePCL.raw.sqlite3_commit_hook(handle, _ => DieAt(Side.Inside), null);

            // Ours in place of SQLite's own, which only keeps the log short.
            _committed = (_, _, _, _) => DieAt(Side.Between);
            WalHook(handle.DangerousGetHandle(), _committed, IntPtr.Zero);
        }

        public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) =>
            StepAsync(() => _journal.BeginAsync(runId, repository, cancellationToken), "begin");

        public Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken) => StepAsync(
            async () =>
            {
                await _journal.AppendAsync(lease, entry, cancellationToken);
                return true;
            },
            $"{entry.Sequence}");

        public Task InterruptAsync(RunLease lease, CancellationToken cancellationToken) => _journal.InterruptAsync(lease, cancellationToken);

        public Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken) => _journal.ReadAsync(runId, after, cancellationToken);

        public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) => _journal.FindAsync(runId, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken) => _journal.ListAsync(repository, take, cancellationToken);

        public void Dispose()
        {
            _journal.Dispose();
            _acknowledged.Dispose();
        }

        private delegate int Committed(IntPtr argument, IntPtr connection, IntPtr database, int pages);

#pragma warning disable SYSLIB1054, CA5392 // One call, of the library that the driver has loaded already.
        [DllImport("e_sqlite3", EntryPoint = "sqlite3_wal_hook")]
        private static extern IntPtr WalHook(IntPtr connection, Committed callback, IntPtr argument);
#pragma warning restore SYSLIB1054, CA5392

        // Steps are counted as they begin. A run's record appends one at a time, so the step that is under way is the one that was counted last.
        private async Task<T> StepAsync<T>(Func<Task<T>> step, string name)
        {
            _steps++;
            DieAt(Side.Before);
            var result = await step();
            Acknowledge(name);
            DieAt(Side.After);
            return result;
        }

        // On the disk that fails as well: to the run this is an append that failed, although its entry is there.
        private void Acknowledge(string name)
        {
            try
            {
                _acknowledged.Write(System.Text.Encoding.ASCII.GetBytes($"{name}\n"));
            }
            catch (IOException error)
            {
                throw JournalUnwritableException.Folder(_order.Acknowledged, error);
            }
        }

        private int DieAt(Side side)
        {
            if (_steps == _order.Step && side == _order.Side)
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
                Thread.Sleep(Timeout.Infinite);
            }

            return 0;
        }
    }
}
