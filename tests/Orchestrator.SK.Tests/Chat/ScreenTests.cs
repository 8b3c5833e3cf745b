using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Chat;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Tests.Chat;

public sealed class ScreenTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public void Region_OfARun_HasARowForEachExpert_AndTheLineBelow(int width)
    {
        var region = new LiveView(Working(), ["use short names"], "", "say> ", "漢字 and more", 3).LayOut("", Start.AddSeconds(75), width, 24);

        Assert.Equal(
            [
                "queued: use short names",
                new string('─', width - 1),
                $"● store-backend  {Cells.Fit("silent for 60 s: files-edit src/漢字/BackendRegistry.cs", width - 37)}    9.7k tok   61 s",
                $"● testing        {Cells.Fit("silent for 60 s: thinking", width - 37)}    0.0k tok   60 s",
                width == 80 ? "wave 1 · 2 working · 1 call · 9.7k tokens · 75 s · Ctrl-C stops" : "wave 1 · 2 working · 9.7k tokens · 75 s · Ctrl-C stops",
                "say> 漢字 and more",
            ],
            region.Rows);
        Assert.Equal((5, 10), (region.CursorRow, region.CursorColumn));
        Assert.All(region.Rows, row => Assert.InRange(Cells.Of(row), 0, width - 1));
    }

    [Theory]
    [InlineData("0123456789012345678", 19, 1, 4)]
    [InlineData("012345678901234567", 18, 1, 3)]
    [InlineData("01234567890123456", 17, 0, 19)]
    [InlineData("0123456789012345漢", 16, 1, 2)]
    [InlineData("a\nb\nc", 2, 1, 2)]
    [InlineData("a\nb\nc", 5, 2, 3)]
    public void Cursor_InALongLine_StandsWhereTheNextCharacterWould(string text, int cursor, int row, int column)
    {
        var region = new LiveView(null, [], "", "> ", text, cursor).LayOut("", Start, 20, 24);

        Assert.Equal((row, column), (region.CursorRow, region.CursorColumn));
    }

    [Fact]
    public void Region_OnALowTerminal_KeepsTheLineBeingEdited()
    {
        var text = string.Join('\n', Enumerable.Range(1, 30));

        var region = new LiveView(Working(), [], "status", "> ", text, text.Length).LayOut("partial", Start, 40, 8);

        Assert.Equal(7, region.Rows.Count);
        Assert.Equal(["  28", "  29", "  30"], region.Rows.TakeLast(3));
        Assert.Equal((6, 4), (region.CursorRow, region.CursorColumn));
    }

    [Fact]
    public void Frames_OneAfterTheOther_LeaveWhatWasPrintedAboveAndTheRegionBelow()
    {
        var glass = new Glass(40, 12);
        var screen = new Screen();
        var random = new Random(7);
        var printed = new List<string>();
        var last = new Region([], 0, 0);
        for (var frame = 0; frame < 300; frame++)
        {
            List<string> above = [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(3) : 0).Select(i => $"line {frame}.{i} 漢字{new string('x', random.Next(20))}")];
            var rows = Enumerable.Range(0, random.Next(1, 7)).Select(i => $"row {random.Next(3)} {new string('-', random.Next(30))}").ToList();
            last = new Region(rows, random.Next(rows.Count), random.Next(30));
            printed.AddRange(above);

            glass.Write(screen.Frame(above, last, 40));

            Assert.Equal(string.Join('\n', printed.Concat(rows).Select(row => row.TrimEnd())), glass.Text);
            Assert.Equal((printed.Count + last.CursorRow, last.CursorColumn), glass.Cursor);
        }

        Assert.Equal("", screen.Frame([], last, 40));
        glass.Write(screen.Clear(40));
        Assert.Equal(string.Join('\n', printed), glass.Text);
    }

    [Fact]
    public void Frame_OnANarrowerTerminal_GoesUpOverTheRowsThatItBroke()
    {
        var screen = new Screen();
        screen.Frame([], new Region([new string('─', 79), "short", "> 0123456789"], 2, 12), 80);

        var frame = screen.Frame([], new Region(["> "], 0, 2), 40);

        // The rule takes two rows now, the short row one.
        Assert.Contains("\r\e[3A\e[J", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_InPieces_IsBrokenAsIfItCameAtOnce()
    {
        const string Text = "The first paragraph is long enough to be broken.\n\n  - an entry 漢字漢字漢字漢字 whose rows hang\nlast";
        foreach (var size in new[] { 1, 3, 7, Text.Length })
        {
            var flow = new AnswerFlow();
            var rows = Text.Chunk(size).SelectMany(piece => flow.Take(new string(piece), 20)).Concat([]).ToList();

            Assert.Equal(
                ["The first paragraph", "is long enough to be", "broken.", "", "  - an entry", "  漢字漢字漢字漢字", "  whose rows hang", "last"],
                rows.Select(row => row.TrimEnd()).Concat(flow.End()));
        }
    }

    [Theory]
    [InlineData("漢字漢字", 5, "漢字…")]
    [InlineData("漢字漢字", 8, "漢字漢字")]
    [InlineData("abc", 2, "a…")]
    [InlineData("", 3, "")]
    public void Cut_CountsCells(string text, int width, string expected) => Assert.Equal(expected, Cells.Cut(text, width));

    private static RunState Working()
    {
        var plan = new Plan(PlanMode.Standard, PlanKind.Feature, "s", [], [new Assignment("a1", "store-backend", "t", [], [], []), new Assignment("a2", "testing", "t", [], [], [])]);
        RunEvent[] events =
        [
            new RunEvent.Accepted(new RunRequest("r", "BK-001", "repo", "base", Start), new RunLimits()),
            new RunEvent.IntakePassed(new("BK-001", "t", [], [], [], [], [], [], [], [])),
            new RunEvent.PlanProposed(plan, []),
            new RunEvent.Assigned(AssignmentCause.Plan, plan.Assignments),
            new RunEvent.WaveOpened(1, "base", ["a1", "a2"]),
            new RunEvent.ConversationOpened("a1-store-backend", "store-backend", "experts/store-backend", "h"),
            new RunEvent.ConversationOpened("a2-testing", "testing", "experts/testing", "h"),
            new RunEvent.ModelReplied("a1-store-backend", 1, "expert", "m", "h", "h", new TokenUsage(9_000, 700, 0), 1, 1, "{}"),
            new RunEvent.ToolStarted("a1-store-backend", "files-edit", "src/漢字/BackendRegistry.cs"),
        ];
        return RunState.Replay(events.Select((fact, i) => new RunEntry("r", i + 1, Start.AddSeconds(i < 6 ? i == 5 ? 14 : 0 : 15), fact)));
    }
}
