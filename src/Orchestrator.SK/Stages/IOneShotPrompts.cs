namespace Orchestrator.SK.Stages;

/// <summary>Asks a model one question and takes its answer as data. The stages know questions, not kernels.</summary>
internal interface IOneShotPrompts
{
    /// <summary>Returns the model's answer, unparsed.</summary>
    /// <exception cref="Models.ModelCallException">There is no usable answer.</exception>
    Task<string> DraftPlanAsync(PlanQuestion question, CancellationToken cancellationToken);

    /// <inheritdoc cref="DraftPlanAsync"/>
    Task<string> SummariseAsync(SummaryQuestion question, CancellationToken cancellationToken);

    /// <inheritdoc cref="DraftPlanAsync"/>
    /// <param name="rows">Rows of an audit, numbered, each with its excerpts.</param>
    Task<string> JudgeAsync(string rows, CancellationToken cancellationToken);
}

/// <summary>The variables of the function that drafts a plan.</summary>
internal sealed record PlanQuestion(string Item, string Specs, string Experts, string Ripples, string Faults);

/// <summary>The variables of the function that summarises a delivery.</summary>
internal sealed record SummaryQuestion(string Item, string Reports, string Files);
