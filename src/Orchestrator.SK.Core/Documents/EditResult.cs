namespace Orchestrator.SK.Core.Documents;

/// <summary>What an edit of the backlog made.</summary>
/// <param name="BacklogText">The new text, or the old one if the edit was refused.</param>
/// <param name="DoneText">The done register, new or as it was; null if there is none.</param>
/// <param name="Refusal">Why nothing was changed and what would help, or null.</param>
public sealed record EditResult(string BacklogText, string? DoneText, string? Refusal)
{
    public bool IsRefused => Refusal is not null;
}
