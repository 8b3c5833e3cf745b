using System.Collections.Immutable;

namespace Orchestrator.SK.Core.Failures;

/// <summary>What an endpoint allows: set by the operator, for all experts and all runs of a process together.</summary>
/// <param name="Concurrency">Calls under way at the same time.</param>
/// <param name="RequestsPerMinute">Requests in any 60 seconds; null for no limit.</param>
/// <param name="TokensPerMinute">Tokens in any 60 seconds, estimated when a request starts and put right when its reply has come; null for no limit.</param>
public sealed record PaceLimits(int Concurrency = 16, int? RequestsPerMinute = null, long? TokensPerMinute = null);

/// <summary>Whether the next request may go out.</summary>
/// <param name="Wait">How long it has to wait at least; zero when it may go, null until another call has ended.</param>
/// <param name="Why">What it waits for, in words for a screen.</param>
public sealed record Admission(TimeSpan? Wait, string Why)
{
    public static readonly Admission Granted = new(TimeSpan.Zero, "");
}

/// <summary>What is known of an endpoint's pace. Pure: the same history gives the same answers.</summary>
/// <remarks>
/// Requests and tokens are counted over the last 60 seconds exactly. A refusal for too much halves the width once for all calls that were under way together, holds everybody until
/// the time that the endpoint named, and lets them in one by one afterwards, so that they do not come back together; each success widens it again by a fraction.
/// </remarks>
public sealed record EndpointPace(PaceLimits Limits)
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ShortestSpread = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestSpread = TimeSpan.FromSeconds(30);

    private ImmutableList<(DateTimeOffset At, long Ticket, long Tokens)> Started { get; init; } = [];

    private double Width { get; init; } = Limits.Concurrency;

    private DateTimeOffset NarrowedAt { get; init; } = DateTimeOffset.MinValue;

    private DateTimeOffset PacedUntil { get; init; } = DateTimeOffset.MinValue;

    private DateTimeOffset NextAt { get; init; } = DateTimeOffset.MinValue;

    private TimeSpan Spread { get; init; }

    private int TurnedAway { get; init; }

    /// <summary>Nobody goes before this time.</summary>
    public DateTimeOffset HeldUntil { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>Calls that may be under way together at the moment.</summary>
    public int WidthNow => Math.Max(1, (int)Width);

    /// <param name="underWay">Calls that have gone out and not ended.</param>
    /// <param name="tokens">What the request may cost at the worst.</param>
    public Admission Next(DateTimeOffset now, int underWay, long tokens)
    {
        if (HeldUntil > now)
        {
            return new(HeldUntil - now, "the endpoint asks to wait");
        }

        if (underWay >= WidthNow)
        {
            return new(null, $"{underWay} calls are under way, the endpoint takes {WidthNow}");
        }

        if (PacedUntil > now && NextAt > now)
        {
            return new(NextAt - now, "the endpoint was asked too much");
        }

        var recent = Recent(now);
        if (Limits.RequestsPerMinute is { } requests && recent.Count >= requests)
        {
            return new(recent[^requests].At + Minute - now, $"{requests} requests a minute");
        }

        return Limits.TokensPerMinute is { } most && recent.Count > 0 && recent.Sum(start => start.Tokens) + tokens > most
            ? new(Relief(recent, most - tokens) + Minute - now, $"{most} tokens a minute")
            : Admission.Granted;
    }

    public EndpointPace Start(DateTimeOffset now, long ticket, long tokens) => this with
    {
        Started = (Limits.RequestsPerMinute ?? Limits.TokensPerMinute) is null ? Started : Recent(now).Add((now, ticket, tokens)),
        // One that was turned away alone has nobody to come back together with.
        NextAt = PacedUntil > now && TurnedAway > 1 ? now + (Spread / TurnedAway) : NextAt,
        TurnedAway = PacedUntil > now ? TurnedAway : 0,
    };

    /// <summary>A reply came: what it really cost counts from now on.</summary>
    public EndpointPace Succeed(long ticket, long tokens)
    {
        var index = Started.FindIndex(start => start.Ticket == ticket);
        return this with
        {
            Started = index < 0 || tokens <= 0 ? Started : Started.SetItem(index, Started[index] with { Tokens = tokens }),
            Width = Math.Min(Limits.Concurrency, Width + (1 / Width)),
        };
    }

    /// <summary>The endpoint turned a call away for too much.</summary>
    /// <param name="startedAt">When that call went out: calls that were under way together narrow the width once.</param>
    /// <param name="asked">How long the endpoint asks to wait; null when it does not say.</param>
    public EndpointPace TurnAway(DateTimeOffset now, DateTimeOffset startedAt, TimeSpan? asked)
    {
        var isNew = startedAt >= NarrowedAt;
        var spread = asked is not { } wait || wait < ShortestSpread ? ShortestSpread : wait > LongestSpread ? LongestSpread : wait;
        var held = asked is { } least && now + least > HeldUntil ? now + least : HeldUntil;
        return this with
        {
            Width = isNew ? Math.Max(1, Width / 2) : Width,
            NarrowedAt = isNew ? now : NarrowedAt,
            TurnedAway = (PacedUntil > now ? TurnedAway : 0) + 1,
            Spread = spread,
            HeldUntil = held,
            PacedUntil = (held > now ? held : now) + spread + spread,
        };
    }

    private ImmutableList<(DateTimeOffset At, long Ticket, long Tokens)> Recent(DateTimeOffset now) => Started.RemoveAll(start => now - start.At >= Minute);

    // When enough of what was started has left the minute.
    private static DateTimeOffset Relief(ImmutableList<(DateTimeOffset At, long Ticket, long Tokens)> recent, long room)
    {
        var sum = recent.Sum(start => start.Tokens);
        foreach (var start in recent)
        {
            sum -= start.Tokens;
            if (sum <= room)
            {
                return start.At;
            }
        }

        return recent[^1].At;
    }
}
