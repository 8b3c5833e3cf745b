using Orchestrator.SK.Models;

namespace Orchestrator.SK.Prompts;

/// <summary>Where the product uses a prompt.</summary>
/// <param name="Where">In words, for a person.</param>
/// <param name="Purposes">The purposes whose calls it goes into.</param>
/// <param name="Given">The variables that it is given: all of them, always.</param>
internal sealed record PromptUse(string Where, IReadOnlyList<string> Purposes, IReadOnlyList<string> Given);

/// <summary>What each prompt is given. The callers fill these variables; a test holds this table against what they really give.</summary>
internal static class PromptUses
{
    public static readonly PromptUse Persona = new("system message of the expert", [Purposes.Expert, Purposes.Review], ["repository", "domain", "foundations"]);

    /// <summary>The prompts that the product cannot do without, by id.</summary>
    public static readonly IReadOnlyDictionary<string, PromptUse> Required = new Dictionary<string, PromptUse>(StringComparer.Ordinal)
    {
        [$"experts/{Core.Domains.DomainMap.Orchestrator}"] = Persona with { Where = "system message of whoever writes what no expert owns" },
        ["steps/assignment"] = new("first message of an assignment", [Purposes.Expert], ["id", "item", "summary", "task", "paths", "contract", "specs", "checks"]),
        ["steps/review"] = new("first message of a review", [Purposes.Review], ["round", "item", "contract", "diff", "checks"]),
        ["steps/nudge"] = new("after an answer without a tool call", [Purposes.Expert, Purposes.Review], ["submit"]),
        ["steps/compact"] = new("when a conversation fills its model's window", [Purposes.Expert, Purposes.Review], ["submit"]),
        ["steps/talk"] = new("instructions of free talk in the chat", [Purposes.Talk], ["repository", "commit", "experts"]),
        [$"{PromptFunctions.Planning}/DraftPlan"] = new("draft of the plan", [Purposes.Plan], ["item", "specs", "experts", "ripples", "faults"]),
        [$"{PromptFunctions.Delivery}/Summarise"] = new("title and text of the commit", [Purposes.Summarise], ["item", "reports", "files"]),
        [$"{PromptFunctions.Audit}/Judge"] = new("rows of the audit that no rule decides", [Purposes.Judge], ["rows"]),
    };

    /// <summary>Returns null for a prompt that nothing in the product asks for.</summary>
    public static PromptUse? Of(string id) =>
        Required.GetValueOrDefault(id) ?? (id.StartsWith("experts/", StringComparison.Ordinal) ? Persona : null);
}
