using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Host.Chat;

/// <summary>What stands below the scrollback: the run, words not heard yet, a status line, and the line being edited.</summary>
/// <param name="Run">The run that goes on, if one does.</param>
/// <param name="Queued">Words that wait to be heard, by an expert or by the session.</param>
/// <param name="Cursor">Index into <paramref name="Text"/>.</param>
internal sealed record LiveView(RunState? Run, IReadOnlyList<string> Queued, string Status, string Prompt, string Text, int Cursor)
{
    public static readonly LiveView Empty = new(null, [], "", "", "", 0);

    private const int MaxQueued = 3;

    /// <summary>Lays it out in rows that fit.</summary>
    /// <param name="partial">The unfinished row of an answer that is coming in; empty when none is.</param>
    public Region LayOut(string partial, DateTimeOffset now, int width, int height)
    {
        // One cell stays free at the right: a full row would leave the cursor in a state that terminals treat differently.
        var cells = Math.Max(10, width - 1);
        List<string> rows = [];
        if (partial.Length > 0)
        {
            rows.Add(Cells.Cut(EventText.Safe(partial), cells));
        }

        rows.AddRange(Queued.Take(MaxQueued).Select(text => Cells.Cut($"queued: {OneLine(text)}", cells)));
        if (Queued.Count > MaxQueued)
        {
            rows.Add($"+{Queued.Count - MaxQueued} more queued");
        }

        rows.AddRange(Run is { } run ? ProgressRows.Lines(run, now, cells) : []);
        if (Status.Length > 0)
        {
            rows.Add(Cells.Cut(OneLine(Status), cells));
        }

        var (typed, row, column) = Typed(cells);
        (typed, row) = Window(typed, row, Math.Max(1, Math.Min(typed.Count, (height / 2) - 1)));

        // The line being edited is the last to go where the terminal is low; the oldest of what stands above it is the first.
        rows = [.. rows.Skip(Math.Max(0, rows.Count + typed.Count - Math.Max(2, height - 1)))];
        return new Region([.. rows, .. typed], rows.Count + row, column);
    }

    private (List<string> Rows, int Row, int Column) Typed(int cells)
    {
        var indent = Cells.Of(Prompt);
        var margin = new string(' ', indent);
        var rows = new List<string> { Prompt };
        var (row, column, used, index) = (-1, 0, indent, 0);
        foreach (var element in Cells.Elements(Text))
        {
            var wide = Cells.OfElement(element);
            if (element != "\n" && used + wide > cells)
            {
                rows.Add(margin);
                used = indent;
            }

            if (index == Cursor)
            {
                (row, column) = (rows.Count - 1, used);
            }

            index += element.Length;
            if (element == "\n")
            {
                rows.Add(margin);
                used = indent;
            }
            else
            {
                rows[^1] += EventText.Safe(element);
                used += wide;
            }
        }

        return row < 0 ? (rows, rows.Count - 1, used) : (rows, row, column);
    }

    private static (List<string> Rows, int Row) Window(List<string> rows, int row, int size)
    {
        var first = Math.Clamp(row - size + 1, 0, Math.Max(0, rows.Count - size));
        return (rows.GetRange(first, Math.Min(size, rows.Count)), row - first);
    }

    private static string OneLine(string text) => EventText.Safe(text).Replace('\n', ' ');
}
