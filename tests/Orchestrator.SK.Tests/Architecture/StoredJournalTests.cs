using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 8: what was ever stored is read for ever, and within a format version it is decided as it was then.</summary>
public sealed partial class StoredJournalTests
{
    private const string Folder = "tests/Orchestrator.SK.Tests/Journals";

    private static readonly Rule Rule = new(
        8,
        "every kind of event has a stored journal from the day it was born; old journals read and fold, and within one format version their decisions replay.",
        $"keep the old journals as they are, give new members a default, and store a journal with the new kind in {Folder} (its README says how). If old records cannot be decided alike any more, raise {nameof(JournalTables)}.{nameof(JournalTables.Format)}.");

    public static TheoryData<string> Journals => [.. SourceTree.Paths(Folder, "*.jsonl")];

    [Fact]
    public void Kinds_OfEvents_HaveAStoredJournal()
    {
        var kinds = typeof(RunEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        var stored = SourceTree.Paths(Folder, "*.jsonl").SelectMany(Read).Select(entry => entry.Event.GetType()).ToHashSet();
        var nested = typeof(RunEvent).GetNestedTypes().Where(type => type.IsAssignableTo(typeof(RunEvent)));

        Rule.Check(kinds.Count, 29,
        [
            .. nested.Except(kinds.Select(kind => kind.DerivedType)).Select(type => $"src/Orchestrator.SK.Core/Runs/RunEvent.cs: {type.Name} has no [JsonDerivedType] and cannot be stored"),
            .. kinds.Where(kind => !stored.Contains(kind.DerivedType)).Select(kind => $"no journal in {Folder} has a '{kind.TypeDiscriminator}' ({kind.DerivedType.Name})"),
        ]);
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Journal_WhenFolded_ReachesItsOutcome(string path)
    {
        var entries = Read(path);
        var state = RunState.Replay(entries);

        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => (int)entry.Sequence));
        var ended = Assert.IsType<RunEvent.Ended>(entries[^1].Event);
        Assert.Equal(ended.Outcome, state.Outcome);
        Assert.Empty(state.Due);
        Assert.Null(RunDecider.Decide(state));
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Journal_WhenDecidedAgain_GivesTheCommandsOfThen(string path)
    {
        var (facts, divergence) = Decisions.Trace(Read(path));

        Rule.Check(facts.Count, 2, divergence is null ? [] : [$"{path}: {divergence}"]);
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Journal_WhenWrittenAgain_KeepsEveryMember(string path)
    {
        foreach (var (line, entry) in SourceTree.Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Zip(Read(path)))
        {
            using var before = JsonDocument.Parse(line);
            using var after = JsonDocument.Parse(EntryJson.Line(entry));
            Assert.True(Holds(after.RootElement, before.RootElement), $"{path}:{entry.Sequence} loses a member when it is read and written again:\n{line}\n{EntryJson.Line(entry)}\n{Rule.WayOut}");
        }
    }

    [Fact]
    public void Journals_NameNoPlaceOfAMachine()
    {
        var lines = SourceTree.Paths(Folder, "*.jsonl").SelectMany(path => SourceTree.Read(path).Split('\n').Select((text, index) => (path, text, Line: index + 1))).ToList();

        Rule.Check(lines.Count, 200, lines.Where(line => AbsolutePath().IsMatch(line.text)).Select(line => $"{line.path}:{line.Line} holds the absolute path {AbsolutePath().Match(line.text).Value}"));
    }

    private static IReadOnlyList<RunEntry> Read(string path) => [.. SourceTree.Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new RunEntry(root.GetProperty("run").GetString()!, root.GetProperty("seq").GetInt64(), root.GetProperty("at").GetDateTimeOffset(), EntryJson.Event(line));
    })];

    private static bool Holds(JsonElement all, JsonElement part) => (all.ValueKind, part.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => part.EnumerateObject().All(member => all.TryGetProperty(member.Name, out var own) ? Holds(own, member.Value) : member.Value.ValueKind == JsonValueKind.Null),
        (JsonValueKind.Array, JsonValueKind.Array) => all.GetArrayLength() == part.GetArrayLength() && all.EnumerateArray().Zip(part.EnumerateArray()).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(all, part),
    };

    [GeneratedRegex("""(?<![\w.:/<])/(home|root|tmp|work|Users|var|usr|opt|private|mnt)/[^"\s]*|(?<![A-Za-z0-9])[A-Z]:\\\\[^"\s]*""", RegexOptions.CultureInvariant)]
    private static partial Regex AbsolutePath();
}
