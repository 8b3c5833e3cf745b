using Microsoft.Data.Sqlite;
using Npgsql;

namespace Orchestrator.SK.Journal;

/// <summary>The record does not hold together: it was changed from outside, or a file is damaged.</summary>
internal sealed class JournalDamagedException : Exception
{
    public JournalDamagedException(string runId, long sequence, string what)
        : base($"The record of run {runId} is damaged at entry {sequence}: {what}. Nothing was changed. Restore the state folder from a backup, or start a new run; the other runs are not concerned. 'orchestrator runs prune {runId}' takes it off the list.") =>
        RunId = runId;

    public JournalDamagedException(string journal, Exception cause)
        : base($"The journal '{journal}' is damaged: {cause.Message.TrimEnd('.')}. Restore the state folder from a backup, or move the file away and start new runs.", cause)
    {
    }

    /// <summary>The run that is concerned; null when it is the whole journal.</summary>
    public string? RunId { get; }
}

/// <summary>The disk does not take the record any more. What was acknowledged stands; nothing that could not be recorded was acted on.</summary>
internal sealed class JournalUnwritableException(string journal, Exception cause, string wayOut)
    : Exception($"The journal '{journal}' cannot be read or written: {cause.Message.TrimEnd('.')}. What was recorded stands. {wayOut} 'orchestrator runs resume --last' then goes on.", cause)
{
    public const string FreeSpace = "Free some space on that disk.";

    public static JournalUnwritableException Folder(string path, Exception cause) =>
        new(path, cause, IsFull(cause) ? FreeSpace : "Make the folder and its files this user's, to be written, or name another in Orchestrator:StateDirectory.");

    // ENOSPC; EDQUOT of Linux and of macOS; a full disk of Windows.
    private static bool IsFull(Exception cause) => cause is IOException { HResult: 28 or 122 or 69 or unchecked((int)0x80070070) };
}

/// <summary>What a database's errors mean for a journal.</summary>
internal static class JournalFaults
{
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    /// <summary>Whether an error came from the disk itself. A sync that failed once must not be tried again: the kernel may have dropped what it could not write, and the next would succeed without it.</summary>
    public static bool IsFinal(Exception error) => error is SqliteException { SqliteErrorCode: InputOutput };

    public static bool Is(Exception error) => error is SqliteException or NpgsqlException or InvalidCastException or FormatException or OverflowException;

    public static Exception Of(Exception error, string journal) => error switch
    {
        NpgsqlException server => PostgresServer.Fault(server, journal),
        SqliteException { SqliteErrorCode: var code } => code switch
        {
            Full => new JournalUnwritableException(journal, error, JournalUnwritableException.FreeSpace),
            InputOutput => new JournalUnwritableException(journal, error, "Look after the disk."),
            ReadOnly or CannotOpen => new JournalUnwritableException(journal, error, "Make the folder and its files writable for this user."),
            Busy => new JournalUnwritableException(journal, error, "Another program holds it; end that one."),
            _ => new JournalDamagedException(journal, error),
        },
        _ => new JournalDamagedException(journal, error),
    };
}
