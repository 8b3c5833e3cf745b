using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Journal;

public sealed class SqliteRunJournalTests : JournalConformance
{
    private readonly JournalFile _file = new();

    private protected override SqlRunJournal OpenOne() => new SqliteRunJournal(_file.Path);

    private protected override void Tamper(string sql) => _file.Tamper(sql);

    private protected override void DieInTheMiddle(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file.Path, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private protected override IDisposable FillDisk(SqlRunJournal journal)
    {
        // No more pages than there are: the error is the one of a disk that is full.
        var connection = (SqliteConnection)typeof(SqliteRunJournal).GetField("_connection", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(journal)!;
        connection.Execute("PRAGMA max_page_count = 1");
        return new Room(connection);
    }

    public override void Dispose()
    {
        base.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsRefusedAndLeft()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        _file.Tamper("CREATE TABLE a (b)");
        var before = File.ReadAllBytes(_file.Path);

        var refused = Assert.Throws<InvalidDataException>(() => _file.Open());

        Assert.Contains("is a database of another program, with a. Nothing was changed.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_file.Path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_file.Path)!));
    }

    [Fact]
    public void Open_FolderThatIsAFile_SaysWhatToDo()
    {
        File.WriteAllText(Path.GetDirectoryName(_file.Path)!, "");

        Assert.Contains("Orchestrator:StateDirectory", Assert.Throws<JournalUnwritableException>(() => _file.Open()).Message, StringComparison.Ordinal);
        File.Delete(Path.GetDirectoryName(_file.Path)!);
    }

    [Fact]
    public async Task Open_FilesAreTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await WriteThreeAsync(Open());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_file.Path)!));
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(_file.Path)!))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void EveryKindOfEvent_HasAStoredName()
    {
        var kinds = typeof(RunEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(RunEvent))).ToHashSet();
        var stored = typeof(RunEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();

        Assert.True(kinds.Count > 20);
        Assert.Equal(kinds, stored.Select(attribute => attribute.DerivedType).ToHashSet());
        Assert.Equal(stored.Count, stored.Select(attribute => attribute.TypeDiscriminator).Distinct().Count());
    }

    private sealed class Room(SqliteConnection connection) : IDisposable
    {
        public void Dispose() => connection.Execute("PRAGMA max_page_count = 1000000");
    }
}
