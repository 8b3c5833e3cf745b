using System.ComponentModel.DataAnnotations;
using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Hosting;

/// <summary>Limits of one run, checked before each model call.</summary>
internal sealed class LimitsOptions
{
    /// <summary>Gets or sets the tokens, input plus output, of a run.</summary>
    /// <value>Default 2,000,000 tokens.</value>
    [Range(1_000, 1_000_000_000)]
    public long MaxTokens { get; set; } = 2_000_000;

    /// <summary>Gets or sets the model calls of a run.</summary>
    /// <value>Default 400 calls.</value>
    [Range(1, 100_000)]
    public int MaxModelCalls { get; set; } = 400;

    /// <summary>Gets or sets the wall time of a run, in minutes.</summary>
    /// <value>Default 120 minutes.</value>
    [Range(1, 10_080)]
    public int MaxMinutes { get; set; } = 120;

    /// <summary>Gets or sets the model calls of one conversation.</summary>
    /// <value>Default 40 calls.</value>
    [Range(1, 500)]
    public int MaxTurns { get; set; } = 40;

    /// <summary>Gets or sets how often a plan is asked for.</summary>
    /// <value>Default 3 times: the first, and two with the reason why the last was refused.</value>
    [Range(1, 10)]
    public int MaxPlanAttempts { get; set; } = 3;

    /// <summary>Gets or sets the waves of a run, repairs and handovers included.</summary>
    /// <value>Default 12 waves.</value>
    [Range(1, 100)]
    public int MaxWaves { get; set; } = 12;

    /// <summary>Gets or sets the rounds of review and repair.</summary>
    /// <value>Default 2 rounds.</value>
    [Range(0, 10)]
    public int MaxReviewRounds { get; set; } = 2;

    /// <summary>Gets or sets the repair waves for each cause.</summary>
    /// <value>Default 2 waves.</value>
    [Range(0, 10)]
    public int MaxRepairs { get; set; } = 2;

    /// <summary>Gets or sets how many experts work at once.</summary>
    /// <value>Default 8 experts.</value>
    [Range(1, 64)]
    public int MaxParallelExperts { get; set; } = 8;

    /// <summary>Gets or sets how often the experts of a run may write, delete or move a file.</summary>
    /// <value>Default 1,000 writes.</value>
    [Range(1, 100_000)]
    public int MaxWrites { get; set; } = 1_000;

    /// <summary>Gets or sets the money of a run, in US dollars. With any limit of money, a run does not start when a model's price is not known.</summary>
    /// <value>Default none.</value>
    [Range(0.0, 1_000_000.0)]
    public decimal? MaxCost { get; set; }

    /// <summary>Gets or sets the tokens of one expert in a run.</summary>
    /// <value>Default none: the run's limit alone.</value>
    [Range(1_000, 1_000_000_000)]
    public long? MaxExpertTokens { get; set; }

    /// <summary>Gets or sets the money of one expert in a run, in US dollars.</summary>
    /// <value>Default none.</value>
    [Range(0.0, 1_000_000.0)]
    public decimal? MaxExpertCost { get; set; }

    /// <summary>Gets or sets the model calls of one expert in a run.</summary>
    /// <value>Default none: the run's limit alone.</value>
    [Range(1, 100_000)]
    public int? MaxExpertCalls { get; set; }

    /// <summary>Gets or sets the time of one expert in a run, the sum over its conversations, in minutes.</summary>
    /// <value>Default none: the run's limit alone.</value>
    [Range(1, 10_080)]
    public int? MaxExpertMinutes { get; set; }

    /// <summary>Gets or sets how long nothing may happen in the conversation of an expert (no reply, no tool, no check that ends, no word that it waits), in minutes; it ends then, what it wrote is kept, and the others go on.</summary>
    /// <value>Default none: each call and each check has its own limit. It should be longer than the longest call (<c>CallTimeoutSeconds</c>) and the longest check (<c>Sandbox:TimeoutSeconds</c>).</value>
    [Range(1, 10_080)]
    public int? MaxExpertSilentMinutes { get; set; }

    /// <summary>Gets or sets the tokens of one model call at its worst: what is sent and the most that may come back.</summary>
    /// <value>Default none: what the model takes.</value>
    [Range(1_000, 100_000_000)]
    public long? MaxCallTokens { get; set; }

    /// <summary>Gets or sets the money of one model call at its worst, in US dollars.</summary>
    /// <value>Default none.</value>
    [Range(0.0, 1_000_000.0)]
    public decimal? MaxCallCost { get; set; }

    /// <summary>Gets or sets the money above which a person is asked before work starts, in US dollars, by the forecast from the plan; where nobody can be asked the run ends.</summary>
    /// <value>Default none: nobody is asked.</value>
    [Range(0.0, 1_000_000.0)]
    public decimal? AskAboveCost { get; set; }

    /// <summary>Gets or sets about how many rows of one audit a model is asked that no rule decides. What it says never makes a row satisfied or missing.</summary>
    /// <value>Default 20 rows; 0 asks no model.</value>
    [Range(0, 100)]
    public int MaxJudgedRows { get; set; } = 20;

    public RunLimits ToLimits() => new(
        MaxTokens, MaxModelCalls, MaxMinutes, MaxTurns, MaxPlanAttempts, MaxWaves, MaxReviewRounds, MaxRepairs, MaxParallelExperts, MaxWrites,
        MaxCost, MaxExpertTokens, MaxExpertCost, MaxExpertCalls, MaxExpertMinutes, MaxCallTokens, MaxCallCost, AskAboveCost, MaxExpertSilentMinutes, MaxJudgedRows);
}
