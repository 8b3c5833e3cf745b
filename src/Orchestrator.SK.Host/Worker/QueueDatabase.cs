using System.Data.Common;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Makes the connections to the file of wake-ups.</summary>
internal sealed class QueueDatabase : DbProviderFactory
{
    public static readonly QueueDatabase Instance = new();

    public static string ConnectionString(string path)
    {
        // The file exists before the library opens it, so that it never was readable by others.
        SqliteFile.Open(path).Dispose();
        return new SqliteConnectionStringBuilder { DataSource = path }.ToString();
    }

    public override DbConnection CreateConnection() => new PatientConnection();

    public override DbCommand CreateCommand() => new SqliteCommand();

    public override DbParameter CreateParameter() => new SqliteParameter();

    /// <remarks>Without SQLite's own busy handler the driver sleeps between its tries, and the queue drains fourteen times slower.</remarks>
    private sealed class PatientConnection : SqliteConnection
    {
        public override void Open()
        {
            base.Open();
            this.Execute("PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL;");
        }
    }
}
