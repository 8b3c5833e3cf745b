using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Review;
using Orchestrator.SK.Core.Tools;

namespace Orchestrator.SK.Plugins;

/// <summary>Hands in a reviewer's findings and so ends its conversation.</summary>
internal sealed class ReviewPlugin(ExpertDesk desk)
{
    [KernelFunction("submit"), Description("Hands in your findings and ends your review.")]
    public ToolResult Submit(
        [Description("What you read or ran, and what you think of it, in two sentences")] string summary,
        [Description("What has to change; none is a good answer")] FindingInput[]? findings = null)
    {
        var list = findings ?? [];
        if (list.Any(finding => string.IsNullOrWhiteSpace(finding?.Path) || string.IsNullOrWhiteSpace(finding.What)))
        {
            return new ToolResult.Refused("E_ARGUMENTS", "each entry of findings needs path and what.");
        }

        if (list.FirstOrDefault(finding => PathRules.Check(finding.Path).Path is not { } path || !desk.Draft.Exists(path)) is { } nowhere)
        {
            return new ToolResult.Refused("E_PATH", $"there is no file '{PathRules.Escape(nowhere.Path, 80)}': a finding names the file that has to change.");
        }

        desk.Review = new(summary, [.. list.Select(finding => new Finding(PathRules.Check(finding.Path).Path!, finding.What, finding.Specs ?? []))]);
        return new ToolResult.Answered("Review received.");
    }

    internal sealed record FindingInput(
        [property: JsonPropertyName("path")] string Path,
        [property: JsonPropertyName("what"), Description("What is wrong, and what would be right")] string What,
        [property: JsonPropertyName("specs"), Description("The spec ids that say so")] string[]? Specs = null);
}
