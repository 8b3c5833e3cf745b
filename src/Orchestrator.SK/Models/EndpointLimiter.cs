using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>Lets the calls of all experts and runs of this process to one endpoint pass: in the order in which they came, at the pace that the endpoint bears.</summary>
/// <remarks>What may pass is decided by <see cref="EndpointPace"/>; here it is waited for. A call that comes again keeps the place of its first attempt, so none starves.</remarks>
internal sealed class EndpointLimiter(PaceLimits limits, TimeProvider time) : IDisposable
{
    /// <summary>How long an endpoint that refuses everybody is not asked again.</summary>
    public static readonly TimeSpan ClosedFor = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Waiter> _waiting = [];
    private EndpointPace _pace = new(limits);
    private ModelCallException? _closedBy;
    private DateTimeOffset _closedUntil;
    private long _tickets;
    private int _underWay;
    private ITimer? _timer;

    /// <summary>A place in the order; a call takes one and keeps it.</summary>
    public long Ticket() => Interlocked.Increment(ref _tickets);

    /// <summary>How many calls wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Waits until the call may go out. The pass has to be given back.</summary>
    /// <param name="tokens">What the request may cost at the worst, in tokens.</param>
    /// <exception cref="ModelCallException">The endpoint refuses everybody at the moment: asking it would be no use.</exception>
    public async Task<EndpointPass> EnterAsync(long ticket, long tokens, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(ticket, tokens);
        lock (_lock)
        {
            _waiting.Add(ticket, waiter);
            Pump();
        }

        await using var left = cancellationToken.Register(() => Leave(waiter, cancellationToken)).ConfigureAwait(false);
        return await waiter.Passed.Task.ConfigureAwait(false);
    }

    /// <summary>What a call waits for at the moment, in words; empty when it does not wait.</summary>
    public string WhyWaiting(long ticket)
    {
        lock (_lock)
        {
            if (!_waiting.ContainsKey(ticket))
            {
                return "";
            }

            var ahead = _waiting.Keys.TakeWhile(other => other != ticket).Count();
            var first = _waiting.First().Value;
            var why = _pace.Next(time.GetUtcNow(), _underWay, first.Tokens).Why;
            return ahead == 0 ? why : $"{why}, {ahead} before it";
        }
    }

    /// <summary>The endpoint refuses everybody: whoever waits fails at once, and for a while nobody is sent to be refused.</summary>
    public void Close(ModelCallException failure)
    {
        lock (_lock)
        {
            (_closedBy, _closedUntil) = (failure, time.GetUtcNow() + ClosedFor);
            Pump();
        }
    }

    internal void Change(Func<EndpointPace, DateTimeOffset, EndpointPace> change, int underWay = 0)
    {
        lock (_lock)
        {
            _pace = change(_pace, time.GetUtcNow());
            _underWay += underWay;
            Pump();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Remove(waiter.Ticket))
            {
                waiter.Passed.TrySetCanceled(cancellationToken);
                Pump();
            }
        }
    }

    // Strictly in order: who does not fit yet is not overtaken by who would.
    private void Pump()
    {
        while (_waiting.Count > 0)
        {
            var now = time.GetUtcNow();
            var (ticket, first) = _waiting.First();
            if (_closedBy is { } refusal && _closedUntil > now)
            {
                _waiting.Remove(ticket);
                first.Passed.TrySetException(new ModelCallException(refusal.Kind, refusal.Message, refusal));
                continue;
            }

            var admission = _pace.Next(now, _underWay, first.Tokens);
            if (admission.Wait != TimeSpan.Zero)
            {
                Schedule(admission.Wait);
                return;
            }

            _waiting.Remove(ticket);
            _underWay++;
            _pace = _pace.Start(now, ticket, first.Tokens);
            first.Passed.TrySetResult(new EndpointPass(this, ticket, now));
        }
    }

    private void Schedule(TimeSpan? wait)
    {
        _timer?.Dispose();
        _timer = wait is { } due ? time.CreateTimer(_ => Change((pace, _) => pace), null, due, Timeout.InfiniteTimeSpan) : null;
    }

    private sealed record Waiter(long Ticket, long Tokens)
    {
        public TaskCompletionSource<EndpointPass> Passed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>One call that is under way at an endpoint, from going out to its end.</summary>
internal sealed class EndpointPass(EndpointLimiter limiter, long ticket, DateTimeOffset startedAt) : IDisposable
{
    private int _left;

    public void Succeed(long tokens) => limiter.Change((pace, _) => pace.Succeed(ticket, tokens));

    public void TurnAway(TimeSpan? asked) => limiter.Change((pace, now) => pace.TurnAway(now, startedAt, asked));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            limiter.Change((pace, _) => pace, underWay: -1);
        }
    }
}

/// <summary>The limiters of this process: one for each endpoint and key.</summary>
internal sealed class EndpointLimiters(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Uri Endpoint, string Key), EndpointLimiter> _limiters = [];

    public EndpointLimiter For(ModelChoice model)
    {
        lock (_lock)
        {
            return _limiters.TryGetValue((model.Endpoint, model.ApiKey), out var known)
                ? known
                : _limiters[(model.Endpoint, model.ApiKey)] = new EndpointLimiter(model.Pace, time);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var limiter in _limiters.Values)
            {
                limiter.Dispose();
            }
        }
    }
}
