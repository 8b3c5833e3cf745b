using System.Globalization;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Lookup;

namespace Orchestrator.SK.Benchmarks;

/// <summary>The other way to rank: SQLite's own full-text index over the same sections, words and queries, as lean as it can be made. Kept so that the choice can be checked.</summary>
internal static class Fts5
{
    public static void Measure(string path, List<(string Path, string Text)> files, List<string> queries, Func<string, int, Func<int, object>, Times> measure)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE VIRTUAL TABLE section USING fts5(words, content='', columnsize=1, detail=none);");
        using (var transaction = connection.BeginTransaction())
        {
            using var insert = new SqliteCommand("INSERT INTO section (rowid, words) VALUES ($id, $words)", connection, transaction);
            var (id, words) = (insert.Parameters.AddWithValue("$id", 0), insert.Parameters.AddWithValue("$words", ""));
            foreach (var (number, section) in files.SelectMany(file => SpecParser.Parse(file.Path, file.Text).Sections).Index())
            {
                (id.Value, words.Value) = (number, string.Join(' ', SpecWords.Of($"{section.Id} {section.Title} {section.Title} {section.Text}")));
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        Execute(connection, "INSERT INTO section (section) VALUES ('optimize')");
        using var select = new SqliteCommand("SELECT rowid FROM section WHERE section MATCH $query ORDER BY rank LIMIT 12", connection);
        var query = select.Parameters.AddWithValue("$query", "");
        measure("for comparison, FTS5: four words, ranked, the best 12", queries.Count - 1, turn =>
        {
            query.Value = string.Join(" OR ", SpecWords.Asked(queries[turn]).Select(word => $"\"{word}\""));
            var found = new List<long>();
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                found.Add(reader.GetInt64(0));
            }

            return found.Count.ToString(CultureInfo.InvariantCulture);
        });
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
#pragma warning disable CA2100 // Constants of this file.
        using var command = new SqliteCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
