using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Orchestrator.SK.Journal;

/// <summary>How a PostgreSQL server is connected to and named, and what its errors mean.</summary>
internal static class PostgresServer
{
    /// <summary>The schema of the tables where the connection names none.</summary>
    private const string Schema = "orchestrator";

    /// <summary>Acknowledged means on the disk, whatever the server's own setting. What waits for more than the disk is left as it is.</summary>
    public const string Durable = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";

    private const string Form = "write it as Host=HOST;Port=5432;Database=NAME;Username=USER;Password=PASSWORD, with quotes around a value that holds a semicolon or an equals sign.";

    /// <summary>What is wrong with a connection string, without a word of it; null when it can be used.</summary>
    public static string? FaultOf(string connection)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connection).Host) ? $"it names no Host: {Form}" : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // What it complains of may be the password.
            return $"it is no connection string: {Form}";
        }
    }

    /// <summary>The password of a usable connection string; null when it holds none.</summary>
    public static string? PasswordOf(string connection) => FaultOf(connection) is null ? new NpgsqlConnectionStringBuilder(connection).Password : null;

    public static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { IncludeErrorDetail = false, PersistSecurityInfo = false };
        settings.SearchPath ??= Schema;
        settings.ApplicationName ??= "orchestrator";
        settings.KeepAlive = settings.KeepAlive == 0 ? 30 : settings.KeepAlive;
        return settings;
    }

    public static string Name(NpgsqlConnectionStringBuilder settings) =>
        string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database ?? settings.Username} ({settings.SearchPath})");

    /// <summary>A name for the folder of what this machine knows of the server's runs.</summary>
    public static string Mark(NpgsqlConnectionStringBuilder settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Name(settings))))[..16];

    /// <summary>Whether the same may succeed after a while: the server is away, starts, ends, or had two changes in each other's way.</summary>
    public static bool IsPassing(Exception error) => error switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P0", StringComparison.Ordinal) || state is "40001" or "40P01" or "53300" or "55P03",
        NpgsqlException { IsTransient: true } => true,
        _ => false,
    };

    public static Exception Fault(NpgsqlException error, string journal) => error is PostgresException { SqlState: var state }
        ? state switch
        {
            "53100" => new JournalUnwritableException(journal, error, "Free some space on the server's disk."),
            "58030" => new JournalUnwritableException(journal, error, "Look after the server's disk."),
            "28000" or "28P01" => new JournalUnwritableException(journal, error, "Mend user and password in Orchestrator:Journal:ConnectionString."),
            "3D000" => new JournalUnwritableException(journal, error, "Make the database ('createdb'), or name another in Orchestrator:Journal:ConnectionString."),
            "42501" or "25006" => new JournalUnwritableException(journal, error, "Let the user create and write tables in that schema."),
            "XX001" or "XX002" or "42P01" or "42703" => new JournalDamagedException(journal, error),
            _ => new JournalUnwritableException(journal, error, "Look into the server's log."),
        }
        : new JournalUnwritableException(journal, error, "Start the server, or mend the way to it.");
}
