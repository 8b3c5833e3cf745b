using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Auditing.Judging;

/// <summary>What a model says of a row that no rule decides. Stored for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JudgedStanding>))]
public enum JudgedStanding
{
    /// <summary>What the row asks for is there; only with words that stand in the tree.</summary>
    Holds,
    Missing,
    NotApplicable,
}

/// <summary>A model's answer that code has checked.</summary>
/// <param name="Reason">One line, in the model's words.</param>
/// <param name="Path">Where the quote stands, or the file in which what is missing has to be mended; null where none was named.</param>
/// <param name="Quote">The words that show that the row holds, as they were quoted; null for the other answers.</param>
public sealed record AuditJudgement(JudgedStanding Standing, string Reason, string? Path = null, string? Quote = null);

/// <summary>A row that no rule decides, after a model was asked: judged, or still undecided with the reason why.</summary>
/// <param name="Index">Its place in the audit, from 0.</param>
/// <param name="Asked">SHA-256 of what the model was shown of it: the same question is not asked again in a run. Null when it was shown nothing.</param>
public sealed record JudgedRow(int Index, string? Asked, AuditRow Row);
