using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Progress;

/// <summary>Shows a run while it goes on. Never waits and never throws: a slow screen must not slow the run.</summary>
internal interface IProgressView : IAsyncDisposable
{
    void Show(RunEntry entry);

    /// <summary>Says something that is no event of the run, such as that it is being stopped.</summary>
    void Say(string line);

    /// <summary>Asks the person before the screen for one line; null when the input has ended or there is none.</summary>
    Task<string?> AskAsync(string question, CancellationToken cancellationToken);
}

/// <summary>Lines that a person types; read beside whatever else goes on, for a read cannot be called back.</summary>
internal static class TypedLines
{
    public static Task<string?> ReadAsync(CancellationToken cancellationToken) => Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
}

/// <summary>One plain line an event, for files, pipelines and screen readers.</summary>
internal sealed class PlainProgress : IProgressView
{
    private readonly TextWriter _output;
    private readonly Heartbeat _heartbeat;

    /// <param name="heartbeat">After how long without a line one says that the run still goes on; zero for never.</param>
    public PlainProgress(TextWriter output, TimeProvider time, TimeSpan heartbeat)
    {
        _output = output;
        _heartbeat = new Heartbeat(heartbeat, time, line => output.WriteLine($"{time.GetUtcNow():HH:mm:ss} {line}"));
    }

    public void Show(RunEntry entry)
    {
        var line = EventText.Line(entry);
        if (line is not null)
        {
            _output.WriteLine($"{entry.At:HH:mm:ss} {EventText.Safe(line).Replace("\n", "\n         ", StringComparison.Ordinal)}");
        }

        _heartbeat.See(entry, isSeen: line is not null);
    }

    public void Say(string line) => _output.WriteLine(line);

    public async Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        _output.WriteLine(EventText.Safe(question));
        _heartbeat.Pause(true);
        try
        {
            return await TypedLines.ReadAsync(cancellationToken);
        }
        finally
        {
            _heartbeat.Pause(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        _heartbeat.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The event log itself on standard output, one JSON object a line.</summary>
internal sealed class JsonLines(TextWriter output) : IProgressView
{
    public void Show(RunEntry entry)
    {
        output.WriteLine(Journal.EntryJson.Line(entry));
        output.Flush();
    }

    // No event: it must not be taken for one.
    public void Say(string line) => Console.Error.WriteLine(line);

    // A program reads this, and a person is asked nowhere else.
    public Task<string?> AskAsync(string question, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
