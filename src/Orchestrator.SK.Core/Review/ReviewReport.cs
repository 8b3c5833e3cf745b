using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Core.Review;

/// <summary>One fault that a reviewer saw in what was really written.</summary>
public sealed record Finding(string Path, string What, IReadOnlyList<string> Specs);

/// <summary>What one reviewer hands in; <see cref="Failure"/> when its conversation ended without a report.</summary>
public sealed record ReviewReport(string Summary, IReadOnlyList<Finding> Findings, FailureKind? Failure = null);
