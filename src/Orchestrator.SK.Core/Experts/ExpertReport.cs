using System.Text.Json.Serialization;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Core.Experts;

/// <summary>How an expert ended its assignment. Stored for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReportStatus>))]
public enum ReportStatus
{
    Done,
    Blocked,
    NeedsInput,

    /// <summary>The conversation ended without a report of the expert's own; <see cref="ExpertReport.Failure"/> says why.</summary>
    Failed,
}

/// <summary>A CHANGELOG entry that an expert hands in; the orchestrator folds it in.</summary>
/// <param name="Group">The Keep-a-Changelog group: Added, Changed, Fixed, Removed, …</param>
public sealed record ChangelogFragment(string Group, string Text);

/// <summary>A request to the owner of a path, made by an expert that may not write it.</summary>
public sealed record Handover(string Path, string What);

/// <summary>Spec against code. The spec wins; what the expert could not settle goes to a person.</summary>
public sealed record Contradiction(string Spec, string Code, string What);

/// <summary>What an expert hands in at the end of an assignment.</summary>
public sealed record ExpertReport(
    ReportStatus Status,
    string Summary,
    IReadOnlyList<string> Specs,
    IReadOnlyList<ChangelogFragment> Changelog,
    IReadOnlyList<string> Backlog,
    IReadOnlyList<Handover> Handovers,
    IReadOnlyList<Contradiction> Contradictions,
    IReadOnlyList<string> Questions,
    FailureKind? Failure = null)
{
    public static ExpertReport Failed(FailureKind kind, string reason) => new(ReportStatus.Failed, reason, [], [], [], [], [], [], kind);

    public static ExpertReport Done(string summary) => new(ReportStatus.Done, summary, [], [], [], [], [], []);
}
