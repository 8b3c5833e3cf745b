namespace Orchestrator.SK.Core.Budgets;

/// <summary>Tokens of one or more model calls, as the endpoint reported them; <see cref="Cached"/> is a part of <see cref="Input"/>.</summary>
public sealed record TokenUsage(long Input, long Output, long Cached = 0)
{
    public static readonly TokenUsage None = new(0, 0);

    public long Total => Input + Output;

    public static TokenUsage operator +(TokenUsage left, TokenUsage right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Input + right.Input, left.Output + right.Output, left.Cached + right.Cached);
    }

    public static TokenUsage Add(TokenUsage left, TokenUsage right) => left + right;
}
