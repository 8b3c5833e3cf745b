using System.Threading.Channels;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Progress;

/// <summary>The terminal: what happened scrolls by above, one row for each conversation that is open stands below.</summary>
/// <remarks>One task owns the console. Whoever reports a run only lays entries and lines into a channel.</remarks>
internal sealed class LiveProgress : IProgressView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(125);

    private readonly Channel<News> _news = Channel.CreateUnbounded<News>(new() { SingleReader = true });
    private readonly ITerminal _terminal;
    private readonly TimeProvider _time;
    private readonly Task _renderer;

    public LiveProgress(ITerminal terminal, TimeProvider time)
    {
        (_terminal, _time) = (terminal, time);
        _renderer = Task.Run(RenderAsync);
    }

    public void Show(RunEntry entry) => _news.Writer.TryWrite(new News(entry, EventText.Line(entry), null));

    public void Say(string line) => _news.Writer.TryWrite(new News(null, line, null));

    public Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        var asked = new Question(new(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        return _news.Writer.TryWrite(new News(null, question, asked)) ? asked.Answer.Task : Task.FromResult<string?>(null);
    }

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
            var asked = default(Question);
            while (asked is null && _news.Reader.TryRead(out var news))
            {
                state = news.Entry is { } entry ? state.Apply(entry) : state;
                above.AddRange(news.Line is { } line ? Rows(line, width - 1) : []);
                asked = news.Question;
            }

            if (asked is not null)
            {
                Write(screen.Clear(width));
                await ListenAsync(above, asked, asked.CancellationToken);
                continue;
            }

            // One cell stays free at the right, and the cursor waits in it.
            var rows = ProgressRows.Lines(state, _time.GetUtcNow(), width - 1).TakeLast(height - 1).ToList();
            Write(screen.Frame(above, new Region(rows, rows.Count - 1, Cells.Of(rows[^1])), width));
            await clock.WaitForNextTickAsync();
        }

        Write(screen.Clear(_terminal.Size.Width));
    }

    // Nothing else is drawn while somebody types: the line is theirs.
    private async Task ListenAsync(List<string> above, Question asked, CancellationToken cancellationToken)
    {
        _terminal.Write($"{string.Concat(above.Select(row => $"{row}\r\n"))}> ");
        try
        {
            asked.Answer.TrySetResult(await TypedLines.ReadAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            _terminal.Write("\r\n");
            asked.Answer.TrySetCanceled(cancellationToken);
        }
    }

    private static IEnumerable<string> Rows(string text, int width) => EventText.Safe(text).Split('\n').SelectMany(line => Cells.Wrap(line, width, Cells.Hang));

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _terminal.Write(text);
        }
    }

    private sealed record Question(TaskCompletionSource<string?> Answer, CancellationToken CancellationToken);

    private readonly record struct News(RunEntry? Entry, string? Line, Question? Question);
}
