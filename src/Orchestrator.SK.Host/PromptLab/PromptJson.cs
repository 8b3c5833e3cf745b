using System.Text.Json;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Host.PromptLab.Rendering;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.PromptLab;

/// <summary>What the prompt commands print for a program: one object, with a schema number that changes when a member changes its meaning.</summary>
internal static class PromptJson
{
    private static readonly JsonSerializerOptions Options = new(EntryJson.Options) { WriteIndented = true };

    public static string List(IReadOnlyList<PromptListing> prompts) => Write(new { Schema = 1, Prompts = prompts });

    public static string Lint(LintReport report, PromptFolders folders) => Write(new
    {
        Schema = 1,
        report.Prompts,
        Errors = report.Count(Severity.Error),
        Warnings = report.Count(Severity.Warning),
        Notes = report.Count(Severity.Note),
        report.Skipped,
        Findings = report.Findings.Select(finding => new
        {
            File = folders.PathOf(finding.File), finding.Line, finding.Column, finding.Rule, Severity = finding.Severity.ToString().ToLowerInvariant(), finding.Message,
        }),
    });

    public static string Render(RenderedRequest request) => Write(new
    {
        Schema = 1,
        request.Parts,
        request.Item,
        request.Expert,
        request.Purpose,
        request.Hash,
        request.RequestHash,
        request.Settings,
        request.Messages,
        request.Tools,
        request.Answer,
        Tokens = new { Total = request.Tokens, TokenEstimate.Vocabulary, Estimate = true },
    });

    public static string Diff(PromptDifference difference) => Write(new
    {
        Schema = 1,
        difference.Id,
        Before = Side(difference.Before),
        After = Side(difference.After),
        Source = difference.Source.Patch,
        Rendered = difference.Rendered?.Patch,
        difference.TokenDelta,
    });

    private static object Side(DiffSide side) => new { side.Revision, side.Hash, side.Tokens, side.Fault };

    private static string Write(object value) => JsonSerializer.Serialize(value, Options);
}
