using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>Why an item may not start, or what to know before it does.</summary>
/// <param name="Code">For programs, stable: <c>unknown-item</c>, <c>no-spec</c>, <c>stale-link</c> and so on.</param>
/// <param name="Message">Names the value, and where it stands.</param>
/// <param name="Remedy">What a person does about it.</param>
public sealed record IntakeNotice(string Code, string Message, string Remedy)
{
    public override string ToString() => $"{Message} {Remedy}".TrimEnd();
}

/// <summary>What an item is, as far as the repository's own documents say, and whether it may start.</summary>
/// <param name="Item">Null if the backlog has none of this id.</param>
/// <param name="Specs">The spec ids that cover it; empty if it may not start for want of one.</param>
/// <param name="Refusals">None if it may start.</param>
public sealed record ItemFindings(BacklogItem? Item, IReadOnlyList<string> Specs, IReadOnlyList<IntakeNotice> Refusals, IReadOnlyList<IntakeNotice> Warnings)
{
    public bool MayStart => Refusals.Count == 0;
}
