using System.Collections.Concurrent;

namespace Orchestrator.SK.Runs;

/// <summary>Breaks off single conversations of a run, while the others go on.</summary>
internal sealed class ExpertStops : IDisposable
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _sources = new(StringComparer.Ordinal);

    public bool IsStopped(string conversation) => Of(conversation).IsCancellationRequested;

    public CancellationToken TokenOf(string conversation) => Of(conversation).Token;

    public Task StopAsync(string conversation, CancellationToken cancellationToken) => Of(conversation).CancelAsync().WaitAsync(cancellationToken);

    public void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            source.Dispose();
        }
    }

    private CancellationTokenSource Of(string conversation) => _sources.GetOrAdd(conversation, _ => new CancellationTokenSource());
}
