using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Progress;

/// <summary>Says that a run still goes on, and what it is at, when nothing was seen of it for a while: silence in a log looks like a hang.</summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _after;
    private readonly Action<string> _say;
    private readonly ITimer? _timer;
    private RunState _state = RunState.Empty;
    private bool _isPaused;

    /// <param name="after">How long a silence has to be, and how far apart the lines are; zero for no lines.</param>
    public Heartbeat(TimeSpan after, TimeProvider time, Action<string> say)
    {
        (_after, _time, _say) = (after, time, say);
        _timer = after > TimeSpan.Zero ? time.CreateTimer(_ => Beat(), null, after, after) : null;
    }

    /// <param name="isSeen">Whether somebody who watches saw anything of it: then the silence is over.</param>
    public void See(RunEntry entry, bool isSeen)
    {
        if (_timer is null)
        {
            return;
        }

        lock (_lock)
        {
            _state = _state.Apply(entry);
        }

        if (isSeen)
        {
            _timer.Change(_after, _after);
        }
    }

    /// <summary>While a person is asked, it is their turn.</summary>
    public void Pause(bool isPaused) => _isPaused = isPaused;

    public void Dispose() => _timer?.Dispose();

    private void Beat()
    {
        RunState state;
        lock (_lock)
        {
            state = _state;
        }

        if (!_isPaused && state is { Request: not null, Outcome: null })
        {
            _say(ProgressRows.Summary(state, _time.GetUtcNow()));
        }
    }
}
