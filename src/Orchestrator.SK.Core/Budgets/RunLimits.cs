namespace Orchestrator.SK.Core.Budgets;

/// <summary>What one run may use. Recorded with the run, so that a record replays under the limits it was made with.</summary>
/// <param name="MaxTokens">Tokens, input plus output, of the whole run.</param>
/// <param name="MaxModelCalls">Model calls of the whole run.</param>
/// <param name="MaxMinutes">Wall time of the run, in minutes.</param>
/// <param name="MaxTurns">Model calls in one conversation.</param>
/// <param name="MaxPlanAttempts">How often a plan is asked for, the first time included.</param>
/// <param name="MaxWaves">Waves of a run, repairs and handovers included.</param>
/// <param name="MaxReviewRounds">Rounds of review and repair.</param>
/// <param name="MaxRepairs">Repair waves for each cause: failing checks, the audit, verify.</param>
/// <param name="MaxParallelExperts">Experts that work at the same time.</param>
/// <param name="MaxWrites">Writes, deletions and moves of all experts together.</param>
public sealed record RunLimits(
    long MaxTokens = 2_000_000,
    int MaxModelCalls = 400,
    int MaxMinutes = 120,
    int MaxTurns = 40,
    int MaxPlanAttempts = 3,
    int MaxWaves = 12,
    int MaxReviewRounds = 2,
    int MaxRepairs = 2,
    int MaxParallelExperts = 8,
    int MaxWrites = 1_000);
