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
/// <param name="MaxCost">US dollars of the whole run; null for no limit.</param>
/// <param name="MaxExpertTokens">Tokens of one expert in all its conversations.</param>
/// <param name="MaxExpertCost">US dollars of one expert.</param>
/// <param name="MaxExpertCalls">Model calls of one expert.</param>
/// <param name="MaxExpertMinutes">Time of one expert, the sum over its conversations, in minutes.</param>
/// <param name="MaxCallTokens">Tokens of one call at its worst: what is sent and the most that may come back.</param>
/// <param name="MaxCallCost">US dollars of one call at its worst.</param>
/// <param name="AskAboveCost">A person is asked before work starts when the forecast is above this, in US dollars.</param>
/// <param name="MaxExpertSilentMinutes">How long nothing may happen in an expert's conversation, in minutes.</param>
/// <param name="MaxJudgedRows">Rows of one audit that no rule decides and a model is asked about; 0 for none, as in records of before a model was asked.</param>
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
    int MaxWrites = 1_000,
    decimal? MaxCost = null,
    long? MaxExpertTokens = null,
    decimal? MaxExpertCost = null,
    int? MaxExpertCalls = null,
    int? MaxExpertMinutes = null,
    long? MaxCallTokens = null,
    decimal? MaxCallCost = null,
    decimal? AskAboveCost = null,
    int? MaxExpertSilentMinutes = null,
    int MaxJudgedRows = 0)
{
    /// <summary>Whether money is limited, so that a model without a price cannot be called.</summary>
    public bool NeedsPrices => (MaxCost ?? MaxExpertCost ?? MaxCallCost ?? AskAboveCost) is not null;
}
