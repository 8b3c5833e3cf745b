namespace Orchestrator.SK.Core.Budgets;

/// <summary>What one conversation of an earlier run used.</summary>
/// <param name="PromptHash">Over the prompts that it was sent.</param>
public sealed record PastConversation(string Purpose, string PromptHash, int Calls, TokenUsage Usage, long Milliseconds);

/// <summary>What something takes.</summary>
/// <param name="Cost">US dollars; null when a price is not known.</param>
public sealed record Amount(int Calls, TokenUsage Usage, decimal? Cost, long Milliseconds)
{
    public static readonly Amount None = new(0, TokenUsage.None, 0, 0);

    public static Amount operator +(Amount left, Amount right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Calls + right.Calls, left.Usage + right.Usage, left.Cost + right.Cost, left.Milliseconds + right.Milliseconds);
    }

    public static Amount Add(Amount left, Amount right) => left + right;
}

/// <summary>A conversation that the plan leads to.</summary>
/// <param name="Stage">Conversations of one stage go on at the same time; stages follow each other.</param>
/// <param name="PromptHash">Over the prompts that it will be sent.</param>
/// <param name="Price">Null when it is not known.</param>
public sealed record PlannedConversation(int Stage, string Expert, string Purpose, string PromptHash, string Model, int MaxOutputTokens, ModelPrice? Price);

/// <summary>Whence an expectation comes.</summary>
public enum ForecastBasis
{
    /// <summary>No earlier run: a figure that fits most runs of small models' tool loops, and no single one.</summary>
    RuleOfThumb,

    /// <summary>Earlier conversations for the same purpose, with other prompts.</summary>
    SamePurpose,

    /// <summary>Earlier conversations with the same prompts.</summary>
    SamePrompts,
}

/// <summary>What one planned conversation is expected to take.</summary>
/// <param name="Past">How many earlier conversations the figure is the mean of.</param>
public sealed record ForecastLine(string Expert, string Purpose, string Model, Amount Expected, ForecastBasis Basis, int Past);

/// <summary>What a run is expected to take from its plan on, and what it cannot exceed.</summary>
public sealed record Forecast(IReadOnlyList<ForecastLine> Lines, Amount Expected, Amount Worst)
{
    /// <summary>Computes the forecast of a plan.</summary>
    /// <param name="spent">What the run has used already: its plan.</param>
    public static Forecast Of(IReadOnlyList<PlannedConversation> planned, IReadOnlyList<PastConversation> past, RunLimits limits, Amount spent)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var lines = planned.Select(conversation => (conversation.Stage, Line: Expect(conversation, past))).ToList();
        var sum = lines.Aggregate(spent, (all, line) => all + line.Line.Expected);

        // Within a stage the slowest decides.
        var time = spent.Milliseconds + lines.GroupBy(line => line.Stage).Sum(stage => stage.Max(line => line.Line.Expected.Milliseconds));
        return new([.. lines.Select(line => line.Line)], sum with { Milliseconds = time }, AtWorst(planned, limits));
    }

    private static ForecastLine Expect(PlannedConversation planned, IReadOnlyList<PastConversation> past)
    {
        var purpose = past.Where(one => one.Purpose == planned.Purpose).ToList();
        var prompts = purpose.Where(one => one.PromptHash == planned.PromptHash).ToList();
        var basis = prompts.Count > 0 ? ForecastBasis.SamePrompts : purpose.Count > 0 ? ForecastBasis.SamePurpose : ForecastBasis.RuleOfThumb;
        var like = basis switch { ForecastBasis.SamePrompts => prompts, ForecastBasis.SamePurpose => purpose, _ => [RuleOfThumb(planned)] };
        var usage = new TokenUsage(Mean(like, one => one.Usage.Input), Mean(like, one => one.Usage.Output), Mean(like, one => one.Usage.Cached));
        var expected = new Amount((int)Mean(like, one => one.Calls), usage, planned.Price?.Of(usage), Mean(like, one => one.Milliseconds));
        return new(planned.Expert, planned.Purpose, planned.Model, expected, basis, basis == ForecastBasis.RuleOfThumb ? 0 : like.Count);
    }

    // Rounded up: an expectation is not to look smaller than it is.
    private static long Mean(List<PastConversation> past, Func<PastConversation, long> of) => (past.Sum(of) + past.Count - 1) / past.Count;

    private static PastConversation RuleOfThumb(PlannedConversation planned) => planned.Purpose switch
    {
        "expert" => new("expert", "", 12, new(110_000, 9_000, 70_000), 96_000),
        "review" => new("review", "", 3, new(30_000, 2_000, 10_000), 24_000),
        _ => new(planned.Purpose, "", 1, new(6_000, 1_000), 10_000),
    };

    // The limits are all that holds whatever a model does, so they are the worst case; money follows from the dearest model.
    private static Amount AtWorst(IReadOnlyList<PlannedConversation> planned, RunLimits limits)
    {
        var output = Math.Min(limits.MaxTokens, (long)limits.MaxModelCalls * planned.Select(one => one.MaxOutputTokens).DefaultIfEmpty(0).Max());
        var usage = new TokenUsage(limits.MaxTokens - output, output);
        var costs = planned.Select(one => one.Price?.Of(usage)).ToList();
        decimal? dearest = costs.Contains(null) ? null : costs.DefaultIfEmpty(0).Max();
        var cost = limits.MaxCost is { } most && (dearest is null || dearest > most) ? most : dearest;
        return new(limits.MaxModelCalls, usage, cost, (long)TimeSpan.FromMinutes(limits.MaxMinutes).TotalMilliseconds);
    }
}
