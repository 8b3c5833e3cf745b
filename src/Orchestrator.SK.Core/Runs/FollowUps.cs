using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Core.Runs;

/// <summary>Turns what came back into further assignments: handovers to owners, failures and findings to whom they belong. Every cause is bounded.</summary>
public static class FollowUps
{
    /// <summary>What follows from the reports themselves: handovers, questions to a person, and the work that waited for either.</summary>
    public static RunCommand? AfterReports(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return (RunCommand?)Handovers(state) ?? (RunCommand?)Questions(state) ?? Answers(state);
    }

    /// <summary>Whether an assignment has reported; <paramref name="settled"/> asks more: what it is blocked by, or has to ask, is behind it as well.</summary>
    public static bool IsOver(RunState state, string assignment, bool settled)
    {
        ArgumentNullException.ThrowIfNull(state);
        var found = state.Assignments.Find(a => a.Assignment.Id == assignment);
        return found?.Report is { } report
            && (!settled || report.Status is ReportStatus.Done or ReportStatus.Failed || Continuations(state, found).Any(next => IsOver(state, next.Assignment.Id, settled)));
    }

    /// <summary>Handovers that nobody has taken up: their owner and path, and what has to change there.</summary>
    public static IReadOnlyList<(Assignment From, Handover Handover, string Owner)> OpenHandovers(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);

        // The followers of an assignment say that its handovers were seen: derived, not stored.
        var seen = state.Assignments.Where(a => a.Cause == AssignmentCause.Handover).SelectMany(a => a.Assignment.After).ToHashSet(StringComparer.Ordinal);
        var domains = state.Domains;
        return [.. state.Reports
            .Where(r => !seen.Contains(r.Assignment.Id))
            .SelectMany(r => r.Report.Handovers.Select(handover => (From: r.Assignment, Handover: handover, Owner: domains.OwnerOf(handover.Path))))
            .Where(h => h.Owner != h.From.Expert && !state.Intake!.Reserved.Contains(h.Handover.Path))];
    }

    /// <summary>Missing ripples go to the owners of the files that lack them.</summary>
    public static RunCommand? AfterAudit(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var faults = state.Audit!.Missing
            .Where(row => row is { Owner: not null, Path: not null } && !state.Intake!.Reserved.Contains(row.Path))
            .Select(row => (row.Owner!, row.Path!, $"The audit misses this: {row.Target} (because of {row.Trigger}). {row.Evidence}"));
        return Repair(state, AssignmentCause.Audit, faults, state.Limits.MaxRepairs);
    }

    /// <summary>What a model finds missing goes to the owners once for each audit, as long as there is room for it: a judgement may never be what ends a run.</summary>
    public static RunCommand? AfterJudgement(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.JudgementsTaken == state.Audit!.Commit || state.Wave >= state.Limits.MaxWaves)
        {
            return null;
        }

        var doubts = state.Audit.JudgedMissing
            .Where(row => row.Judgement!.Path is { } path && !state.Intake!.Reserved.Contains(path))
            .Select(row => (state.Domains.OwnerOf(row.Judgement!.Path!), row.Judgement.Path!,
                $"A model that read this row of the audit finds it missing: {row.Target} (because of {row.Trigger}). It says of {row.Judgement.Path}: \"{row.Judgement.Reason}\" Look yourself; where nothing has to change, change nothing and say why."));
        return Repair(state, AssignmentCause.Judgement, doubts, state.Limits.MaxRepairs);
    }

    /// <summary>Whether an assignment follows from a model's judgement alone: what comes of it is welcome, and what does not is no fault of the run.</summary>
    public static bool IsAdvice(RunState state, string assignment)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Assignments.Exists(a => a.Assignment.Id == assignment && a.Cause == AssignmentCause.Judgement);
    }

    /// <summary>A failing verify goes to those whose files it names.</summary>
    public static RunCommand? AfterVerify(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Verify is { Check.Passed: false } red
            ? Repair(state, AssignmentCause.Verify, Blame(state, "verify", red.Check), state.Limits.MaxRepairs)
            : null;
    }

    /// <summary>Failing checks of the united work go to those whose files they name.</summary>
    public static RunCommand? AfterChecks(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var red = state.Checks is { } checks && checks.Commit == state.Head ? checks.Checks.Where(check => !check.Passed) : [];
        return Repair(state, AssignmentCause.Check, red.SelectMany(check => Blame(state, $"check '{check.Name}'", check)), state.Limits.MaxRepairs);
    }

    /// <summary>Findings go to the owners of the files; what only code writes stays for the person.</summary>
    public static RunCommand? AfterReview(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var findings = state.Review is { } review && review.Commit == state.Head ? review.Findings.Where(finding => !state.Intake!.Reserved.Contains(finding.Path)) : [];
        return Repair(state, AssignmentCause.Review,
            findings.Select(finding => (state.Domains.OwnerOf(finding.Path), finding.Path, $"A reviewer found in {finding.Path}: {finding.What}")), state.Limits.MaxReviewRounds);
    }

    private static RunCommand.Assign? Handovers(RunState state)
    {
        var open = OpenHandovers(state);
        if (open.Count == 0 || state.Causes.GetValueOrDefault(AssignmentCause.Handover) >= state.Limits.MaxRepairs)
        {
            return null;
        }

        var number = state.Assignments.Count(a => a.Assignment.Id.StartsWith('h'));
        var handed = open.GroupBy(h => h.Owner, StringComparer.Ordinal).Select(group => new Assignment(
            $"h{++number}",
            group.Key,
            string.Join("\n", group.Select(h => $"{h.From.Expert} hands over {h.Handover.Path}: {h.Handover.What}")),
            [.. group.SelectMany(h => h.From.Specs).Distinct(StringComparer.Ordinal)],
            [.. group.Select(h => h.Handover.Path).Distinct(StringComparer.Ordinal)],
            [.. group.Select(h => h.From.Id).Distinct(StringComparer.Ordinal)])).ToList();
        var blocked = state.Reports.Where(r => r.Report.Status == ReportStatus.Blocked && open.Any(h => h.From.Id == r.Assignment.Id));
        return new(AssignmentCause.Handover, [.. handed, .. Again(state, blocked.Select(r => r.Assignment), handed)]);
    }

    private static IEnumerable<AssignmentState> Continuations(RunState state, AssignmentState of) => state.Assignments.Where(next =>
        next.Cause is AssignmentCause.Handover or AssignmentCause.Answer && next.Assignment.Expert == of.Assignment.Expert && next.Assignment.After.Contains(of.Assignment.Id));

    // A blocked expert takes up its work again when what it waited for is done.
    private static IEnumerable<Assignment> Again(RunState state, IEnumerable<Assignment> blocked, IReadOnlyList<Assignment> handed)
    {
        var number = state.Assignments.Count(a => a.Assignment.Id.StartsWith('r'));
        return blocked.Select(assignment => assignment with
        {
            Id = $"r{++number}",
            Task = $"What blocked you is done. Go on with: {assignment.Task}",
            After = [assignment.Id, .. handed.Where(h => h.After.Contains(assignment.Id)).Select(h => h.Id)],
        });
    }

    private static RunCommand.AskPerson? Questions(RunState state)
    {
        var open = state.Reports.Where(r => !IsAdvice(state, r.Assignment.Id)).SelectMany(r => QuestionsOf(r.Assignment, r.Report)).Where(question => !state.Answers.ContainsKey(question)).Distinct(StringComparer.Ordinal).ToList();
        return open.Count == 0 ? null : new(open);
    }

    private static RunCommand.Assign? Answers(RunState state)
    {
        var answered = state.Assignments.Where(a => a.Cause == AssignmentCause.Answer).SelectMany(a => a.Assignment.After).ToHashSet(StringComparer.Ordinal);
        var number = state.Assignments.Count(a => a.Assignment.Id.StartsWith('r'));
        var again = state.Reports
            .Where(r => r.Report.Status == ReportStatus.NeedsInput && !answered.Contains(r.Assignment.Id) && !IsAdvice(state, r.Assignment.Id))
            .Select(r => r.Assignment with
            {
                Id = $"r{++number}",
                Task = string.Join("\n", QuestionsOf(r.Assignment, r.Report).Select(q => $"{q} - Answer: {state.Answers[q]}")) + $"\nGo on with: {r.Assignment.Task}",
                After = [r.Assignment.Id],
            }).ToList();
        return again.Count == 0 || state.Causes.GetValueOrDefault(AssignmentCause.Answer) >= state.Limits.MaxRepairs ? null : new(AssignmentCause.Answer, again);
    }

    /// <summary>What a report wants a person to decide: its questions, and the contradictions it could not settle.</summary>
    private static IEnumerable<string> QuestionsOf(Assignment assignment, ExpertReport report) =>
        report.Status == ReportStatus.NeedsInput
            ? report.Questions.Select(question => $"{assignment.Expert}: {question}")
                .Concat(report.Contradictions.Select(c => $"{assignment.Expert}: {c.Spec} contradicts {c.Code}: {c.What}"))
            : [];

    /// <summary>A failing command belongs to the owners of the changed files that its output names; to all of the wave when it names none.</summary>
    private static IEnumerable<(string Owner, string Path, string What)> Blame(RunState state, string name, CheckRecord check)
    {
        var what = $"{name} ({string.Join(' ', check.Command)}) failed with exit code {check.ExitCode}:\n{check.Tail}";
        var changed = state.Assignments.SelectMany(a => a.Assignment.Paths).Concat(state.Writes.Select(write => write.Path)).Distinct(StringComparer.Ordinal);
        var named = changed.Where(path => check.Tail.Contains(path, StringComparison.Ordinal)).Select(state.Domains.OwnerOf).Distinct(StringComparer.Ordinal).ToList();
        var blamed = named.Count > 0 ? named : [.. state.Assignments.Where(a => a.Wave == state.Wave).Select(a => a.Assignment.Expert).Distinct(StringComparer.Ordinal)];
        return blamed.Select(owner => (owner, "", what));
    }

    private static RunCommand.Assign? Repair(RunState state, AssignmentCause cause, IEnumerable<(string Owner, string Path, string What)> faults, int limit)
    {
        var number = state.Assignments.Count(a => a.Assignment.Id.StartsWith('r'));
        var repairs = faults.GroupBy(fault => fault.Owner, StringComparer.Ordinal).Select(group => new Assignment(
            $"r{++number}",
            group.Key,
            string.Join("\n", group.Select(fault => fault.What)),
            state.Intake!.Specs,
            [.. group.Select(fault => fault.Path).Where(path => path.Length > 0).Distinct(StringComparer.Ordinal)],
            [])).ToList();
        return repairs.Count == 0 || state.Causes.GetValueOrDefault(cause) >= limit ? null : new(cause, repairs);
    }
}
