using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Host.Chat;

/// <summary>Where a chat session shows itself. Never waits and never throws: a slow screen must not slow a run.</summary>
internal interface IChatView : IAsyncDisposable
{
    /// <summary>Shows text for good, whole lines. It may come from anywhere: what a terminal would obey is taken out here.</summary>
    void Print(string text, Tone tone = Tone.Plain);

    /// <summary>Shows a piece of an answer that is coming in; null ends it.</summary>
    void Stream(string? piece);

    /// <summary>Shows an entry of a run, in the words that every view has for it.</summary>
    void Progress(RunEntry entry);

    /// <summary>Replaces what stands below.</summary>
    void Show(LiveView view);
}

/// <summary>A file or a pipe: what was asked for on one stream, the progress of runs on another, no escape sequence anywhere.</summary>
internal sealed class PlainView(TextWriter output, IProgressView progress) : IChatView
{
    private bool _inLine;

    public void Print(string text, Tone tone = Tone.Plain)
    {
        Stream(null);
        output.WriteLine(EventText.Safe(text));
        output.Flush();
    }

    public void Stream(string? piece)
    {
        if (piece is null && _inLine)
        {
            output.WriteLine();
        }

        output.Write(EventText.Safe(piece ?? ""));
        output.Flush();
        _inLine = piece is { Length: > 0 } ? !piece.EndsWith('\n') : piece is not null && _inLine;
    }

    public void Progress(RunEntry entry) => progress.Show(entry);

    public void Show(LiveView view)
    {
    }

    public ValueTask DisposeAsync() => progress.DisposeAsync();
}
