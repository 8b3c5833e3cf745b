namespace Orchestrator.SK.Core.Runs;

/// <summary>Where a record and this build part: at this entry the build would have decided something else.</summary>
/// <param name="Sequence">The entry that no decision of this build leads to.</param>
/// <param name="Recorded">The kind of fact that the record holds there.</param>
/// <param name="Wanted">The commands that this build decides instead.</param>
public sealed record Divergence(long Sequence, string Recorded, IReadOnlyList<string> Wanted)
{
    public override string ToString() => $"entry {Sequence} of the record is '{Recorded}', where this build decides {string.Join(" or ", Wanted)}";
}

/// <summary>One fact that a decision led to, and the state in which that decision was taken.</summary>
public sealed record DecidedFact(RunEntry Entry, RunState Before, RunCommand Command);

/// <summary>Asks the decider again about a record: the same facts must follow from the same decisions.</summary>
/// <remarks>Conversations go on beside the decisions, so a decision fell at some entry after the last decided fact and before the next; one of them must explain it.</remarks>
public static class Decisions
{
    /// <summary>Whether no decision led to this fact: it came from outside, or from inside a command.</summary>
    /// <param name="before">What was known before the fact: answers of before the run began were asked for by another run.</param>
    public static bool IsEffect(RunState before, RunEvent fact) => fact is RunEvent.Accepted or RunEvent.ConversationOpened or RunEvent.ModelReplied or RunEvent.ModelWaiting or RunEvent.ModelSwitched or RunEvent.ToolStarted
        or RunEvent.ToolCompleted or RunEvent.FileWritten or RunEvent.WriteRefused or RunEvent.PersonSaid or RunEvent.PersonHeard or RunEvent.ContextCompacted or RunEvent.StopAsked or RunEvent.ExpertStopAsked or RunEvent.Left or RunEvent.Resumed
        || (fact is RunEvent.PersonAnswered && before.Intake is null);

    /// <summary>Returns where this build would decide differently, or null.</summary>
    public static Divergence? Check(IEnumerable<RunEntry> entries) => Trace(entries).Divergence;

    /// <summary>Returns every decided fact with the decision that explains it, up to the first that none explains.</summary>
    public static (IReadOnlyList<DecidedFact> Facts, Divergence? Divergence) Trace(IEnumerable<RunEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var state = RunState.Empty;
        var facts = new List<DecidedFact>();
        var since = new List<(RunState State, RunCommand? Command)>();
        foreach (var entry in entries)
        {
            if (!IsEffect(state, entry.Event))
            {
                var explains = since.FindLastIndex(at => LedTo(at.Command, entry.Event));
                if (explains < 0)
                {
                    return (facts, new Divergence(entry.Sequence, entry.Event.GetType().Name, [.. since.Select(at => at.Command?.GetType().Name ?? "nothing").Distinct(StringComparer.Ordinal)]));
                }

                facts.Add(new DecidedFact(entry, since[explains].State, since[explains].Command!));
                since.Clear();
            }

            state = state.Apply(entry);
            since.Add((state, RunDecider.Decide(state)));
        }

        return (facts, null);
    }

    /// <summary>Whether this fact answers that command.</summary>
    private static bool LedTo(RunCommand? command, RunEvent fact) => (command, fact) switch
    {
        (RunCommand.CheckIntake, RunEvent.IntakePassed or RunEvent.Refused) => true,

        // The sandbox and the endpoint are looked at after intake and before the first decision is carried out.
        (RunCommand.DraftPlan { Attempt: 1 }, RunEvent.Refused { Cause: OutcomeCause.Sandbox or OutcomeCause.Endpoint }) => true,
        (RunCommand.DraftPlan, RunEvent.PlanProposed) => true,
        (RunCommand.Forecast, RunEvent.ForecastMade) => true,
        (RunCommand.ApprovePlan, RunEvent.PlanAnswered or RunEvent.NobodyAnswered) => true,
        (RunCommand.Assign c, RunEvent.Assigned e) => c.Cause == e.Cause && c.Assignments.Select(a => (a.Id, a.Expert)).SequenceEqual(e.Assignments.Select(a => (a.Id, a.Expert))),
        (RunCommand.OpenWave c, RunEvent.WaveOpened e) => c.Wave == e.Wave && c.Base == e.Base && c.Assignments.Select(a => a.Id).SequenceEqual(e.Assignments),
        (RunCommand.AwaitReport, RunEvent.ReportReceived or RunEvent.ReviewReceived) => true,
        (RunCommand.UniteWave c, RunEvent.WaveUnited e) => c.Wave == e.Wave,
        (RunCommand.RunChecks c, RunEvent.ChecksCompleted e) => c.Commit == e.Commit,
        (RunCommand.OpenReview c, RunEvent.ReviewOpened e) => c.Round == e.Round && c.Commit == e.Commit && c.Reviewers.SequenceEqual(e.Reviewers),
        (RunCommand.AskPerson c, RunEvent.PersonAnswered e) => c.Questions.Contains(e.Question),
        (RunCommand.AskPerson c, RunEvent.NobodyAnswered e) => c.Questions.SequenceEqual(e.Questions),
        (RunCommand.FoldDocuments c, RunEvent.DocumentsFolded e) => c.From == e.From,
        (RunCommand.Audit c, RunEvent.Audited e) => c.Commit == e.Report.Commit,
        (RunCommand.Judge c, RunEvent.AuditJudged e) => c.Commit == e.Commit,
        (RunCommand.Mend c, RunEvent.Mended e) => c.Commit == e.From,
        (RunCommand.Verify c, RunEvent.Verified e) => c.Commit == e.Commit,
        (RunCommand.Summarise, RunEvent.SummaryWritten) => true,
        (RunCommand.Deliver c, RunEvent.BranchDelivered e) => c.Complete == e.Complete,
        (RunCommand.Push c, RunEvent.BranchPushed e) => c.Remote == e.Remote && c.Commit == e.Commit,
        (RunCommand.Push c, RunEvent.PushFailed e) => c.Remote == e.Remote,
        (RunCommand.Speak c, RunEvent.FloorGiven e) => c.Seat == e.Seat && c.Subject == e.Subject,
        (RunCommand.End c, RunEvent.Ended e) => c.Outcome.Kind == e.Outcome.Kind && c.Outcome.Cause == e.Outcome.Cause,
        _ => false,
    };
}
