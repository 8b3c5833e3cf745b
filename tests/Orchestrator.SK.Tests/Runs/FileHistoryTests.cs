using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Every line of a run's result leads back to the entry that brought it, or to the commit before.</summary>
public sealed class FileHistoryTests : IDisposable
{
    private readonly LineComparison _comparison = new();
    private readonly List<RunEntry> _entries = [];
    private readonly Dictionary<string, string> _base = new() { ["docs/a.md"] = "one\ntwo\nthree\n", ["CHANGELOG.md"] = "# Changes\n\n## Unreleased\n\n### Added\n\n- Old thing\n" };

    public FileHistoryTests()
    {
        Add(new RunEvent.Accepted(new RunRequest("r", "BK-1", "target", "b0", DateTimeOffset.UnixEpoch), new RunLimits()));
        Add(new RunEvent.Assigned(AssignmentCause.Plan, [Task("a1", "documentation"), Task("a2", "testing")]));
        Add(new RunEvent.Assigned(AssignmentCause.Review, [Task("r1", "testing")]));
        Add(new RunEvent.WaveOpened(1, "b0", ["a1", "a2"]));
        foreach (var (assignment, expert) in new[] { ("a1", "documentation"), ("a2", "testing"), ("r1", "testing") })
        {
            Add(new RunEvent.ConversationOpened($"{assignment}-{expert}", expert, $"experts/{expert}", $"hash of {expert}"));
        }
    }

    [Fact]
    public void Line_ThatStoodBefore_IsOfTheBase_WhereverEditsAboveShiftedIt()
    {
        Write("a1", "docs/a.md", "zero\none\ntwo\nthree\n");
        Write("a1", "docs/a.md", "zero\nhalf\none\ntwo\nthree\n");

        Assert.Equal(new Origin("docs/a.md", 3, null), History().Of("docs/a.md", 5));
    }

    [Fact]
    public void Line_IsOfTheWriteThatBroughtIt_NotOfThoseThatWroteTheFileAgain()
    {
        var first = Write("a1", "docs/a.md", "one\ntwo\nnew\nthree\n");
        Write("a1", "docs/a.md", "top\none\ntwo\nnew\nthree\nend\n");

        Assert.Equal(new Origin("docs/a.md", 3, first), History().Of("docs/a.md", 4));
    }

    [Fact]
    public void EqualLines_AreToldApartByTheirPlace()
    {
        var first = Write("a1", "docs/b.md", "}\n");
        var second = Write("a2", "docs/b.md", "}\nx\n}\n");

        var history = History();

        Assert.Equal([first, second, second], Enumerable.Range(1, 3).Select(line => history.Of("docs/b.md", line).Entry));
    }

    [Fact]
    public void Line_ThatARepairChanged_NamesTheRepairAndWhoseLineItWas()
    {
        var first = Write("a1", "docs/b.md", "a\nwrong\nc\n");
        var repair = Write("r1", "docs/b.md", "a\nright\nc\n");

        var history = History();

        Assert.Equal(new Origin("docs/b.md", 2, repair, new Origin("docs/b.md", 2, first)), history.Of("docs/b.md", 2));
        Assert.Equal(new Origin("docs/b.md", 3, first), history.Of("docs/b.md", 3));
    }

    [Fact]
    public void MovedFile_IsFollowedToItsOldPath_AlsoTwice()
    {
        var written = Write("a1", "docs/a.md", "one\nbetween\ntwo\nthree\n");
        Move("a1", "docs/a.md", "docs/b.md");
        var moved = Move("a2", "docs/b.md", "docs/c.md");
        var later = Write("a2", "docs/c.md", "one\nbetween\ntwo\nthree\nfour\n");

        var history = History();

        Assert.Equal([new("docs/a.md", 1, null), new("docs/a.md", 2, written), new("docs/a.md", 2, null)], Enumerable.Range(1, 3).Select(line => history.Of("docs/c.md", line)));
        Assert.Equal(later, history.Of("docs/c.md", 5).Entry);
        Assert.Null(history.Text("docs/a.md"));
        Assert.Equal(moved, history.Last("docs/b.md")!.Entry);
    }

    [Fact]
    public void PathThatWasDeletedAndWrittenAnew_OwesNothingToTheOldFile()
    {
        Add(new RunEvent.FileWritten("a1-documentation", "a1", "docs/a.md", ["S-1"], "h", null));
        var anew = Write("a1", "docs/a.md", "one\n");

        Assert.Equal(new Origin("docs/a.md", 1, anew), History().Of("docs/a.md", 1));
    }

    [Fact]
    public void DeletedPath_HasNoText_AndSaysWho()
    {
        var deleted = Add(new RunEvent.FileWritten("a1-documentation", "a1", "docs/a.md", ["S-1"], "h", null));

        Assert.Null(History().Text("docs/a.md"));
        Assert.Equal(deleted, History().Last("docs/a.md")!.Entry);
    }

    [Fact]
    public void FoldedLine_IsTheOrchestrators_AndNamesTheFragmentsAuthor()
    {
        Add(new RunEvent.IntakePassed(new IntakeReport("BK-1", "Add", ["S-1"], [], [], [], [], [], [], [])));
        Add(new RunEvent.ReportReceived("a1", ExpertReport.Done("done") with { Changelog = [new("Added", "**Thing**: new")] }));
        Add(new RunEvent.ReportReceived("a2", ExpertReport.Done("done") with { Changelog = [new("Added", "Another thing")] }));
        Add(new RunEvent.WaveUnited(1, "head", []));
        var folded = Add(new RunEvent.DocumentsFolded("head", "folded", ["CHANGELOG.md"], []));
        var text = "# Changes\n\n## Unreleased\n\n### Added\n\n- Another thing (BK-1)\n- **Thing**: new (BK-1)\n- Old thing\n";

        var history = History(text);

        Assert.Equal([folded, folded, null], Enumerable.Range(7, 3).Select(line => history.Of("CHANGELOG.md", line).Entry));
        Assert.Equal(["a1 **Thing**: new"], Authorship.Fragments(_entries, text, [8]).Select(pair => $"{pair.Assignment.Assignment.Id} {pair.Fragment}"));
        Assert.Equal(["a1", "a2"], Authorship.Fragments(_entries, text, [7, 8, 9]).Select(pair => pair.Assignment.Assignment.Id));
        Assert.Empty(Authorship.Fragments(_entries, text, [5]));
    }

    [Fact]
    public void FoldedBeforeARepair_IsNotTheResult()
    {
        Add(new RunEvent.DocumentsFolded("old head", "folded", ["CHANGELOG.md"], []));
        Add(new RunEvent.WaveUnited(2, "new head", []));

        Assert.Equal(_base["CHANGELOG.md"], History("never").Text("CHANGELOG.md"));
    }

    [Fact]
    public void Author_IsWhoSpokeLastBefore_WithTheCostOfTheWholeConversation()
    {
        Reply("a1-documentation", "m-1", 0.25m);
        var written = Write("a1", "docs/b.md", "x\n");
        Reply("a1-documentation", "m-2", 0.5m);
        Reply("a2-testing", "m-3", null);
        var other = Write("a2", "docs/c.md", "x\n");

        var (first, second) = (Authorship.Of(_entries, written), Authorship.Of(_entries, other));

        Assert.Equal(("documentation", "m-1", 1, 0.75m), (first.Conversation.Expert, first.Call!.Model, first.Turn, first.Cost));
        Assert.Null(second.Cost);
    }

    [Theory]
    [InlineData("a/b.md", "a/b.md", null)]
    [InlineData("a/b.md:12", "a/b.md", 12)]
    [InlineData("a/b.md:0", "a/b.md", 0)]
    [InlineData("a/b.md:x", "a/b.md:x", null)]
    [InlineData(":3", ":3", null)]
    public void Place_IsPathAndLine(string place, string path, int? line) => Assert.Equal((path, line), Origin.Parse(place));

    public void Dispose() => _comparison.Dispose();

    private FileHistory History(string folded = "") => new(_entries, path => _base.GetValueOrDefault(path), _ => folded, _ => null, _comparison.Between);

    private static Assignment Task(string id, string expert) => new(id, expert, "write", ["S-1"], ["docs/**"], []);

    private RunEntry Write(string assignment, string path, string content) =>
        Add(new RunEvent.FileWritten($"{assignment}-{(assignment == "a1" ? "documentation" : "testing")}", assignment, path, ["S-1"], null, content));

    private RunEntry Move(string assignment, string from, string to) =>
        Add(new RunEvent.FileWritten($"{assignment}-{(assignment == "a1" ? "documentation" : "testing")}", assignment, to, ["S-1"], "h", null, from));

    private void Reply(string conversation, string model, decimal? cost) => Add(new RunEvent.ModelReplied(conversation, 1, "expert", model, "p", "r", new TokenUsage(1, 0, 1), 1, 1, "{}", cost));

    private RunEntry Add(RunEvent fact)
    {
        var entry = new RunEntry("r", _entries.Count + 1, DateTimeOffset.UnixEpoch, fact);
        _entries.Add(entry);
        return entry;
    }
}
