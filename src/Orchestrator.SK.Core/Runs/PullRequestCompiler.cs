using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Finishing;

namespace Orchestrator.SK.Core.Runs;

/// <summary>A pull request, or the claims for which the record has nothing.</summary>
public sealed record CompiledPullRequest(PullRequest? Request, IReadOnlyList<ClaimFault> Faults);

/// <summary>Compiles the pull request of a finished run from its record and from nothing else. Each claim names the entries that it rests on; one that has none fails the whole.</summary>
public sealed class PullRequestCompiler
{
    private readonly IReadOnlyList<RunEntry> entries;
    private readonly RunState state;
    private readonly Dictionary<long, RecordLink> links;
    private readonly string recordHash;

    private PullRequestCompiler(IReadOnlyList<RunEntry> entries, IReadOnlyList<string> lines)
    {
        this.entries = entries;
        state = RunState.Replay(entries);
        links = entries.Zip(lines).ToDictionary(pair => pair.First.Sequence, pair => new RecordLink(pair.First.Sequence, RunEventNames.Of(pair.First.Event), Hash(pair.Second)));
        recordHash = Hash(string.Concat(lines.Select(line => $"{line}\n")));
    }

    /// <param name="entries">The whole record.</param>
    /// <param name="line">The line of an entry, as it is printed.</param>
    public static CompiledPullRequest Compile(IReadOnlyList<RunEntry> entries, Func<RunEntry, string> line)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(line);
        if (new RecordClaims(entries).Faults() is { Count: > 0 } faults)
        {
            return new(null, faults);
        }

        return new PullRequestCompiler(entries, [.. entries.Select(line)]).Compile();
    }

    private CompiledPullRequest Compile()
    {
        var (request, intake, delivery) = (state.Request!, state.Intake!, state.Delivery!);
        List<Claim> claims = [.. Summary(), .. Changes(), .. Traces(), .. Audit(), .. Checks(), .. Later(), .. Open(), .. Cost()];
        var bare = claims.Where(claim => claim.Records.Count == 0).Select(claim => new ClaimFault($"{claim.Part}: {string.Join(", ", claim.Cells)}", "no entry of the record carries it")).ToList();
        return bare.Count > 0
            ? new(null, bare)
            : new(new(request.RunId, PlainText.Cut($"{intake.ItemId}: {PlainText.Line(state.Summary?.Title ?? intake.Title)}", 120), delivery.Branch, request.Base, delivery.Commit, delivery.Complete,
                entries.Count, recordHash, claims), []);
    }

    private IEnumerable<Claim> Summary()
    {
        var intake = state.Intake!;
        yield return Claim("summary", [$"{intake.ItemId}: {intake.Title}, for {string.Join(", ", intake.Specs)}"], Of<RunEvent.Accepted>(), Of<RunEvent.IntakePassed>());
        foreach (var line in (state.Summary?.Summary ?? "").Split('\n').Select(PlainText.Line).Where(line => line.Length > 0))
        {
            yield return Claim("summary", [line], Of<RunEvent.SummaryWritten>());
        }

        yield return Claim("summary", [$"The plan: {state.Plan!.Summary}"], Last<RunEvent.PlanProposed>());
        yield return Claim("summary", [$"The run ended: {Speeches.Word(state.Outcome!.Kind)}"], Of<RunEvent.BranchDelivered>(), Of<RunEvent.Ended>());
    }

    private IEnumerable<Claim> Changes()
    {
        foreach (var (assignment, report) in state.Reports)
        {
            var writes = Of<RunEvent.FileWritten>(e => e.Assignment == assignment.Id).ToList();
            var files = state.Writes.Where(write => write.Assignment == assignment.Id).Select(write => write.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            yield return Claim("changes", [assignment.Expert, assignment.Id, Speeches.Word(report.Status), report.Summary, string.Join(", ", files)],
                Of<RunEvent.ReportReceived>(e => e.Assignment == assignment.Id), Of<RunEvent.Assigned>(e => e.Assignments.Any(a => a.Id == assignment.Id)), writes);
        }

        foreach (var review in state.Review?.Reports ?? [])
        {
            yield return Claim("changes", [review.Expert, $"review {state.Review!.Round}", "", review.Report.Summary, ""],
                Of<RunEvent.ReviewReceived>(e => e.Round == state.Review.Round && e.Expert == review.Expert), Of<RunEvent.ReviewOpened>(e => e.Round == state.Review.Round));
        }
    }

    private IEnumerable<Claim> Traces()
    {
        var tests = (state.Audit?.Commit == state.Final ? state.Audit.Rows : []).Where(row => row is { Rule: "trace", Verdict: AuditVerdict.Satisfied }).ToLookup(row => row.Path, row => row.Evidence);
        foreach (var file in state.Writes.GroupBy(write => write.Path, StringComparer.Ordinal).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            yield return Claim("traces",
                [file.Key, Joined(file.SelectMany(write => write.Specs)), tests[file.Key].FirstOrDefault() ?? "", Joined(file.Select(write => write.Expert)), Joined(file.Select(write => write.Assignment))],
                Of<RunEvent.FileWritten>(e => e.Path == file.Key || e.MovedFrom == file.Key), tests[file.Key].Any() ? Last<RunEvent.Audited>() : []);
        }

        foreach (var path in state.Folded is { } folded && folded.Commit == state.Final ? folded.Paths : [])
        {
            yield return Claim("traces", [path, state.Intake!.ItemId, "", RunState.OrchestratorSeat, ""], Last<RunEvent.DocumentsFolded>());
        }

        foreach (var file in (state.Mended is { } mended && mended.Commit == state.Final ? mended.Rows : []).GroupBy(row => row.Path, StringComparer.Ordinal))
        {
            yield return Claim("traces", [file.Key, state.Intake!.ItemId, "", RunState.OrchestratorSeat, $"by rule: {Joined(file.Select(row => row.Rule))}"], Last<RunEvent.Mended>());
        }
    }

    private IEnumerable<Claim> Audit()
    {
        var audit = state.Audit?.Commit == state.Final ? state.Audit : null;
        foreach (var row in audit?.Rows.Where(row => row.Rule is not ("domain" or "trace") || row.Verdict is not AuditVerdict.Satisfied) ?? [])
        {
            yield return Claim("ripples", [Speeches.Standing(row), row.Rule, row.Target, row.Trigger, Speeches.Evidence(row)],
                Last<RunEvent.Audited>(), (row.Judgement, row.Unjudged) is (null, null) ? [] : Last<RunEvent.AuditJudged>());
        }

        var held = audit?.Rows.Count(row => row.Rule is "domain" or "trace" && row.Verdict is AuditVerdict.Satisfied) ?? 0;
        if (held > 0)
        {
            yield return Claim("ripples", ["satisfied", "domain, trace", $"{held} rows: each file was written by its owner, from a spec", "", ""], Last<RunEvent.Audited>());
        }
    }

    private IEnumerable<Claim> Checks()
    {
        foreach (var check in state.Checks?.Checks ?? [])
        {
            yield return Check(check, state.Checks!.Commit, Last<RunEvent.ChecksCompleted>());
        }

        if (state.Verify is { } verify)
        {
            yield return Check(verify.Check, verify.Commit, Last<RunEvent.Verified>());
        }
    }

    private Claim Check(CheckRecord check, string commit, IEnumerable<RunEntry> record) => Claim("verify",
        [check.Name, string.Join(' ', check.Command), $"{check.ExitCode.ToString(CultureInfo.InvariantCulture)}{(check.TimedOut ? ", timed out" : "")}", check.LogHash, check.Sandbox, commit], record);

    private IEnumerable<Claim> Later() => state.Writes.Select(write => write.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Where(path => ExecutesLater.Why(path) is not null)
        .Select(path => Claim("later", [path, ExecutesLater.Why(path)!], Of<RunEvent.FileWritten>(e => e.Path == path || e.MovedFrom == path)));

    private IEnumerable<Claim> Open()
    {
        foreach (var point in Verdict.OpenPoints(state))
        {
            yield return Claim("open", [point], Of<RunEvent.Ended>());
        }

        foreach (var row in state.Audit?.Commit == state.Final ? state.Audit.JudgedMissing : [])
        {
            yield return Claim("open", [$"A model finds this missing, and no rule can tell: {row.Target} ({row.Trigger}): {row.Judgement!.Reason}"], Last<RunEvent.AuditJudged>());
        }

        foreach (var refused in state.RefusedWrites.DistinctBy(refused => (refused.Expert, refused.Path, refused.Code)))
        {
            yield return Claim("open", [$"{refused.Expert} tried to write {refused.Path} and was refused ({refused.Code})"],
                Of<RunEvent.WriteRefused>(e => e.Expert == refused.Expert && e.Path == refused.Path && e.Code == refused.Code));
        }
    }

    private IEnumerable<Claim> Cost()
    {
        foreach (var account in ExpertAccount.Of(state))
        {
            var own = state.Conversations.Where(conversation => conversation.Expert == account.Expert).Select(conversation => conversation.Id).ToHashSet(StringComparer.Ordinal);
            yield return Claim("cost", [account.Expert, Number(account.Calls), Number(account.Usage.Total), BudgetRules.Money(account.Cost)],
                Of<RunEvent.ConversationOpened>(e => own.Contains(e.Conversation)), Of<RunEvent.ModelReplied>(e => own.Contains(e.Conversation)));
        }

        yield return Claim("cost", ["all", Number(state.ModelCalls), Number(state.Usage.Total), BudgetRules.Money(CallAccount.CostOf(state.Account))], Of<RunEvent.ModelReplied>());
    }

    private Claim Claim(string part, IReadOnlyList<string> cells, params IEnumerable<IEnumerable<RunEntry>> records) =>
        new(part, cells, [.. records.SelectMany(record => record).Select(entry => links[entry.Sequence]).DistinctBy(link => link.Entry).OrderBy(link => link.Entry)]);

    private IEnumerable<RunEntry> Of<T>(Func<T, bool>? which = null)
        where T : RunEvent => entries.Where(entry => entry.Event is T e && (which is null || which(e)));

    private IEnumerable<RunEntry> Last<T>()
        where T : RunEvent => Of<T>().TakeLast(1);

    private static string Joined(IEnumerable<string> texts) => string.Join(", ", texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
