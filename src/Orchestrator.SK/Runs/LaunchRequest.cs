using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Runs;

/// <summary>What somebody wants: one item of one repository.</summary>
/// <param name="Base">A reference to start from; HEAD when null.</param>
/// <param name="RunId">The id of the run, made by the caller.</param>
internal sealed record LaunchRequest(string RunId, string RepositoryPath, string ItemId, string? Base)
{
    /// <summary>Who answers the run's questions. Default nobody: a question ends the run, and says how to answer.</summary>
    public IPerson Person { get; init; } = new NobodyThere();

    /// <summary>Whether the person sees the plan before work starts.</summary>
    public bool AskBeforeWork { get; init; }

    /// <summary>Whether only the plan is wanted: nothing of the repository is run, so nothing needs to be trusted. The person declines the plan.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>What a person decided before this run began, by question: the answers to an earlier run of the same item.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();
}

/// <summary>A run that somebody wants to go on.</summary>
/// <param name="RepositoryPath">Where its repository is now; null for where it was.</param>
internal sealed record ResumeRequest(string RunId, string? RepositoryPath = null)
{
    /// <inheritdoc cref="LaunchRequest.Person"/>
    public IPerson Person { get; init; } = new NobodyThere();

    /// <summary>Go on with recorded replies although the requests they answered would look different today: another model, another prompt.</summary>
    public bool AcceptChanges { get; init; }

    /// <summary>Also when another program of this machine is at work on it: that one is fenced off.</summary>
    public bool TakeOver { get; init; }
}
