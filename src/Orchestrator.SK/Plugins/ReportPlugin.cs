using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Tools;

namespace Orchestrator.SK.Plugins;

/// <summary>Hands in an expert's report and so ends its conversation.</summary>
internal sealed class ReportPlugin(ExpertDesk desk)
{
    [KernelFunction("submit"), Description("Hands in your report and ends your work on this assignment.")]
    public ToolResult Submit(
        [Description("done, blocked or needs_input")] string status,
        [Description("What you did, in two or three sentences")] string summary,
        [Description("The spec ids that your work covers")] string[] specs,
        [Description("Changelog entries, or none")] ChangelogInput[]? changelog = null,
        [Description("Remarks for the backlog, or none")] string[]? backlog = null,
        [Description("Paths of others that have to change")] HandoverInput[]? handovers = null,
        [Description("Specs that contradict the code")] ContradictionInput[]? contradictions = null,
        [Description("What only a person can decide")] string[]? questions = null)
    {
        ReportStatus? parsed = status switch { "done" => ReportStatus.Done, "blocked" => ReportStatus.Blocked, "needs_input" => ReportStatus.NeedsInput, _ => null };
        if (parsed is null)
        {
            return new ToolResult.Refused("E_STATUS", $"status is '{PathRules.Escape(status)}': it is one of done, blocked, needs_input.");
        }

        if (specs.Any(string.IsNullOrWhiteSpace))
        {
            return Incomplete("specs", "an id");
        }

        if (specs.FirstOrDefault(spec => !desk.Specs.Contains(spec)) is { } unknown)
        {
            return new ToolResult.Refused("E_SPEC", $"there is no spec '{PathRules.Escape(unknown)}' to report on.");
        }

        if (IncompleteEntry(changelog, backlog, handovers, contradictions, questions) is { } incomplete)
        {
            return incomplete;
        }

        if ((handovers ?? []).Select(HandoverFault).FirstOrDefault(fault => fault is not null) is { } wrong)
        {
            return wrong;
        }

        if (StatusFault(parsed.Value, status, (handovers ?? []).Length, (contradictions ?? []).Length, (questions ?? []).Length) is { } fault)
        {
            return fault;
        }

        desk.Report = new(
            parsed.Value, summary, specs,
            [.. (changelog ?? []).Select(entry => new ChangelogFragment(entry.Group, entry.Text))],
            backlog ?? [],
            [.. (handovers ?? []).Select(handover => new Handover(PathRules.Check(handover.Path).Path!, handover.What))],
            [.. (contradictions ?? []).Select(c => new Contradiction(c.Spec, c.Code, c.What))],
            questions ?? []);
        return new ToolResult.Answered("Report received.");
    }

    // A status promises something: whoever is blocked names for whom, whoever needs input asks.
    private static ToolResult.Refused? StatusFault(ReportStatus status, string word, int handovers, int contradictions, int questions) => status switch
    {
        ReportStatus.NeedsInput when questions + contradictions == 0 => new("E_QUESTION", "needs_input asks something: name it in questions or contradictions."),
        ReportStatus.Blocked when handovers == 0 => new("E_HANDOVER", "blocked waits for somebody: name the path and what has to change in handovers, or ask with needs_input."),
        ReportStatus.Done or ReportStatus.Blocked when questions > 0 => new("E_QUESTION", $"with status {word} nobody answers questions: report needs_input, or decide yourself and leave them out."),
        _ => null,
    };

    // A member that the model leaves out arrives as null.
    private static ToolResult.Refused? IncompleteEntry(
        ChangelogInput[]? changelog, string[]? backlog, HandoverInput[]? handovers, ContradictionInput[]? contradictions, string[]? questions) =>
        (changelog ?? []).Any(entry => IsBlank(entry?.Group, entry?.Text)) ? Incomplete("changelog", "group and text")
        : (backlog ?? []).Any(remark => IsBlank(remark)) ? Incomplete("backlog", "a text")
        : (handovers ?? []).Any(handover => IsBlank(handover?.Path, handover?.What)) ? Incomplete("handovers", "path and what")
        : (contradictions ?? []).Any(c => IsBlank(c?.Spec, c?.Code, c?.What)) ? Incomplete("contradictions", "spec, code and what")
        : (questions ?? []).Any(question => IsBlank(question)) ? Incomplete("questions", "a text")
        : null;

    private static bool IsBlank(params ReadOnlySpan<string?> members)
    {
        foreach (var member in members)
        {
            if (string.IsNullOrWhiteSpace(member))
            {
                return true;
            }
        }

        return false;
    }

    private static ToolResult.Refused Incomplete(string list, string needs) => new("E_ARGUMENTS", $"each entry of {list} needs {needs}.");

    private ToolResult.Refused? HandoverFault(HandoverInput handover) =>
        PathRules.Check(handover.Path) is not { Path: { Length: > 0 } path } verdict
            ? new("E_HANDOVER", $"'{PathRules.Escape(handover.Path)}' is no path to hand over: {PathRules.Check(handover.Path).Rule ?? "name a file"}.")
            : desk.Reserved.Contains(path) ? new("E_HANDOVER", $"'{path}' is written by code: put it into changelog or backlog.")
            : desk.Domains.OwnerOf(path) == desk.Expert ? new("E_HANDOVER", $"'{path}' is in your own domain: write it yourself.")
            : null;

    internal sealed record ChangelogInput(
        [property: JsonPropertyName("group"), Description("Added, Changed, Fixed, Removed, Deprecated, Security or Documentation")] string Group,
        [property: JsonPropertyName("text"), Description("One sentence for a user")] string Text);

    internal sealed record HandoverInput(
        [property: JsonPropertyName("path")] string Path,
        [property: JsonPropertyName("what"), Description("What has to change there, and why")] string What);

    internal sealed record ContradictionInput(
        [property: JsonPropertyName("spec")] string Spec,
        [property: JsonPropertyName("code"), Description("Path and symbol")] string Code,
        [property: JsonPropertyName("what")] string What);
}
