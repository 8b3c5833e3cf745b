using System.Text;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Lookup;

/// <summary>The index on the disk: it may be missing, old, foreign, damaged, shared or torn, and no answer may change by it.</summary>
public sealed class SpecLookupTests : IDisposable
{
    private const string Query = "write atomic store Über";
    private readonly string _folder = Directory.CreateTempSubdirectory("lookup-").FullName;
    private readonly List<string> _notes = [];

    private string Index => Path.Combine(_folder, "state", "lookup", "one.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Page_HasNeighboursReferencesAndTests()
    {
        var lookup = SpecLookup.Open(
            Tree(new() { ["sdd/specs/a.md"] = "# A\n### A-001: One\nx\n### A-002 (was OLD-007): Two\nSee A-001, NO-001.\n### A-003: Three\nx\n", ["tests/test_a.py"] = "import pytest\n\n@pytest.mark.spec(\"A-002\")\ndef test_two():\n    pass\n" }),
            null, Index, _notes.Add);

        var page = lookup.Show("OLD-007")!;

        Assert.Equal(("A-002", "See A-001, NO-001.", "A-001", "A-003"), (page.Section.Id, page.Text, page.Before!.Id, page.Behind!.Id));
        Assert.Equal(["A-001"], page.References.Select(section => section.Id));
        Assert.Equal(("tests/test_a.py", 3, "test_two"), Assert.Single(page.Tests) is var test ? (test.Path, test.Line, test.Test) : default);
        Assert.Null(lookup.Show("A-004"));
        Assert.Contains("A-001", lookup.Near("A-01", 5));
        Assert.Empty(_notes);
    }

    [Fact]
    public void Refresh_AfterAnyEdits_EqualsARebuild_AndCommitsAlternate()
    {
        var random = new Random(21);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var history = new List<TreeSnapshot>();
        for (var turn = 0; turn < 40; turn++)
        {
            var path = $"sdd/specs/{random.Next(8)}.md";
            if (random.Next(4) == 0)
            {
                files.Remove(path);
            }
            else
            {
                files[path] = SpecCorpusTests.RandomFile(random, random.Next(8));
            }

            history.Add(Tree(files));
            foreach (var tree in new[] { history[^1], history[random.Next(history.Count)] })
            {
                Assert.Equal(Answers(Open(tree, null)), Answers(Open(tree, Index)));
            }
        }

        Assert.Empty(_notes);
    }

    [Fact]
    public void Text_ThatLiesAtTwoPaths_LinksFromEach()
    {
        const string Spec = "### A-001: T\nSee [it](../src/a.py).\n";
        var tree = Tree(new() { ["sdd/a.md"] = Spec, ["sdd/specs/a.md"] = Spec });
        var settings = RepositorySettings.Parse("""{ "paths": { "specs": ["sdd/**/*.md"] }, "experts": { "testing": { "writes": ["tests/**"] } } }""");
        SpecLookup.Open(tree, settings, Index, _notes.Add);

        Assert.Equal("sdd/a.md", Assert.Single(SpecLookup.Open(tree, settings, Index, _notes.Add).Covering("src/a.py")).Section.Path);
    }

    [Fact]
    public void Files_AreTheirOwnersAlone()
    {
        Open(Sample(), Index);

        // Windows has other means: there the state folder is the user's own.
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Index));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(Index)!));
        }
    }

    [Theory]
    [InlineData("text", "no database")]
    [InlineData("half", "made again")]
    [InlineData("foreign", "something else")]
    [InlineData("newer", "format 999")]
    [InlineData("no table", "no such table")]
    [InlineData("entry", "not what was written")]
    public void Index_ThatIsNone_IsMadeAgain_WithAWordAboutIt(string damage, string said)
    {
        var expected = Answers(Open(Sample(), null));
        Open(Sample(), Index);
        Damage(damage);

        Assert.Equal(expected, Answers(Open(Sample(), Index)));
        Assert.Contains(said, Assert.Single(_notes), StringComparison.Ordinal);

        Assert.Equal(expected, Answers(Open(Sample(), Index)));
        Assert.Single(_notes);
    }

    [Fact]
    public void Index_ThatCannotBeKept_CostsTimeAlone()
    {
        Directory.CreateDirectory(Index);

        Assert.Equal(Answers(Open(Sample(), null)), Answers(Open(Sample(), Index)));
        Assert.Contains("cannot be kept", Assert.Single(_notes.Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_ThatIsTornAtAnyPlace_LeavesAUsableIndex()
    {
        var expected = Answers(Open(Sample(), null));
        byte[] file, log;

        // What a kill leaves: a connection still holds the log, nothing was folded into the file.
        using (var holder = new SqliteConnection($"Data Source={Hold()};Pooling=False"))
        {
            holder.Open();
            Execute(holder, "BEGIN; SELECT count(*) FROM sqlite_master;");
            Open(Sample(), Index);
            (file, log) = (File.ReadAllBytes(Index), File.ReadAllBytes($"{Index}-wal"));
        }

        Assert.True(log.Length > 4096);
        for (var cut = 0; cut <= log.Length; cut += Math.Max(1, log.Length / 25))
        {
            foreach (var leftover in Directory.GetFiles(Path.GetDirectoryName(Index)!))
            {
                File.Delete(leftover);
            }

            File.WriteAllBytes(Index, file);
            File.WriteAllBytes($"{Index}-wal", log[..cut]);

            Assert.Equal(expected, Answers(Open(Sample(), Index)));
            Assert.Empty(_notes);
        }
    }

    [Fact]
    public async Task Index_IsSharedByMany()
    {
        var random = new Random(4);
        var trees = Enumerable.Range(0, 12).Select(_ => Tree(Enumerable.Range(0, 6).ToDictionary(file => $"sdd/specs/{file}.md", file => SpecCorpusTests.RandomFile(random, file)))).ToList();

        var answers = await Task.WhenAll(trees.Select(tree => Task.Run(() => Answers(SpecLookup.Open(tree, null, Index, note => throw new InvalidOperationException(note)))))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(trees.Select(tree => Answers(Open(tree, null))), answers);
    }

    [Fact]
    public void Index_DoesNotGrowForEver()
    {
        for (var turn = 0; turn < 1_100; turn += 100)
        {
            Open(Tree(Enumerable.Range(turn, 100).ToDictionary(file => $"sdd/specs/{file}.md", file => $"### A-001: {file}\n")), Index);
        }

        using var connection = new SqliteConnection($"Data Source={Index};Pooling=False");
        connection.Open();
        using var count = new SqliteCommand("SELECT count(*) FROM entry WHERE kind = 'spec'", connection);
        Assert.Equal(1_000L, count.ExecuteScalar());
    }

    private void Damage(string damage)
    {
        if (damage == "text")
        {
            File.WriteAllText(Index, new string('x', 9_000));
        }
        else if (damage == "half")
        {
            var bytes = File.ReadAllBytes(Index);
            bytes.AsSpan(4096).Fill(0xA5);
            File.WriteAllBytes(Index, bytes);
        }
        else
        {
            using var connection = new SqliteConnection($"Data Source={Index};Pooling=False");
            connection.Open();
            Execute(connection, damage switch
            {
                "foreign" => "PRAGMA application_id = 0; PRAGMA user_version = 0; CREATE TABLE theirs (x);",
                "newer" => "PRAGMA user_version = 999;",
                "no table" => "DROP TABLE entry;",
                _ => "UPDATE entry SET body = x'00FF' WHERE id = 1;",
            });
        }
    }

    private string Hold()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Index)!);
        using var connection = new SqliteConnection($"Data Source={Index};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL;");
        return Index;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
#pragma warning disable CA2100 // Constants of this file.
        using var command = new SqliteCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SpecLookup Open(TreeSnapshot tree, string? index) => SpecLookup.Open(tree, null, index, _notes.Add);

    private static TreeSnapshot Sample()
    {
        var random = new Random(1);
        return Tree(Enumerable.Range(0, 9).ToDictionary(file => $"sdd/specs/{file}.md", file => SpecCorpusTests.RandomFile(random, file)));
    }

    private static string Answers(SpecLookup lookup) => string.Join('\n',
        [.. lookup.Corpus.Sections.Select(section => section.ToString()), .. lookup.Search(Query, 50).Select(hit => $"{hit.Section.Id} {hit.Score:R}"), .. lookup.Corpus.Sections.Take(3).Select(section => lookup.Show(section).Text)]);

    private static TreeSnapshot Tree(Dictionary<string, string> files)
    {
        var blobs = files.Values.Distinct(StringComparer.Ordinal).ToDictionary(Blob, Encoding.UTF8.GetBytes);
        var entries = files.Select(file => new TreeFile(file.Key, TreeMode.File, Blob(file.Value), file.Value.Length)).ToList();
        return new TreeSnapshot("0123456789", () => entries, id => blobs[id]);
    }

    private static string Blob(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
