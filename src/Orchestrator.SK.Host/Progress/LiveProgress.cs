using System.Threading.Channels;
using Orchestrator.SK.Core.Runs;
using Spectre.Console;

namespace Orchestrator.SK.Host.Progress;

/// <summary>The terminal: what happened scrolls by above, one row for each conversation that is open stands below.</summary>
/// <remarks>One task owns the console. Whoever reports a run only lays entries and lines into a channel.</remarks>
internal sealed class LiveProgress : IProgressView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(125);

    private readonly Channel<(RunEntry? Entry, string? Line)> _news = Channel.CreateUnbounded<(RunEntry? Entry, string? Line)>(new() { SingleReader = true });
    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly Task _renderer;

    public LiveProgress(IAnsiConsole console, TimeProvider time)
    {
        (_console, _time) = (console, time);
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
        var state = RunState.Empty;
        await _console.Live(new Rows()).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            using var clock = new PeriodicTimer(Frame, _time);
            var open = true;
            while (open)
            {
                while (_news.Reader.TryRead(out var news))
                {
                    state = news.Entry is { } entry ? state.Apply(entry) : state;
                    Print(news.Line);
                }

                live.UpdateTarget(new Rows(ProgressRows.Lines(state, _time.GetUtcNow(), _console.Profile.Width).Select(line => new Text(line))));
                open = !_news.Reader.Completion.IsCompleted;
                if (open)
                {
                    await clock.WaitForNextTickAsync();
                }
            }
        });
    }

    private void Print(string? line)
    {
        if (line is not null)
        {
            _console.Write(new ErasingText(EventText.Safe(line)));
        }
    }
}
