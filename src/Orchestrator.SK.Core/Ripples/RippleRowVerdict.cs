using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>How a target of a fired rule stands.</summary>
public enum Verdict
{
    /// <summary>The diff reaches it.</summary>
    Satisfied,

    /// <summary>It exists and the diff does not reach it.</summary>
    Missing,

    /// <summary>Nothing in the repository is what the rule names.</summary>
    NotApplicable,

    /// <summary>No rule can tell: words without a path, or a condition.</summary>
    Undecided,
}

/// <summary>One target of one fired rule.</summary>
/// <param name="Row">The rule.</param>
/// <param name="Target">The target.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Evidence">What the verdict rests on: <c>path:line</c> of a change, or the path that was not reached and why.</param>
/// <param name="TriggerEvidence">Which files of the diff fired the rule, and how they changed.</param>
public sealed record RippleRowVerdict(RippleRow Row, RippleTarget Target, Verdict Verdict, string Evidence, string TriggerEvidence)
{
    /// <summary>Gets the file in which it is mended, when it is one; null when only a reader can tell.</summary>
    public string? Path { get; init; }
}

/// <summary>A rule that planned work will fire.</summary>
/// <param name="Row">The rule.</param>
/// <param name="Because">The planned paths that fire it.</param>
/// <param name="Targets">What it will ask for.</param>
public sealed record RipplePrediction(RippleRow Row, IReadOnlyList<string> Because, IReadOnlyList<PredictedTarget> Targets);

/// <summary>A target of such a rule.</summary>
/// <param name="Target">The target.</param>
/// <param name="Paths">The files of the repository that it names; empty if only a reader can tell.</param>
/// <param name="IsPlanned">One of them is planned already.</param>
public sealed record PredictedTarget(RippleTarget Target, IReadOnlyList<string> Paths, bool IsPlanned);
