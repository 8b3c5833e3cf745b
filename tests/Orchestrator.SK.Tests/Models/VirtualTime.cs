namespace Orchestrator.SK.Tests.Models;

/// <summary>
/// A clock without hours: whoever waits goes on at once, and the clock says that the time has passed. Limits run out only when a test says so, for a limit measures
/// what the other side does, and here that takes no time.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Countdown> _limits = [];
    private DateTimeOffset _now = now;

    /// <summary>How long was waited, one after the other; limits are none.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return new Countdown(this, TimeSpan.MaxValue, () => { });
        }

        // That is how a CancellationTokenSource counts down.
        if (state is CancellationTokenSource)
        {
            var limit = new Countdown(this, dueTime, () => callback(state));
            lock (_lock)
            {
                _limits.Add(limit);
            }

            return limit;
        }

        lock (_lock)
        {
            Waits.Add(dueTime);
            _now += dueTime;
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets a limit of this length run out as soon as somebody counts on it.</summary>
    public async Task RunOutAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        while (true)
        {
            Countdown? due;
            lock (_lock)
            {
                due = _limits.FirstOrDefault(limit => limit.Length == length);
                _now += due is null ? TimeSpan.Zero : length;
            }

            if (due is not null)
            {
                due.RunOut();
                return;
            }

            await Task.Delay(5, cancellationToken);
        }
    }

    private sealed class Countdown(VirtualTime time, TimeSpan length, Action runOut) : ITimer
    {
        public TimeSpan Length => length;

        public void RunOut() => runOut();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._lock)
            {
                time._limits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
