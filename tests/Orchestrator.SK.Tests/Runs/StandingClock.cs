namespace Orchestrator.SK.Tests.Runs;

/// <summary>A clock that stands, so that what is dated by it is the same in every run; waits go by the machine's own.</summary>
internal sealed class StandingClock : TimeProvider
{
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Then;
}
