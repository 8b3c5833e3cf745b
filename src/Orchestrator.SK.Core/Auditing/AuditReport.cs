using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Orchestrator.SK.Core.Auditing.Judging;

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

    /// <summary>A person said why it need not hold.</summary>
    Waived,

    /// <summary>A model decided it, from the row and its excerpts.</summary>
    Judged,
}

/// <summary>Who let a row be, and why.</summary>
/// <param name="Reason">Never empty.</param>
/// <param name="By">The person; null where only the reason was written down.</param>
public sealed record AuditWaiver(string Reason, string? By = null);

/// <summary>One thing that the audit checked.</summary>
/// <param name="Rule"><c>ripple</c>, <c>domain</c>, <c>trace</c>, or the id of a general rule such as <c>sibling-mention</c>.</param>
/// <param name="Trigger">What made the rule apply, with its place in the diff.</param>
/// <param name="Target">What had to hold.</param>
/// <param name="Path">The file in which it has to be mended, when it is one.</param>
/// <param name="Owner">Who owns that file.</param>
public sealed record AuditRow(string Rule, string Trigger, string Target, AuditVerdict Verdict, string Evidence, string? Path, string? Owner)
{
    /// <summary>Gets the line of <see cref="Path"/> at which the evidence stands, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Line { get; init; }

    /// <summary>Gets the file of the diff that made the rule apply, and its line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TriggerPath { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TriggerLine { get; init; }

    /// <summary>Gets the SHA-256 of the file that the evidence rests on, as it was looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ContentHash { get; init; }

    /// <summary>Gets who waived it; set exactly where the verdict is <see cref="AuditVerdict.Waived"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditWaiver? Waiver { get; init; }

    /// <summary>Gets the words that the file would hold if the row were satisfied; null where no words tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Expected { get; init; }

    /// <summary>Gets what a model says of it; set exactly where the verdict is <see cref="AuditVerdict.Judged"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditJudgement? Judgement { get; init; }

    /// <summary>Gets why no answer of a model decides it, where one was asked or would have been.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unjudged { get; init; }

    /// <summary>Gets whether the rule knows what to write, so that nobody has to be asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CanMend { get; init; }

    /// <summary>Gets what makes the text of <see cref="Path"/> into one that satisfies the row, or null where that text is no longer the one that was audited. Not stored: whoever audits again has it again.</summary>
    [JsonIgnore]
    public Func<string, string?>? Mend
    {
        get;
        init => (field, CanMend) = (value, value is not null);
    }

    /// <summary>Gets what stays the same while lines move: by it a row is known again.</summary>
    [JsonIgnore]
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Rule, Path ?? "", Target))))[..32];
}

/// <summary>The audit of one commit.</summary>
public sealed record AuditReport(string Commit, IReadOnlyList<AuditRow> Rows)
{
    [JsonIgnore]
    public IEnumerable<AuditRow> Missing => Rows.Where(row => row.Verdict == AuditVerdict.Missing);

    [JsonIgnore]
    public IEnumerable<AuditRow> Undecided => Rows.Where(row => row.Verdict == AuditVerdict.Undecided);

    /// <summary>Gets what a model finds missing: for people to look at, and never what makes a change incomplete.</summary>
    [JsonIgnore]
    public IEnumerable<AuditRow> JudgedMissing => Rows.Where(row => row is { Verdict: AuditVerdict.Judged, Judgement.Standing: JudgedStanding.Missing });

    /// <summary>Takes judgements in. What a rule decided stays as it is, whatever they say.</summary>
    public AuditReport With(IReadOnlyList<JudgedRow> judged)
    {
        ArgumentNullException.ThrowIfNull(judged);
        var byIndex = judged.DistinctBy(row => row.Index).ToDictionary(row => row.Index, row => row.Row);
        return this with { Rows = [.. Rows.Select((row, index) => row.Verdict == AuditVerdict.Undecided && byIndex.GetValueOrDefault(index) is { } known && known.Fingerprint == row.Fingerprint ? known : row)] };
    }
}
