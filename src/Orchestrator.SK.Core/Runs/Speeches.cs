using System.Text;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What the seats say in the group chat: the public record of a run, short enough for a person to read.</summary>
public static class Speeches
{
    public static string Plan(Plan plan)
    {
        var text = new StringBuilder($"Plan ({Word(plan.Mode)}, {Word(plan.Kind)}): {plan.Summary}");
        foreach (var line in plan.Contract)
        {
            text.Append($"\n  contract: {line}");
        }

        foreach (var assignment in plan.Assignments)
        {
            var after = assignment.After.Count == 0 ? "" : $" after {string.Join(", ", assignment.After)}";
            text.Append($"\n  {assignment.Id} {assignment.Expert}{after}: {assignment.Task} [{string.Join(", ", assignment.Specs)}]");
        }

        return text.ToString();
    }

    public static string Report(Assignment assignment, ExpertReport report)
    {
        var text = new StringBuilder($"{assignment.Id} {Status(report.Status)}: {report.Summary}");
        foreach (var handover in report.Handovers)
        {
            text.Append($"\n  handover {handover.Path}: {handover.What}");
        }

        foreach (var contradiction in report.Contradictions)
        {
            text.Append($"\n  contradiction {contradiction.Spec} against {contradiction.Code}: {contradiction.What}");
        }

        foreach (var question in report.Questions)
        {
            text.Append($"\n  question: {question}");
        }

        return text.ToString();
    }

    public static string Review(int round, ReviewReport report)
    {
        var text = new StringBuilder($"Review round {round}: {report.Summary}");
        foreach (var finding in report.Findings)
        {
            text.Append($"\n  {finding.Path}: {finding.What}");
        }

        return text.ToString();
    }

    public static string Audit(AuditReport report)
    {
        var text = new StringBuilder(
            $"Audit: {report.Rows.Count} rows, {report.Rows.Count(row => row.Verdict == AuditVerdict.Satisfied)} satisfied, {report.Missing.Count()} missing");
        foreach (var row in report.Missing)
        {
            text.Append($"\n  missing: {row.Target} ({row.Trigger}): {row.Evidence}");
        }

        return text.ToString();
    }

    /// <summary>A row's verdict in words, with a judgement's own.</summary>
    public static string Standing(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Judgement is { } judgement ? $"judged: {Word(judgement.Standing)}" : Word(row.Verdict);
    }

    /// <summary>What a row rests on: what code found, and what a model said of it.</summary>
    public static string Evidence(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Judgement is { } judgement ? $"{row.Evidence}; a model says: {judgement.Reason}"
            : row.Unjudged is { } why ? $"{row.Evidence}; {why}"
            : row.Evidence;
    }

    public static string Outcome(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var outcome = state.Outcome ?? throw new InvalidOperationException("The run has no outcome yet.");
        var branch = state.Delivery is { } delivery ? $" on branch {delivery.Branch}" : "";
        return $"{Word(outcome.Kind)}{branch}: {outcome.Reason}";
    }

    /// <summary>The words of design: lower case, with blanks.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static string Status(ReportStatus status) => Word(status);
}
