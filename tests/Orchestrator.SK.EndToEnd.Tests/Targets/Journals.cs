using Microsoft.Data.Sqlite;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.EndToEnd.Tests.Targets;

/// <summary>Reads what a program left in its journal, hash chain checked.</summary>
internal static class Journals
{
    public static async Task<IReadOnlyList<RunEntry>> OnlyRunAsync(string path)
    {
        Assert.True(File.Exists(path), $"There is no journal at {path}.");
        using var journal = new SqliteRunJournal(path);
        return await journal.ReadAsync(Assert.Single(RunIds(path)), after: 0, CancellationToken.None);
    }

    public static IReadOnlyList<string> RunIds(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM run ORDER BY id";
        using var reader = command.ExecuteReader();
        var ids = new List<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    public static IEnumerable<T> Of<T>(this IEnumerable<RunEntry> entries) where T : RunEvent => entries.Select(entry => entry.Event).OfType<T>();
}
