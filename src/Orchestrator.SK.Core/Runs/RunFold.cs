using System.Collections.Immutable;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Core.Runs;

/// <summary>How each event changes what is known. Events that change nothing here are effects that only a replay reads.</summary>
internal static class RunFold
{
    public static RunState Apply(RunState state, RunEvent fact) => fact switch
    {
        RunEvent.Accepted e => state with { Request = e.Request, Limits = e.Limits, Head = e.Request.Base },
        RunEvent.IntakePassed e => state with { Intake = e.Report },
        RunEvent.Refused e => state with { Refusal = e },
        RunEvent.PlanProposed e => Proposed(state, e),
        RunEvent.ForecastMade e => state with { Forecast = e.Forecast },
        RunEvent.PlanAnswered e => state with { PlanApproved = e.Approved },
        RunEvent.Assigned e => Assigned(state, e),
        RunEvent.WaveOpened e => Map(state, e.Assignments, a => a with { Wave = e.Wave }) with { Wave = e.Wave, WaveIsOpen = true },
        RunEvent.ReportReceived e => Reported(state, e),
        RunEvent.FloorGiven => state with { Due = state.Due.RemoveAt(0) },
        RunEvent.WaveUnited e => state with { WaveIsOpen = false, Head = e.Commit },
        RunEvent.ChecksCompleted e => state with { Checks = e },
        RunEvent.ReviewOpened e => state with { Review = new ReviewRound(e.Round, e.Commit, [.. e.Reviewers], [], state.Wave) },
        RunEvent.ReviewReceived e => Reviewed(state, e),
        RunEvent.DocumentsFolded e => state with { Folded = e },
        RunEvent.Audited e => Say(state with { Audit = e.Report }, RunState.OrchestratorSeat, $"audit of {e.Report.Commit[..Math.Min(8, e.Report.Commit.Length)]}", Speeches.Audit(e.Report)),
        RunEvent.AuditJudged e => Judged(state, e),
        RunEvent.Mended e => state with { Mended = e },
        RunEvent.Verified e => state with { Verify = e },
        RunEvent.SummaryWritten e => state with { Summary = e },
        RunEvent.BranchDelivered e => state with { Delivery = e },
        RunEvent.BranchPushed or RunEvent.PushFailed => state with { Pushed = fact as RunEvent.BranchPushed, PushFailure = fact as RunEvent.PushFailed },
        RunEvent.PersonSaid e => state with { Inbox = state.Inbox.Add(e.Text) },
        RunEvent.PersonAnswered e => state with { Answers = state.Answers.SetItem(e.Question, e.Answer) },
        RunEvent.NobodyAnswered e => state with { Unanswered = e.Questions },
        RunEvent.ContextCompacted => state with { Compactions = state.Compactions + 1 },
        RunEvent.Left or RunEvent.Resumed => state with { Left = fact as RunEvent.Left },
        RunEvent.StopAsked e => state with { StopAskedBy = e.By },
        RunEvent.ExpertStopAsked e => state with { StoppedConversations = state.StoppedConversations.Add(e.Conversation) },
        RunEvent.ConversationOpened e => state with
        {
            Conversations = state.Conversations.Add(new ConversationState(e.Conversation, e.Expert, e.Prompt, e.PromptHash, state.Now, state.Now, TokenUsage.None)),
        },
        RunEvent.ModelReplied e => Replied(state, e),
        RunEvent.ModelWaiting e => Touch(state, e.Conversation, c => c with { LastTool = $"waits: {e.Why}" }),
        RunEvent.ModelSwitched e => Touch(state, e.Conversation, c => c with { LastTool = $"goes on with {e.To}" }),
        RunEvent.ToolStarted e => Touch(state, e.Conversation, c => c with { LastTool = $"{e.Tool} {e.Subject}".TrimEnd() }),
        RunEvent.ToolCompleted e => Touch(state, e.Conversation, c => c),
        RunEvent.FileWritten e => state with
        {
            Writes = state.Writes.AddRange(Traces(e, state.Assignments.First(a => a.Assignment.Id == e.Assignment).Assignment.Expert)),
        },
        RunEvent.WriteRefused e => state with { RefusedWrites = state.RefusedWrites.Add(new RefusedWrite(e.Expert, e.Path, e.Code, e.Owner, e.Check)) },
        RunEvent.Ended e => state with { Outcome = e.Outcome },
        _ => state,
    };

    // A move changes two paths: the diff shows both, and each has to trace to a spec.
    private static IEnumerable<FileTrace> Traces(RunEvent.FileWritten written, string expert) =>
        new[] { written.MovedFrom, written.Path }.OfType<string>().Select(path => new FileTrace(path, expert, written.Assignment, written.Specs));

    private static RunState Replied(RunState state, RunEvent.ModelReplied e) => Touch(state, e.Conversation, c => c with { Usage = c.Usage + e.Usage, Calls = c.Calls + 1, LastTool = c.LastTool.StartsWith("waits: ", StringComparison.Ordinal) ? "" : c.LastTool }) with
    {
        Usage = state.Usage + e.Usage,
        ModelCalls = state.ModelCalls + 1,
        Account = Booked(state, e),
    };

    private static ImmutableList<CallAccount> Booked(RunState state, RunEvent.ModelReplied reply)
    {
        var expert = state.Conversations.Find(conversation => conversation.Id == reply.Conversation)?.Expert ?? RunState.OrchestratorSeat;
        var index = state.Account.FindIndex(account => account.Expert == expert && account.Purpose == reply.Purpose && account.Model == reply.Model);
        return index < 0
            ? state.Account.Add(new CallAccount(expert, reply.Purpose, reply.Model, 0, TokenUsage.None, null, 0).Add(reply.Usage, reply.Cost))
            : state.Account.SetItem(index, state.Account[index].Add(reply.Usage, reply.Cost));
    }

    private static RunState Assigned(RunState state, RunEvent.Assigned e) => state with
    {
        Assignments = state.Assignments.AddRange(e.Assignments.Select(assignment => new AssignmentState(assignment, e.Cause))),
        Causes = state.Causes.SetItem(e.Cause, state.Causes.GetValueOrDefault(e.Cause) + 1),
        JudgementsTaken = e.Cause == AssignmentCause.Judgement ? state.Judged.Commit : state.JudgementsTaken,
    };

    private static RunState Judged(RunState state, RunEvent.AuditJudged e) => state with
    {
        Audit = state.Audit?.Commit == e.Commit ? state.Audit.With(e.Rows) : state.Audit,
        Judged = (state.Judged.Count + 1, e.Commit),
        Judgements = state.Judgements.SetItems(e.Rows.Where(row => row is { Asked: not null, Row.Judgement: not null }).Select(row => KeyValuePair.Create(row.Asked!, row.Row.Judgement!))),
    };

    private static RunState Touch(RunState state, string conversation, Func<ConversationState, ConversationState> change) =>
        state with { Conversations = [.. state.Conversations.Select(c => c.Id == conversation ? change(c) with { LastAt = state.Now } : c)] };

    private static RunState Proposed(RunState state, RunEvent.PlanProposed e)
    {
        var asked = state with { PlanAttempts = state.PlanAttempts + 1, PlanFaults = e.Faults, PlanFailure = e.Failure };
        return e.Plan is { } plan && e.Faults.Count == 0
            ? Say(asked with { Plan = plan }, RunState.OrchestratorSeat, "plan", Speeches.Plan(plan))
            : asked;
    }

    private static RunState Reported(RunState state, RunEvent.ReportReceived e)
    {
        var assignment = state.Assignments.First(a => a.Assignment.Id == e.Assignment).Assignment;
        var next = Map(state, [e.Assignment], a => a with { Report = e.Report });
        return Say(next, assignment.Expert, $"report {assignment.Id}", Speeches.Report(assignment, e.Report));
    }

    private static RunState Reviewed(RunState state, RunEvent.ReviewReceived e)
    {
        var round = state.Review ?? throw new InvalidOperationException($"The record has a review by {e.Expert} before any review was opened.");
        var next = state with { Review = round with { Reports = round.Reports.Add((e.Expert, e.Report)) } };
        return Say(next, e.Expert, $"review {e.Round}", Speeches.Review(e.Round, e.Report));
    }

    private static RunState Say(RunState state, string seat, string subject, string text) =>
        state with { Due = state.Due.Add(new Speech(seat, subject, text)) };

    private static RunState Map(RunState state, IReadOnlyList<string> ids, Func<AssignmentState, AssignmentState> change) =>
        state with { Assignments = [.. state.Assignments.Select(a => ids.Contains(a.Assignment.Id) ? change(a) : a)] };
}
