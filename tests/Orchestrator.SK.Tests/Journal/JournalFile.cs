using Microsoft.Data.Sqlite;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Journal;

/// <summary>A journal in a temporary folder, and a way to tamper with it.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("journal-");
    private readonly List<SqliteRunJournal> opened = [];

    public string Path => global::System.IO.Path.Combine(folder.FullName, "state", "journal.db");

    public SqliteRunJournal Open()
    {
        var journal = new SqliteRunJournal(Path);
        opened.Add(journal);
        return journal;
    }

    public static RunEntry Entry(long sequence, RunEvent fact, string run = "run-1") =>
        new(run, sequence, new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.FromHours(1)).AddTicks(sequence), fact);

    public static RunEvent Said(string text) => new RunEvent.PersonSaid(text);

    /// <summary>Changes the file behind the journal's back.</summary>
    public void Tamper(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        opened.ForEach(journal => journal.Dispose());
        folder.Delete(recursive: true);
    }
}
