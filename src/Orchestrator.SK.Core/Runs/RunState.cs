using System.Collections.Immutable;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;

namespace Orchestrator.SK.Core.Runs;

/// <summary>An assignment and how far it is: waiting, in a wave, or reported.</summary>
public sealed record AssignmentState(Assignment Assignment, AssignmentCause Cause, int? Wave = null, ExpertReport? Report = null);

/// <summary>One conversation with a model: whose it is, from which prompt, what it used, and what it did last.</summary>
public sealed record ConversationState(
    string Id, string Expert, string Prompt, string PromptHash, DateTimeOffset OpenedAt, DateTimeOffset LastAt, TokenUsage Usage, int Calls = 0, string LastTool = "");

/// <summary>A write that the gate refused.</summary>
/// <param name="Check">The formatter whose change it was; null when the expert tried it itself.</param>
public sealed record RefusedWrite(string Expert, string Path, string Code, string Owner, string? Check = null);

/// <summary>Something that waits for the floor.</summary>
public sealed record Speech(string Seat, string Subject, string Text);

/// <summary>One round of review; reports arrive one by one.</summary>
/// <param name="Wave">The last wave before it.</param>
public sealed record ReviewRound(int Round, string Commit, ImmutableList<string> Reviewers, ImmutableList<(string Expert, ReviewReport Report)> Reports, int Wave)
{
    public bool IsOpen => Reports.Count < Reviewers.Count;

    public IEnumerable<Finding> Findings => Reports.SelectMany(report => report.Report.Findings);
}

/// <summary>What is known of a run: the fold of its events, and nothing else.</summary>
public sealed record RunState
{
    public static readonly RunState Empty = new();

    /// <summary>The seat of the orchestrator itself.</summary>
    public const string OrchestratorSeat = "orchestrator";

    public RunRequest? Request { get; init; }

    public RunLimits Limits { get; init; } = new();

    public IntakeReport? Intake { get; init; }

    public RunEvent.Refused? Refusal { get; init; }

    /// <summary>The accepted plan.</summary>
    public Plan? Plan { get; init; }

    /// <summary>What the plan is expected to take.</summary>
    public Forecast? Forecast { get; init; }

    /// <summary>What a person said to the plan; null while nobody was asked.</summary>
    public bool? PlanApproved { get; init; }

    public int PlanAttempts { get; init; }

    public IReadOnlyList<string> PlanFaults { get; init; } = [];

    /// <summary>Why the endpoint gave no plan at all.</summary>
    public FailureKind? PlanFailure { get; init; }

    public ImmutableList<AssignmentState> Assignments { get; init; } = [];

    public ImmutableDictionary<AssignmentCause, int> Causes { get; init; } = ImmutableDictionary<AssignmentCause, int>.Empty;

    public int Wave { get; init; }

    /// <summary>A wave is open from its start until its drafts are united.</summary>
    public bool WaveIsOpen { get; init; }

    /// <summary>The commit that the next wave starts from: the base, then each union.</summary>
    public string Head { get; init; } = "";

    public RunEvent.ChecksCompleted? Checks { get; init; }

    public ReviewRound? Review { get; init; }

    public RunEvent.DocumentsFolded? Folded { get; init; }

    /// <summary>The newest audit, with what a model judged of it.</summary>
    public AuditReport? Audit { get; init; }

    /// <summary>How often a model was asked about undecided rows, and the commit of the last time.</summary>
    public (int Count, string Commit) Judged { get; init; } = (0, "");

    /// <summary>What was judged so far, by the hash of what the model was shown.</summary>
    public ImmutableDictionary<string, AuditJudgement> Judgements { get; init; } = ImmutableDictionary<string, AuditJudgement>.Empty;

    /// <summary>The commit whose judged rows went to their owners last.</summary>
    public string JudgementsTaken { get; init; } = "";

    public RunEvent.Mended? Mended { get; init; }

    public RunEvent.Verified? Verify { get; init; }

    public RunEvent.SummaryWritten? Summary { get; init; }

    public RunEvent.BranchDelivered? Delivery { get; init; }

    public RunEvent.BranchPushed? Pushed { get; init; }

    public RunEvent.PushFailed? PushFailure { get; init; }

    public RunOutcome? Outcome { get; init; }

    /// <summary>Conversations in the order in which they opened.</summary>
    public ImmutableList<ConversationState> Conversations { get; init; } = [];

    /// <summary>Every write, in the order of the record.</summary>
    public ImmutableList<FileTrace> Writes { get; init; } = [];

    public ImmutableList<RefusedWrite> RefusedWrites { get; init; } = [];

    public ImmutableList<Speech> Due { get; init; } = [];

    public ImmutableList<string> Inbox { get; init; } = [];

    public ImmutableDictionary<string, string> Answers { get; init; } = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<string> Unanswered { get; init; } = [];

    public string? StopAskedBy { get; init; }

    /// <summary>How often a conversation gave something up to fit its model's window: each starts a new prefix, which no cache of the provider holds.</summary>
    public int Compactions { get; init; }

    /// <summary>Why the run is left, until it is resumed.</summary>
    public RunEvent.Left? Left { get; init; }

    /// <summary>Conversations that somebody has broken off.</summary>
    public ImmutableList<string> StoppedConversations { get; init; } = [];

    /// <summary>The conversation in which the expert is at work now; null when it is in none.</summary>
    public string? ConversationOf(string expert) =>
        Assignments.Where(a => WaveIsOpen && a.Wave == Wave && a.Report is null && a.Assignment.Expert == expert).Select(a => $"{a.Assignment.Id}-{expert}").FirstOrDefault()
        ?? (Review is { IsOpen: true } review && review.Reviewers.Contains(expert) && review.Reports.All(report => report.Expert != expert) ? $"review{review.Round}-{expert}" : null);

    public TokenUsage Usage { get; init; } = TokenUsage.None;

    public int ModelCalls { get; init; }

    /// <summary>What was used, by expert, purpose and model, in the order of first use.</summary>
    public ImmutableList<CallAccount> Account { get; init; } = [];

    /// <summary>US dollars of all calls whose price is known.</summary>
    public decimal Cost => Account.Sum(account => account.Cost ?? 0);

    /// <summary>The time of the newest entry: the only clock that decisions know.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>How long nobody worked on the run, between being left and being resumed.</summary>
    public TimeSpan Paused { get; init; }

    public bool HasWork => Request is not null && Head.Length > 0 && Head != Request.Base;

    /// <summary>The commit that is audited, verified and delivered: the head with the folded documents on top, and what code mended on top of these.</summary>
    public string Final => Folded is not { } folded || folded.From != Head ? Head : Mended is { } mended && mended.From == folded.Commit ? mended.Commit : folded.Commit;

    public DomainMap Domains => new([.. (Intake?.Experts ?? []).Select(expert => Domain.Parse(expert.Id, expert.Writes))]);

    public IEnumerable<(Assignment Assignment, ExpertReport Report)> Reports =>
        Assignments.Where(a => a.Report is not null).Select(a => (a.Assignment, a.Report!));

    /// <summary>Folds a whole record.</summary>
    public static RunState Replay(IEnumerable<RunEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries.Aggregate(Empty, (state, entry) => state.Apply(entry));
    }

    /// <summary>The state after one more entry.</summary>
    public RunState Apply(RunEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var paused = entry.Event is RunEvent.Resumed && entry.At > Now ? Paused + (entry.At - Now) : Paused;
        return RunFold.Apply(this with { Now = entry.At, Paused = paused }, entry.Event);
    }
}

/// <summary>One entry of a run's record: an event, its place in the chain, and when it was appended.</summary>
public sealed record RunEntry(string RunId, long Sequence, DateTimeOffset At, RunEvent Event)
{
    /// <summary>Gets the stored text of the event where this build would write it otherwise; null where it would not. No part of what an entry is.</summary>
    public string? Recorded { get; init; }

    public bool Equals(RunEntry? other) => other is not null && (RunId, Sequence, At) == (other.RunId, other.Sequence, other.At) && Event.Equals(other.Event);

    public override int GetHashCode() => HashCode.Combine(RunId, Sequence, At, Event);
}
