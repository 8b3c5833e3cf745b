using System.Threading.Channels;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Progress;

/// <summary>The terminal: what happened scrolls by above, one row for each conversation that is open stands below.</summary>
/// <remarks>One task owns the console. Whoever reports a run only lays entries and lines into a channel.</remarks>
internal sealed class LiveProgress : IProgressView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(125);

    private readonly Channel<(RunEntry? Entry, string? Line)> _news = Channel.CreateUnbounded<(RunEntry? Entry, string? Line)>(new() { SingleReader = true });
    private readonly ITerminal _terminal;
    private readonly TimeProvider _time;
    private readonly Task _renderer;

    public LiveProgress(ITerminal terminal, TimeProvider time)
    {
        (_terminal, _time) = (terminal, time);
        _renderer = Task.Run(RenderAsync);
    }

    public void Show(RunEntry entry) => _news.Writer.TryWrite((entry, EventText.Line(entry)));

    public void Say(string line) => _news.Writer.TryWrite((null, line));

    public async ValueTask DisposeAsync()
    {
        _news.Writer.TryComplete();
        await _renderer;
    }

    private async Task RenderAsync()
    {
        var (screen, state) = (new Screen(), RunState.Empty);
        using var clock = new PeriodicTimer(Frame, _time);
        while (!_news.Reader.Completion.IsCompleted)
        {
            var (width, height) = _terminal.Size;
            var above = new List<string>();
            while (_news.Reader.TryRead(out var news))
            {
                state = news.Entry is { } entry ? state.Apply(entry) : state;
                above.AddRange(news.Line is { } line ? Rows(line, width - 1) : []);
            }

            // One cell stays free at the right, and the cursor waits in it.
            var rows = ProgressRows.Lines(state, _time.GetUtcNow(), width - 1).TakeLast(height - 1).ToList();
            Write(screen.Frame(above, new Region(rows, rows.Count - 1, Cells.Of(rows[^1])), width));
            await clock.WaitForNextTickAsync();
        }

        Write(screen.Clear(_terminal.Size.Width));
    }

    private static IEnumerable<string> Rows(string text, int width) => EventText.Safe(text).Split('\n').SelectMany(line => Cells.Wrap(line, width, Cells.Hang));

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _terminal.Write(text);
        }
    }
}
