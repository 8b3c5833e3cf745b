using Npgsql;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Tests.Journal;

namespace Orchestrator.SK.System.Tests.Journal;

[Collection(PostgresTests.Name)]
public sealed class PostgresRunJournalTests(PostgresCluster cluster) : JournalConformance
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _connection = cluster.NewSchema();
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pg-state-");
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("pg-elsewhere-");

    private protected override SqlRunJournal OpenOne() => new PostgresRunJournal(_connection, _state.FullName, TimeSpan.FromSeconds(30), TimeProvider.System);

    private protected override void Tamper(string sql) => Perform(sql, commit: true);

    private protected override void DieInTheMiddle(string sql) => Perform(sql, commit: false);

    private protected override IDisposable FillDisk(SqlRunJournal journal)
    {
        // The server's own code for it, raised where a row would be written.
        Tamper(
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON run_event FOR EACH ROW EXECUTE FUNCTION full_disk();
            """);
        return new Room(this);
    }

    public override void Dispose()
    {
        base.Dispose();
        _state.Delete(recursive: true);
        _elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task Append_ServerCrashesMeanwhile_WaitsForIt_AndLosesNothing()
    {
        SqlRunJournal journal = Open();
        RunLease lease = await journal.BeginAsync("run-1", "/target", None);
        TaskCompletionSource warm = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task writing = Task.Run(async () =>
        {
            for (int sequence = 1; sequence <= 400; sequence++)
            {
                await journal.AppendAsync(lease, Entry(sequence, Said($"{sequence}")), None);
                if (sequence == 50)
                {
                    warm.SetResult();
                }
            }
        });

        for (int crash = 0; crash < 3; crash++)
        {
            await warm.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await cluster.CrashAsync();
            await cluster.StartAsync();
        }

        await writing.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Enumerable.Range(1, 400).Select(sequence => $"{sequence}"), (await Open().ReadAsync("run-1", 0, None)).Select(entry => ((RunEvent.PersonSaid)entry.Event).Text));
    }

    [Fact]
    public async Task Read_OnAnotherMachine_GoesOn_AndTheFirstIsFencedOff()
    {
        SqlRunJournal here = Open();
        await WriteThreeAsync(here);
        using PostgresRunJournal there = new(_connection, _elsewhere.FullName, TimeSpan.Zero, TimeProvider.System);

        Assert.Equal(3, (await there.ReadAsync("run-1", 0, None)).Count);
        RunLease lease = await there.BeginAsync("run-1", "/elsewhere", None);
        await there.AppendAsync(lease, Entry(4, Said("four")), None);

        await Assert.ThrowsAsync<LeaseLostException>(() => here.AppendAsync(new RunLease("run-1", 1), Entry(4, Said("another")), None));
        Assert.Equal(4, (await here.ReadAsync("run-1", 0, None)).Count);
        Assert.True(await there.RemoveAsync((await there.FindAsync("run-1", None))!, None));
        Assert.Null(await here.FindAsync("run-1", None));
        Assert.Empty(await here.ListAsync("/target", 10, None));
    }

    [Fact]
    public async Task Read_DatabaseIsAnOlderCopy_IsNoticedWhereTheRunWasSeen()
    {
        await WriteThreeAsync(Open());
        Tamper("CREATE TABLE older AS SELECT * FROM run");
        await Open().AppendAsync(new RunLease("run-1", 1), Entry(4, Said("four")), None);
        Tamper("DELETE FROM run; INSERT INTO run SELECT * FROM older; DELETE FROM run_event WHERE seq = 4");

        JournalDamagedException damage = await Assert.ThrowsAsync<JournalDamagedException>(() => Open().ReadAsync("run-1", 0, None));

        Assert.Contains("it went on to entry 4", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Password=wrong", "Mend user and password")]
    [InlineData("Database=nowhere", "createdb")]
    [InlineData("Host=/nowhere", "Start the server")]
    public async Task Open_ServerDoesNotLetUsIn_SaysWhatToMend_AndNoPassword(string change, string says)
    {
        string connection = new NpgsqlConnectionStringBuilder(_connection + ";" + change).ToString();
        using PostgresRunJournal journal = new(connection, _state.FullName, TimeSpan.FromMinutes(1), TimeProvider.System);

        JournalUnwritableException refusal = await Assert.ThrowsAsync<JournalUnwritableException>(() => journal.FindAsync("run-1", None)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresCluster.Password, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_ServerAcknowledgesBeforeItsDisk_IsMadeToWait()
    {
        SqlRunJournal journal = Open();
        Tamper("ALTER ROLE keeper SET synchronous_commit = off");
        try
        {
            await WriteThreeAsync(journal);
            Tamper("CREATE TABLE seen (setting text); CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$; CREATE TRIGGER see BEFORE INSERT ON run_event FOR EACH ROW EXECUTE FUNCTION see()");
            NpgsqlConnection.ClearAllPools();
            await Open().AppendAsync(new RunLease("run-1", 1), Entry(4, Said("four")), None);
            Assert.Equal("on", Scalar("SELECT max(setting) || CASE WHEN count(*) = 1 THEN '' ELSE '?' END FROM seen"));
        }
        finally
        {
            Tamper("ALTER ROLE keeper RESET synchronous_commit");
        }
    }

    private string? Scalar(string sql)
    {
        using NpgsqlConnection connection = new(_connection);
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteScalar() as string;
    }

    private void Perform(string sql, bool commit)
    {
        using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(_connection) { Pooling = false }.ToString());
        connection.Open();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        using (NpgsqlCommand command = new(sql, connection, transaction))
        {
            command.ExecuteNonQuery();
        }

        if (commit)
        {
            transaction.Commit();
            return;
        }

        // As the server sees a client that was killed.
        using NpgsqlConnection other = new(_connection);
        other.Open();
        using NpgsqlCommand kill = new($"SELECT pg_terminate_backend({connection.ProcessID})", other);
        kill.ExecuteNonQuery();
    }

    private sealed class Room(PostgresRunJournalTests journal) : IDisposable
    {
        public void Dispose() => journal.Tamper("DROP TRIGGER full_disk ON run_event");
    }
}
