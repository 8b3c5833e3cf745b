using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Auditing;

/// <summary>What the audit says of one row. Stored for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditVerdict>))]
public enum AuditVerdict
{
    Satisfied,
    Missing,
    NotApplicable,

    /// <summary>No rule decides it: a person reads it in the report.</summary>
    Undecided,
}

/// <summary>One thing that the audit checked.</summary>
/// <param name="Rule"><c>ripple</c>, <c>domain</c>, <c>trace</c> or <c>spec-test</c>.</param>
/// <param name="Trigger">What made the rule apply, with its place in the diff.</param>
/// <param name="Target">What had to hold.</param>
/// <param name="Path">The file in which it has to be mended, when it is one.</param>
/// <param name="Owner">Who owns that file.</param>
public sealed record AuditRow(string Rule, string Trigger, string Target, AuditVerdict Verdict, string Evidence, string? Path, string? Owner);

/// <summary>The audit of one commit.</summary>
public sealed record AuditReport(string Commit, IReadOnlyList<AuditRow> Rows)
{
    [JsonIgnore]
    public IEnumerable<AuditRow> Missing => Rows.Where(row => row.Verdict == AuditVerdict.Missing);
}
