using Orchestrator.SK.Core.Finishing;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What the entries of a finished run's record owe to each other: who is named by one must stand in another. Reads the entries themselves, for a broken record cannot be folded.</summary>
internal sealed class RecordClaims(IReadOnlyList<RunEntry> entries)
{
    private readonly Dictionary<string, RunEvent.ConversationOpened> conversations =
        entries.Select(entry => entry.Event).OfType<RunEvent.ConversationOpened>().DistinctBy(opened => opened.Conversation).ToDictionary(opened => opened.Conversation, StringComparer.Ordinal);

    /// <summary>Every claim that this record cannot carry, the most telling ones first.</summary>
    public IReadOnlyList<ClaimFault> Faults() => [.. ((IEnumerable<ClaimFault>)[.. Single(), .. Work(), .. Reviews(), .. Models(), .. Tree(), .. Judgements(), .. Whole()]).Distinct()];

    private IEnumerable<T> All<T>()
        where T : RunEvent => entries.Select(entry => entry.Event).OfType<T>();

    private IEnumerable<ClaimFault> Single()
    {
        if (!All<RunEvent.Accepted>().Any())
        {
            yield return new("the item and the base commit", "there is no run.accepted");
        }

        if (!All<RunEvent.IntakePassed>().Any())
        {
            yield return new("the item's title and specs", "there is no intake.passed");
        }

        if (!All<RunEvent.PlanProposed>().Any(plan => plan is { Plan: not null, Faults.Count: 0 }))
        {
            yield return new("the plan", "there is no plan.proposed that was accepted");
        }

        if (!All<RunEvent.BranchDelivered>().Any())
        {
            yield return new("the branch and its commit", "there is no branch.delivered");
        }

        if (entries is not [.., { Event: RunEvent.Ended }])
        {
            yield return new("the outcome", "run.ended is not the last entry");
        }
    }

    private IEnumerable<ClaimFault> Work()
    {
        var assigned = All<RunEvent.Assigned>().SelectMany(e => e.Assignments).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var reported = All<RunEvent.ReportReceived>().Select(e => e.Assignment).ToHashSet(StringComparer.Ordinal);
        var opened = All<RunEvent.WaveOpened>().ToDictionary(e => e.Wave);
        var united = All<RunEvent.WaveUnited>().ToDictionary(e => e.Wave);
        var started = opened.Values.SelectMany(e => e.Assignments).ToHashSet(StringComparer.Ordinal);
        var writes = All<RunEvent.FileWritten>().ToList();
        return
        [
            .. started.Concat(reported).Concat(writes.Select(w => w.Assignment)).Where(id => !assigned.Contains(id)).Select(id => new ClaimFault($"assignment {id}", "no assignments.added names it")),
            .. started.Where(id => !reported.Contains(id)).Select(id => new ClaimFault($"what was done for assignment {id}", "there is no report.received of it")),
            .. reported.Where(id => !started.Contains(id)).Select(id => new ClaimFault($"the wave of assignment {id}", "no wave.opened names it")),
            .. opened.Keys.Except(united.Keys).Select(wave => new ClaimFault($"the changes of wave {wave}", $"there is no wave.united of it")),
            .. united.Keys.Except(opened.Keys).Select(wave => new ClaimFault($"the assignments of wave {wave}", $"there is no wave.opened of it")),
            .. united.Values.Where(e => opened.ContainsKey(e.Wave)).SelectMany(e => e.Paths.Where(path => !writes.Any(w => (w.Path == path || w.MovedFrom == path) && opened[e.Wave].Assignments.Contains(w.Assignment)))
                .Select(path => new ClaimFault($"who changed {path} in wave {e.Wave}, and for which specs", "there is no file.written of it"))),
        ];
    }

    private IEnumerable<ClaimFault> Reviews()
    {
        var rounds = All<RunEvent.ReviewOpened>().ToDictionary(e => e.Round);
        var read = All<RunEvent.ReviewReceived>().Select(e => (e.Round, e.Expert)).ToHashSet();
        return
        [
            .. rounds.Values.SelectMany(e => e.Reviewers.Where(reviewer => !read.Contains((e.Round, reviewer))).Select(reviewer => new ClaimFault($"the review by {reviewer} in round {e.Round}", "there is no review.received of it"))),
            .. read.Where(review => !rounds.ContainsKey(review.Round)).Select(review => new ClaimFault($"round {review.Round} of the review", "there is no review.opened of it")),
        ];
    }

    private IEnumerable<ClaimFault> Models()
    {
        foreach (var calls in All<RunEvent.ModelReplied>().GroupBy(e => e.Conversation, StringComparer.Ordinal))
        {
            var numbers = calls.Select(e => e.Sequence).Order().ToList();
            if (!numbers.SequenceEqual(Enumerable.Range(1, numbers.Count)))
            {
                yield return new($"what conversation {calls.Key} cost", $"its calls are {string.Join(", ", numbers)}: a model.replied is not there");
            }
        }

        foreach (var conversation in All<RunEvent.ModelReplied>().Select(e => e.Conversation).Concat(All<RunEvent.FileWritten>().Select(e => e.Conversation))
            .Concat(All<RunEvent.ToolCompleted>().Select(e => e.Conversation)).Distinct(StringComparer.Ordinal).Where(id => !conversations.ContainsKey(id)))
        {
            yield return new($"whose conversation {conversation} is, and with which prompt", "there is no conversation.opened of it");
        }
    }

    private bool IsDelivered => All<RunEvent.BranchDelivered>().Any(e => e.Complete);

    // A complete delivery says of its very commit that audit and verify passed.
    private IEnumerable<ClaimFault> Tree()
    {
        if (!IsDelivered)
        {
            yield break;
        }

        var folded = All<RunEvent.DocumentsFolded>().LastOrDefault();
        var head = All<RunEvent.WaveUnited>().LastOrDefault()?.Commit;
        if (folded is null || folded.From != head)
        {
            yield return new("the changes of changelog and backlog", "there is no documents.folded on top of the last wave");
        }

        var final = All<RunEvent.Mended>().LastOrDefault() is { } mended && mended.From == folded?.Commit ? mended.Commit : folded?.Commit;
        if (folded is not null && All<RunEvent.Audited>().LastOrDefault()?.Report.Commit != final)
        {
            yield return new("the audit of the delivered tree", "there is no audit.completed of it");
        }

        if (folded is not null && All<RunEvent.Verified>().LastOrDefault()?.Commit != final)
        {
            yield return new("the verify of the delivered tree", "there is no verify.completed of it");
        }

        // Where a limit was reached nobody is asked for one.
        if (!All<RunEvent.SummaryWritten>().Any() && All<RunEvent.ModelReplied>().Any(e => e.Purpose == "summarise"))
        {
            yield return new("the summary", "there is no summary.written");
        }
    }

    // Where a model is to be asked, what it said of an audit stands behind it; only what code mended, or an early stop, may come between.
    private IEnumerable<ClaimFault> Judgements()
    {
        var audits = All<RunEvent.Audited>().Select(e => e.Report).ToList();
        var judged = All<RunEvent.AuditJudged>().Select(e => e.Commit).ToHashSet(StringComparer.Ordinal);
        var asked = All<RunEvent.Accepted>().Any(e => e.Limits.MaxJudgedRows > 0) ? audits : [];
        var mended = All<RunEvent.Mended>().Where(e => e.Commit != e.From).Select(e => e.From).ToHashSet(StringComparer.Ordinal);
        foreach (var audit in asked.Where(audit => audit.Undecided.Any() && !judged.Contains(audit.Commit) && !mended.Contains(audit.Commit) && (IsDelivered || audit != audits[^1])))
        {
            yield return new($"what a model judged of the audit of {audit.Commit}", "there is no audit.judged of it");
        }

        foreach (var commit in judged.Where(commit => audits.TrueForAll(audit => audit.Commit != commit)))
        {
            yield return new($"the audit of {commit}, of which a model judged rows", "there is no audit.completed of it");
        }
    }

    // The rest of the record: what it holds is counted, priced and replayed, so none of it may be gone.
    private IEnumerable<ClaimFault> Whole()
    {
        var expected = 1L;
        foreach (var entry in entries)
        {
            if (entry.Sequence != expected)
            {
                yield return new($"the record of the run is whole, entries 1 to {entries[^1].Sequence}", $"entry {expected} is not there, before {entry.Sequence}");
            }

            expected = entry.Sequence + 1;
        }
    }
}
