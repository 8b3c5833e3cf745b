using System.Globalization;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Host.Reports;

/// <summary>The final report of a run, for a person: computed from the record alone. Lists and no tables, for paths stay whole on a narrow terminal, and a line is a line in a file.</summary>
internal static class RunReport
{
    public static IEnumerable<TonedLine> Lines(RunState state) => [.. Experts(state), .. Account(state), .. RefusedWrites(state), .. Later(state), .. Audit(state), .. Checks(state), .. Verdict(state)];

    private static IEnumerable<TonedLine> Experts(RunState state)
    {
        foreach (var account in ExpertAccount.Of(state))
        {
            yield return new(
                $"{account.Expert}: {EventText.Count(account.Files.Count, "file")}, {EventText.Count(account.Calls, "call")}, {Number(account.Usage.Total)} tokens{Money(account.Cost)}, {EventText.Seconds((long)account.Time.TotalMilliseconds)}",
                Tone.Strong);
            if (account.Specs.Count > 0)
            {
                yield return new($"  for {string.Join(", ", account.Specs)}");
            }

            foreach (var file in account.Files)
            {
                yield return new($"  {file}");
            }
        }
    }

    // Where one model did everything for one purpose each, the lines above say it all but the cache.
    private static IEnumerable<TonedLine> Account(RunState state) => state.Account
        .GroupBy(account => (account.Purpose, account.Model))
        .Select(group => (group.Key, Calls: group.Sum(account => account.Calls), Usage: group.Aggregate(TokenUsage.None, (sum, account) => sum + account.Usage), Cost: CallAccount.CostOf(group)))
        .Select(line => new TonedLine(
            $"{line.Key.Purpose} by {line.Key.Model}: {EventText.Count(line.Calls, "call")}, {Number(line.Usage.Input)} tokens in ({Number(line.Usage.Cached)} from the cache), {Number(line.Usage.Output)} out{Money(line.Cost)}"))
        .Concat(state.Compactions == 0 ? [] : [new TonedLine($"Conversations were cut {EventText.Count(state.Compactions, "time")} to fit their model's window (Orchestrator:Models:<name>:ContextTokens).")]);

    private static string Money(decimal? cost) => cost is null ? "" : $", {ForecastText.Dollars(cost)}";

    private static IEnumerable<TonedLine> RefusedWrites(RunState state) =>
    [
        .. state.RefusedWrites.Where(refused => refused.Check is null).Select(refused =>
            new TonedLine($"Refused: {refused.Expert} tried to write {refused.Path} [{refused.Code}]{(refused.Owner.Length > 0 ? $"; it belongs to {refused.Owner}" : "")}")),
        .. state.RefusedWrites.Where(refused => refused.Check is not null).GroupBy(refused => (refused.Check, refused.Expert, refused.Code)).Select(group =>
            new TonedLine($"Dropped: what '{group.Key.Check}', run by {group.Key.Expert}, changed in {string.Join(", ", group.Select(refused => refused.Path).Distinct(StringComparer.Ordinal))} [{group.Key.Code}]")),
    ];

    private static IEnumerable<TonedLine> Later(RunState state) => state.Writes.Select(write => write.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Where(path => ExecutesLater.Why(path) is not null)
        .Select(path => new TonedLine($"Executes later: {path} ({ExecutesLater.Why(path)}); look at it before you run or push it.", Tone.Strong));

    private static IEnumerable<TonedLine> Audit(RunState state)
    {
        if (state.Audit is not { } audit)
        {
            yield break;
        }

        foreach (var cause in audit.Rows.Where(row => row.Rule == "ripple" || row.Verdict is AuditVerdict.Missing or AuditVerdict.Judged).GroupBy(row => row.Trigger, StringComparer.Ordinal))
        {
            yield return new($"Because of {cause.Key}", Tone.Strong);
            foreach (var row in cause)
            {
                var (word, tone) = Word(row);
                yield return new($"  {word}: {row.Target}{(Speeches.Evidence(row) is { Length: > 0 } evidence ? $" ({evidence})" : "")}", tone);
            }
        }

        foreach (var waived in audit.Rows.Where(row => row is { Rule: not "ripple", Waiver: not null }))
        {
            yield return new($"Waived: {waived.Target} ({waived.Waiver!.Reason}{(waived.Waiver.By is { } by ? $", {by}" : "")})", Tone.Dim);
        }

        var others = audit.Rows.Where(row => row.Rule is "domain" or "trace").ToList();
        yield return new($"Domains and traces: {others.Count(row => row.Verdict == AuditVerdict.Satisfied)} of {others.Count} rows hold.");
        var general = audit.Rows.Where(row => row.Rule is not ("ripple" or "domain" or "trace") && row.Verdict is not AuditVerdict.NotApplicable).ToList();
        if (general.Count > 0)
        {
            var open = general.Count(row => row.Verdict == AuditVerdict.Undecided);
            var judged = general.Count(row => row.Verdict == AuditVerdict.Judged);
            yield return new($"Rules of any repository: {general.Count(row => row.Verdict == AuditVerdict.Satisfied)} of {general.Count} rows hold{(judged > 0 ? $", a model judged {judged}" : "")}{(open > 0 ? $", {open} {(open == 1 ? "is" : "are")} for a person to judge" : "")}.");
        }

        if (RippleComparison.Of(state.Intake!.Ripples, audit) is { Predicted.Count: > 0 } comparison)
        {
            yield return new($"Ripples: {comparison.Predicted.Count} predicted before work, {comparison.Both.Count} of them found in the diff, and {comparison.Surprising.Count} more.{(comparison.Surprising.Count > 0 ? $" Not predicted: {string.Join(", ", comparison.Surprising)}." : "")}");
        }
    }

    private static IEnumerable<TonedLine> Checks(RunState state)
    {
        foreach (var check in (state.Checks?.Checks ?? []).Concat(state.Verify is { } verify ? [verify.Check] : []))
        {
            yield return new(
                $"{check.Name}: {string.Join(' ', check.Command)}: exit code {check.ExitCode} in {EventText.Seconds(check.Milliseconds)}, sandbox {check.Sandbox}, log sha256 {check.LogHash[..12]}",
                check.Passed ? Tone.Plain : Tone.Bad);
            if (check.Changed is { } changed)
            {
                yield return new($"  changed files of the tree that it checks, which was dropped: {string.Join(", ", changed)}", Tone.Bad);
            }

            if (!check.Passed)
            {
                yield return new(check.Tail);
            }
        }
    }

    private static IEnumerable<TonedLine> Verdict(RunState state)
    {
        yield return new("");
        if (state.Outcome is not { } outcome)
        {
            yield return new(state.Left is { } left ? $"stopped: {left.Reason}" : "no outcome yet", Tone.Bad);
            yield return new($"{EventText.Count(state.ModelCalls, "model call")}, {Number(state.Usage.Total)} tokens{Money(CallAccount.CostOf(state.Account))}.{(state.Left?.Branch is { } branch ? $" What was written is kept on branch {branch}." : "")}");
            if (state.Request is { } request)
            {
                yield return new($"Next: orchestrator runs resume {request.RunId}");
            }

            yield break;
        }

        yield return new(Title(outcome), outcome.Kind == OutcomeKind.Delivered ? Tone.Good : Tone.Bad);
        foreach (var point in outcome.Kind is OutcomeKind.Delivered or OutcomeKind.Refused ? [] : Core.Runs.Verdict.OpenPoints(state))
        {
            yield return new($"  open: {point}");
        }

        if (state.Delivery is { } delivery)
        {
            yield return new($"Branch {delivery.Branch} at {EventText.Short(delivery.Commit)}, from {EventText.Short(state.Request!.Base)}. {EventText.Count(state.ModelCalls, "model call")}, {Number(state.Usage.Total)} tokens{Money(CallAccount.CostOf(state.Account))}.");
            if (state.Pushed is { } pushed)
            {
                yield return new($"Pushed to {pushed.Remote}.", Tone.Good);
            }

            yield return new($"Next: git diff {EventText.Short(state.Request.Base)} {delivery.Branch}");
        }
    }

    private static string Title(RunOutcome outcome) => outcome.Kind switch
    {
        OutcomeKind.NotVerified => "not verified",
        OutcomeKind.NeedsInput => $"needs input: {outcome.Reason}",
        OutcomeKind.Delivered => outcome.Reason,
        _ => $"{outcome.Kind.ToString().ToLowerInvariant()}: {outcome.Reason}",
    };

    private static (string Word, Tone Tone) Word(AuditRow row) => row.Verdict switch
    {
        AuditVerdict.Satisfied => ("satisfied", Tone.Good),
        AuditVerdict.Missing => ("missing", Tone.Bad),
        AuditVerdict.NotApplicable => ("not applicable", Tone.Dim),
        AuditVerdict.Waived => ("waived", Tone.Dim),
        AuditVerdict.Judged => (Speeches.Standing(row), row.Judgement?.Standing == JudgedStanding.Missing ? Tone.Strong : Tone.Plain),
        _ => ("for a person", Tone.Bad),
    };

    private static string Number(long tokens) => tokens.ToString("N0", CultureInfo.InvariantCulture);
}
