using System.Text.Json.Serialization;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;

namespace Orchestrator.SK.Core.Runs;

/// <summary>A fact about a run: what was decided, and every effect that a replay needs. The one vocabulary of journal, console and <c>-o jsonl</c>.</summary>
/// <remarks>Stored for good: add cases and optional members, never rename one.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Accepted), "run.accepted")]
[JsonDerivedType(typeof(IntakePassed), "intake.passed")]
[JsonDerivedType(typeof(Refused), "run.refused")]
[JsonDerivedType(typeof(PlanProposed), "plan.proposed")]
[JsonDerivedType(typeof(ForecastMade), "forecast.made")]
[JsonDerivedType(typeof(PlanAnswered), "plan.answered")]
[JsonDerivedType(typeof(Assigned), "assignments.added")]
[JsonDerivedType(typeof(WaveOpened), "wave.opened")]
[JsonDerivedType(typeof(ReportReceived), "report.received")]
[JsonDerivedType(typeof(FloorGiven), "floor.given")]
[JsonDerivedType(typeof(WaveUnited), "wave.united")]
[JsonDerivedType(typeof(ChecksCompleted), "checks.completed")]
[JsonDerivedType(typeof(ReviewOpened), "review.opened")]
[JsonDerivedType(typeof(ReviewReceived), "review.received")]
[JsonDerivedType(typeof(DocumentsFolded), "documents.folded")]
[JsonDerivedType(typeof(Audited), "audit.completed")]
[JsonDerivedType(typeof(AuditJudged), "audit.judged")]
[JsonDerivedType(typeof(Mended), "audit.mended")]
[JsonDerivedType(typeof(Verified), "verify.completed")]
[JsonDerivedType(typeof(SummaryWritten), "summary.written")]
[JsonDerivedType(typeof(BranchDelivered), "branch.delivered")]
[JsonDerivedType(typeof(BranchPushed), "branch.pushed")]
[JsonDerivedType(typeof(PushFailed), "push.failed")]
[JsonDerivedType(typeof(PersonSaid), "person.said")]
[JsonDerivedType(typeof(PersonAnswered), "person.answered")]
[JsonDerivedType(typeof(NobodyAnswered), "person.absent")]
[JsonDerivedType(typeof(PersonHeard), "person.heard")]
[JsonDerivedType(typeof(ContextCompacted), "context.compacted")]
[JsonDerivedType(typeof(StopAsked), "stop.asked")]
[JsonDerivedType(typeof(ExpertStopAsked), "expert.stopAsked")]
[JsonDerivedType(typeof(Left), "run.left")]
[JsonDerivedType(typeof(Resumed), "run.resumed")]
[JsonDerivedType(typeof(Ended), "run.ended")]
[JsonDerivedType(typeof(ConversationOpened), "conversation.opened")]
[JsonDerivedType(typeof(ModelReplied), "model.replied")]
[JsonDerivedType(typeof(ModelWaiting), "model.waiting")]
[JsonDerivedType(typeof(ModelSwitched), "model.switched")]
[JsonDerivedType(typeof(ToolStarted), "tool.started")]
[JsonDerivedType(typeof(ToolCompleted), "tool.completed")]
[JsonDerivedType(typeof(FileWritten), "file.written")]
[JsonDerivedType(typeof(WriteRefused), "write.refused")]
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    public sealed record Accepted(RunRequest Request, RunLimits Limits) : RunEvent;

    public sealed record IntakePassed(IntakeReport Report) : RunEvent;

    public sealed record Refused(OutcomeCause Cause, string Reason, string Remedy) : RunEvent;

    /// <summary>A plan as the model proposed it (null when the reply was none), with the faults that code found.</summary>
    /// <param name="Failure">Set when the model call itself failed; the fault says how.</param>
    public sealed record PlanProposed(Plan? Plan, IReadOnlyList<string> Faults, FailureKind? Failure = null) : RunEvent;

    /// <summary>What the plan is expected to take, by the prices and the earlier runs of that day.</summary>
    public sealed record ForecastMade(Forecast Forecast) : RunEvent;

    /// <summary>What a person said to the plan, where the request wants one asked.</summary>
    public sealed record PlanAnswered(bool Approved) : RunEvent;

    public sealed record Assigned(AssignmentCause Cause, IReadOnlyList<Assignment> Assignments) : RunEvent;

    public sealed record WaveOpened(int Wave, string Base, IReadOnlyList<string> Assignments) : RunEvent;

    public sealed record ReportReceived(string Assignment, ExpertReport Report) : RunEvent;

    public sealed record FloorGiven(string Seat, string Subject, string Text) : RunEvent;

    public sealed record WaveUnited(int Wave, string Commit, IReadOnlyList<string> Paths) : RunEvent;

    public sealed record ChecksCompleted(string Commit, IReadOnlyList<CheckRecord> Checks) : RunEvent;

    public sealed record ReviewOpened(int Round, string Commit, IReadOnlyList<string> Reviewers) : RunEvent;

    public sealed record ReviewReceived(int Round, string Expert, ReviewReport Report) : RunEvent;

    /// <summary>The fragments of all reports folded into changelog and backlog, on top of <paramref name="From"/>.</summary>
    public sealed record DocumentsFolded(string From, string Commit, IReadOnlyList<string> Paths, IReadOnlyList<string> Refusals) : RunEvent;

    public sealed record Audited(AuditReport Report) : RunEvent;

    /// <summary>What a model said of the audit's undecided rows, as far as code accepts it.</summary>
    /// <param name="Rows">Every row that was undecided.</param>
    public sealed record AuditJudged(string Commit, IReadOnlyList<JudgedRow> Rows) : RunEvent;

    /// <summary>What the audit found missing and code could write by itself, on top of <paramref name="From"/>.</summary>
    /// <param name="Commit">The same as <paramref name="From"/> where nothing held that was tried.</param>
    public sealed record Mended(string From, string Commit, IReadOnlyList<MendedRow> Rows) : RunEvent;

    public sealed record Verified(string Commit, CheckRecord Check) : RunEvent;

    public sealed record SummaryWritten(string Title, string Summary) : RunEvent;

    public sealed record BranchDelivered(string Branch, string Commit, bool Complete) : RunEvent;

    /// <summary>The delivered branch stands at the remote.</summary>
    public sealed record BranchPushed(string Remote, string Branch, string Commit) : RunEvent;

    public sealed record PushFailed(string Remote, string Reason) : RunEvent;

    public sealed record PersonSaid(string Text) : RunEvent;

    public sealed record PersonAnswered(string Question, string Answer) : RunEvent;

    /// <summary>Questions were asked where nobody can answer: the run ends and says how to answer.</summary>
    public sealed record NobodyAnswered(IReadOnlyList<string> Questions) : RunEvent;

    /// <summary>A conversation heard the next words of the inbox: a replay must hear them at the same place.</summary>
    public sealed record PersonHeard(string Conversation, int Words) : RunEvent;

    /// <summary>A conversation became too long for its model, and a new prefix begins.</summary>
    /// <param name="Results">Tool results, from the oldest, that are pointers from now on.</param>
    /// <param name="Summarised">Whether the conversation's next call asks for a summary, which takes the place of its middle.</param>
    /// <param name="Tokens">What the request had come to, by an estimate.</param>
    /// <param name="Overflowed">Whether the model had refused the request as too long.</param>
    public sealed record ContextCompacted(string Conversation, int Results, bool Summarised, long Tokens, bool Overflowed) : RunEvent;

    public sealed record StopAsked(string By) : RunEvent;

    /// <summary>One conversation is to be broken off; the others, and the run, go on.</summary>
    public sealed record ExpertStopAsked(string Conversation, string By) : RunEvent;

    /// <summary>The run waits for its endpoint: it has no outcome, and can be resumed.</summary>
    /// <param name="Branch">Where what was written so far is kept in the repository; null when nothing was.</param>
    public sealed record Left(string Reason, string? Branch, string? Commit) : RunEvent;

    /// <summary>The run goes on after it was left. The time in between is nobody's: limits do not count it.</summary>
    public sealed record Resumed(long Epoch) : RunEvent;

    public sealed record Ended(RunOutcome Outcome) : RunEvent;

    /// <param name="Instructions">The persona as it was sent; null in records of before it was kept, and for a question that has none.</param>
    /// <param name="Message">The first message as it was sent.</param>
    public sealed record ConversationOpened(string Conversation, string Expert, string Prompt, string PromptHash, string? Instructions = null, string? Message = null) : RunEvent;

    /// <summary>One model call, journaled before anybody reads the reply.</summary>
    /// <param name="Sequence">Counts the calls of this conversation, from 1.</param>
    /// <param name="RequestHash">SHA-256 of the request body: it detects divergence, it is no key.</param>
    /// <param name="Reply">The body of the reply, byte for byte.</param>
    /// <param name="Cost">US dollars by the prices of that day; null when the model's price is not known.</param>
    public sealed record ModelReplied(
        string Conversation, int Sequence, string Purpose, string Model, string PromptHash, string RequestHash, TokenUsage Usage, int Attempts, long Milliseconds, string Reply, decimal? Cost = null) : RunEvent;

    /// <summary>A call waits for its endpoint. Only to be seen: nothing follows from it.</summary>
    /// <param name="Milliseconds">How long it will wait; null when that is not known.</param>
    public sealed record ModelWaiting(string Conversation, string Model, string Why, long? Milliseconds) : RunEvent;

    /// <summary>The conversation goes on with the fallback model of its purpose, and stays with it.</summary>
    /// <param name="From">The model's name in the settings, not its id.</param>
    public sealed record ModelSwitched(string Conversation, string Purpose, string From, string To, FailureKind Why) : RunEvent;

    public sealed record ToolStarted(string Conversation, string Tool, string Subject) : RunEvent;

    public sealed record ToolCompleted(string Conversation, int Sequence, string CallId, string Tool, string Subject, string Outcome, long Milliseconds, string Result) : RunEvent;

    /// <summary>A write into a draft.</summary>
    /// <param name="BeforeHash">SHA-256 of what stood at the path, or for a move at the path that it came from; null for a new file.</param>
    /// <param name="Content">The whole text; null for a deletion and a move.</param>
    /// <param name="MovedFrom">The path whose content and mode this one took over, and which is gone.</param>
    /// <param name="Check">The formatter that made the change; null when the expert wrote it itself.</param>
    public sealed record FileWritten(
        string Conversation, string Assignment, string Path, IReadOnlyList<string> Specs, string? BeforeHash, string? Content, string? MovedFrom = null, string? Check = null) : RunEvent;

    /// <param name="Check">The formatter that made the change; null when the expert tried it itself.</param>
    public sealed record WriteRefused(string Conversation, string Expert, string Path, string Code, string Owner, string? Check = null) : RunEvent;
}
