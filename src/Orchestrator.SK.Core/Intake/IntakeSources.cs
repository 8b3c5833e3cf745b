using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>What intake reads of one commit.</summary>
/// <param name="BacklogPath">Where the backlog is, or ought to be.</param>
/// <param name="Backlog">Null if it is not there.</param>
/// <param name="Done">The register of done items, or null.</param>
/// <param name="Specs">Every section of every spec.</param>
/// <param name="Decisions">Decision records and proposals.</param>
/// <param name="Paths">Every path of the commit.</param>
public sealed record IntakeSources(string BacklogPath, Backlog? Backlog, Backlog? Done, SpecIndex Specs, IReadOnlyList<DecisionRecord> Decisions, IReadOnlySet<string> Paths)
{
    /// <summary>Gets what became of a path that is gone. Default: nobody knows.</summary>
    public Func<string, PastPath?> Past { get; init; } = _ => null;

    /// <summary>Gets the documents that hold specs but are not committed as they stand on the disk. Default none.</summary>
    public IReadOnlyList<string> UncommittedSpecs { get; init; } = [];

    /// <summary>Gets where specs are, in words, such as <c>sdd/specs/*.md</c>.</summary>
    public string SpecPlace { get; init; } = "sdd/specs/*.md";
}
