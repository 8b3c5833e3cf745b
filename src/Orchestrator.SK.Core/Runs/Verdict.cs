using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Review;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What a run that has nothing left to do amounts to: computed from records, never from a model's word.</summary>
public static class Verdict
{
    public static RunOutcome Of(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var open = OpenPoints(state).ToList();
        if (open.Count == 0)
        {
            return RunOutcome.Delivered;
        }

        // Whose failure keeps the run from its end decides its exit code; an endpoint's before a limit's.
        var causes = state.Reports.Select(r => r.Report.Failure).Concat(state.Review?.Reports.Select(r => r.Report.Failure) ?? [])
            .OfType<FailureKind>().Select(kind => StopRules.CauseOf(FailureRules.Of(kind))).ToHashSet();
        var reason = string.Join("; ", open);
        return causes.Contains(OutcomeCause.Endpoint) ? new(OutcomeKind.Stopped, OutcomeCause.Endpoint, reason)
            : causes.Contains(OutcomeCause.Limit) ? new(OutcomeKind.Stopped, OutcomeCause.Limit, reason)
            : new(OutcomeKind.NotVerified, OutcomeCause.None, reason);
    }

    /// <summary>Whether audit and verify have passed on the very commit that would be delivered, and nothing else is open.</summary>
    public static bool IsVerified(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.HasWork && state.Folded?.From == state.Head && state.Audit?.Commit == state.Final && state.Verify?.Commit == state.Final && !OpenPoints(state).Any();
    }

    /// <summary>Everything that stands between this run and <c>delivered</c>, in words.</summary>
    public static IEnumerable<string> OpenPoints(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.HasWork)
        {
            yield return "no expert changed anything";
        }

        foreach (var (assignment, report) in state.Reports.Where(r => r.Report.Status != ReportStatus.Done && !IsFollowedUp(state, r.Assignment.Id) && !FollowUps.IsAdvice(state, r.Assignment.Id)))
        {
            yield return $"{assignment.Id} ({assignment.Expert}) {Speeches.Word(report.Status)}: {report.Summary}";
        }

        foreach (var assignment in state.Assignments.Where(a => a.Report is null && a.Cause != AssignmentCause.Judgement).Select(a => a.Assignment))
        {
            yield return $"{assignment.Id} ({assignment.Expert}) was not started";
        }

        foreach (var (from, handover, owner) in FollowUps.OpenHandovers(state).Where(h => !FollowUps.IsAdvice(state, h.From.Id)))
        {
            yield return $"{from.Id} ({from.Expert}) hands over {handover.Path}, and {owner} has not taken it up: {handover.What}";
        }

        foreach (var check in state.Checks?.Checks.Where(check => !check.Passed) ?? [])
        {
            yield return $"check '{check.Name}' failed with exit code {check.ExitCode}";
        }

        foreach (var check in (state.Checks?.Checks ?? []).Where(check => check.Changed is not null))
        {
            yield return Altered($"check '{check.Name}'", check);
        }

        foreach (var (expert, report) in state.Review?.Reports.Where(r => r.Report.Failure is not null) ?? [])
        {
            yield return $"review by {expert} failed: {report.Summary}";
        }

        foreach (var finding in OpenFindings(state))
        {
            yield return $"review: {finding.Path}: {finding.What}";
        }

        foreach (var point in (state.Folded?.Refusals ?? []).Concat(OpenOnTheTree(state)))
        {
            yield return point;
        }
    }

    // What audit and verify say of the commit that would be delivered.
    private static IEnumerable<string> OpenOnTheTree(RunState state)
    {
        // An audit or verify of an older commit says nothing of what was mended since.
        var audit = state.Audit?.Commit == state.Final ? state.Audit : null;
        foreach (var row in (audit?.Missing ?? []).Select(row => $"{row.Rule}: {row.Target}: {row.Evidence}").Distinct(StringComparer.Ordinal))
        {
            yield return row;
        }

        if (state.HasWork && audit is null)
        {
            yield return state.Audit is null ? "the audit did not run" : "the audit did not run again after the last changes";
        }

        var verify = state.Verify?.Commit == state.Final ? state.Verify : null;
        if (state.HasWork && verify is not { Check.Passed: true })
        {
            yield return verify is { } red ? $"verify failed with exit code {red.Check.ExitCode}" : "verify did not run";
        }

        if (verify is { Check.Changed: not null })
        {
            yield return Altered("verify", verify.Check);
        }
    }

    // What was checked is then not what would be delivered.
    private static string Altered(string name, CheckRecord check) => $"{name} changed files of the tree that it checks: {string.Join(", ", check.Changed!)}";

    // A round is answered by the next one. After the last one, a finding is answered if somebody wrote that file again; the rest is for a person.
    private static IEnumerable<Finding> OpenFindings(RunState state)
    {
        if (state.Review is not { } review)
        {
            return [];
        }

        var later = state.Assignments.Where(a => a.Wave > review.Wave).Select(a => a.Assignment.Id).ToHashSet(StringComparer.Ordinal);
        var mended = state.Writes.Where(write => later.Contains(write.Assignment)).Select(write => write.Path).ToHashSet(StringComparer.Ordinal);
        return review.Findings.Where(finding => !mended.Contains(finding.Path));
    }

    private static bool IsFollowedUp(RunState state, string assignment) =>
        state.Assignments.Any(a => a.Assignment.After.Contains(assignment) && a.Cause is AssignmentCause.Answer or AssignmentCause.Handover && a.Report?.Status == ReportStatus.Done);
}
