using System.Diagnostics;
using Npgsql;

namespace Orchestrator.SK.System.Tests.Journal;

[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresCluster>
{
    public const string Name = "PostgreSQL";
}

/// <summary>A PostgreSQL server of our own, from the installed package: in a temporary folder, for an ordinary user, on a socket file and no port.</summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    public const string Password = "only-4-this-test=;";
    private const string User = "keeper";
    private const string Nobody = "65534";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly string _home = Directory.CreateTempSubdirectory("pg-").FullName;
    private string _programs = "";
    private int _schemas;

    public async Task InitializeAsync()
    {
        _programs = Programs();
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", Nobody, _home);
        }

        string secret = Path.Combine(_home, "secret");
        await File.WriteAllTextAsync(secret, Password);
        await ServerAsync("initdb", "-D", Folder, "-U", User, "--auth=scram-sha-256", $"--pwfile={secret}", "--no-sync", "--encoding=UTF8", "--locale=C");
        await StartAsync();
    }

    /// <summary>A schema that nobody has used yet.</summary>
    public string NewSchema() => Connection($"s{Interlocked.Increment(ref _schemas)}");

    public string Connection(string schema) => new NpgsqlConnectionStringBuilder
    {
        Host = _home, Username = User, Password = Password, Database = "postgres", SearchPath = schema, Timeout = 5,
    }.ToString();

    public Task StartAsync() => ServerAsync("pg_ctl", "-D", Folder, "-w", "-o", $"-c listen_addresses='' -c unix_socket_directories='{_home}' -c max_connections=60", "-l", Path.Combine(_home, "log"), "start");

    /// <summary>Kills the server as a power cut does: no checkpoint, recovery at the next start.</summary>
    public Task CrashAsync() => ServerAsync("pg_ctl", "-D", Folder, "-w", "-m", "immediate", "stop");

    public async Task DisposeAsync()
    {
        await CrashAsync();
        Directory.Delete(_home, recursive: true);
    }

    private string Folder => Path.Combine(_home, "data");

    private static string Programs()
    {
        const string Installed = "/usr/lib/postgresql";
        string? newest = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0).Select(folder => Path.Combine(folder, "bin")).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;
        Assert.True(newest is not null, "PostgreSQL is not installed (no initdb under /usr/lib/postgresql). Debian and Ubuntu: apt install postgresql.");
        return newest!;
    }

    // The server refuses to run for root.
    private Task ServerAsync(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(_programs, program), .. arguments];
        return Environment.IsPrivilegedProcess ? RunAsync("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--", .. command]) : RunAsync(command[0], command[1..]);
    }

    // The server keeps the descriptors that it is given: what it prints goes to its log, and nobody waits for the end of a pipe.
    private async Task RunAsync(string program, params string[] arguments)
    {
        string output = Path.Combine(_home, $"{Guid.NewGuid():N}.out");
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, program, .. arguments]) { WorkingDirectory = Path.GetTempPath() })!;
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {(File.Exists(output) ? await File.ReadAllTextAsync(output) : "")}");
    }
}
