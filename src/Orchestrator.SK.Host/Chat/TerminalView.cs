using System.Threading.Channels;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Host.Chat;

/// <summary>The terminal's one owner: everything to be shown goes through its channel, and one task writes, a frame at a time.</summary>
internal sealed class TerminalView : IChatView
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Channel<Item> _items = Channel.CreateUnbounded<Item>(new() { SingleReader = true });
    private readonly ITerminal _terminal;
    private readonly TimeProvider _time;
    private readonly bool _colour;
    private readonly ITimer _clock;
    private readonly Task _renderer;

    public TerminalView(ITerminal terminal, TimeProvider time, bool colour)
    {
        (_terminal, _time, _colour) = (terminal, time, colour);
        _renderer = Task.Run(RenderAsync);
        _clock = time.CreateTimer(_ => Redraw(), null, Tick, Tick);
    }

    public void Print(string text, Tone tone = Tone.Plain) => _items.Writer.TryWrite(new Item(Text: text, Tone: tone));

    public void Stream(string? piece) => _items.Writer.TryWrite(piece is null ? new Item(EndsAnswer: true) : new Item(Piece: piece));

    public void Progress(RunEntry entry)
    {
        if (EventText.Line(entry) is { } line)
        {
            Print(line);
        }
    }

    public void Show(LiveView view) => _items.Writer.TryWrite(new Item(View: view));

    /// <summary>Draws again, as after a change of the terminal's size or a second of a run.</summary>
    public void Redraw() => _items.Writer.TryWrite(new Item());

    /// <summary>Shows what is still to be shown, takes the live region away, and leaves the cursor on a line of its own.</summary>
    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        _items.Writer.TryComplete();
        await _renderer;
    }

    private async Task RenderAsync()
    {
        var screen = new Screen();
        var answer = new AnswerFlow();
        var view = LiveView.Empty;
        while (await _items.Reader.WaitToReadAsync())
        {
            var (width, height) = _terminal.Size;
            var above = new List<string>();
            while (_items.Reader.TryRead(out var item))
            {
                view = item.View ?? view;
                above.AddRange(item.Text is null ? [] : Rows(item.Text, item.Tone, width - 1));
                above.AddRange(item.Piece is null ? [] : answer.Take(item.Piece, width - 1));
                above.AddRange(item.EndsAnswer ? answer.End() : []);
            }

            Write(screen.Frame(above, view.LayOut(answer.Partial, _time.GetUtcNow(), width, height), width));
        }

        Write(screen.Clear(_terminal.Size.Width));
    }

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _terminal.Write(text);
        }
    }

    private IEnumerable<string> Rows(string text, Tone tone, int width)
    {
        var colour = !_colour ? "" : tone switch { Tone.Dim => "\e[2m", Tone.Good => "\e[32m", Tone.Bad => "\e[31m", Tone.Strong => "\e[1m", _ => "" };
        return EventText.Safe(text).Split('\n').SelectMany(line => Cells.Wrap(line, width, Cells.Hang)).Select(row => colour.Length == 0 ? row : $"{colour}{row}\e[0m");
    }

    private sealed record Item(string? Text = null, Tone Tone = Tone.Plain, string? Piece = null, bool EndsAnswer = false, LiveView? View = null);
}

/// <summary>An answer that comes in piece by piece: rows that are full go up for good, the last one waits for more.</summary>
internal sealed class AnswerFlow
{
    public string Partial { get; private set; } = "";

    public IReadOnlyList<string> Take(string piece, int width)
    {
        var rows = new List<string>();
        var lines = (Partial + EventText.Safe(piece)).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var wrapped = Cells.Wrap(lines[i], width);
            rows.AddRange(i < lines.Length - 1 ? wrapped : wrapped.SkipLast(1));
            Partial = wrapped[^1];
        }

        return rows;
    }

    public IReadOnlyList<string> End()
    {
        var last = Partial;
        Partial = "";
        return last.Length > 0 ? [last] : [];
    }
}
