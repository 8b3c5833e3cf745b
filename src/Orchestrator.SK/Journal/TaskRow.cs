using System.Text.Json;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>Where a task is. The first two are a worker's business, the next two wait for a person, the others are ends.</summary>
internal enum TaskState
{
    Queued,
    Running,

    /// <summary>The run asked what nobody could answer: <c>tasks answer</c> queues it again.</summary>
    NeedsInput,

    /// <summary>The model endpoint failed: <c>tasks retry</c> queues it again.</summary>
    Parked,
    Delivered,
    NotVerified,
    Stopped,
    Refused,
    Failed,
    Cancelled,
}

/// <summary>A queued request, as the journal keeps it. It names a repository by its configured name; never a path, a branch to work on, or a command.</summary>
/// <param name="Id">Sortable by time, safe as a file and reference name.</param>
/// <param name="Priority">-100 to 100, higher first; one step outweighs an hour of waiting.</param>
internal sealed record TaskRow(string Id, string Repository, string Item, int Priority, DateTimeOffset SubmittedAt, string SubmittedBy)
{
    public TaskState State { get; init; } = TaskState.Queued;

    /// <summary>How often a worker took it; every writer below the newest is fenced off.</summary>
    public long Epoch { get; init; }

    /// <summary>How often a worker died over it since a person last touched it.</summary>
    public int Crashes { get; init; }

    /// <summary>The worker that has it, or had it last.</summary>
    public string? Owner { get; init; }

    /// <summary>The run that its newest epoch works on: one of its own, or the one before where that was broken off.</summary>
    public string? RunId { get; init; }

    public string? CancelledBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public TaskEnd? End { get; init; }

    /// <summary>What a person answered, by question.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>A worker has it or will take it.</summary>
    public bool IsOpen => State is TaskState.Queued or TaskState.Running;
}

/// <summary>How one epoch of a task ended.</summary>
internal sealed record TaskEnd(TaskState State, int ExitCode, string Reason, string? Branch = null)
{
    public static TaskEnd Of(RunState state)
    {
        var outcome = state.Outcome ?? throw new ArgumentException($"Run {state.Request?.RunId} has no outcome.", nameof(state));
        var to = (outcome.Kind, outcome.Cause) switch
        {
            (OutcomeKind.Stopped or OutcomeKind.Refused, OutcomeCause.Endpoint) => TaskState.Parked,
            (OutcomeKind.Delivered, _) => TaskState.Delivered,
            (OutcomeKind.NotVerified, _) => TaskState.NotVerified,
            (OutcomeKind.NeedsInput, _) => TaskState.NeedsInput,
            (OutcomeKind.Stopped, _) => TaskState.Stopped,
            (OutcomeKind.Refused, _) => TaskState.Refused,
            (OutcomeKind.Cancelled, _) => TaskState.Cancelled,
            _ => TaskState.Failed,
        };

        // Nobody interrupted a program here: for a task, a cancel always came from somebody else.
        return new(to, to == TaskState.Cancelled ? ExitCodes.Success : outcome.ExitCode, outcome.Reason, state.Delivery?.Branch);
    }

    public static TaskEnd CancelledBy(string who) => new(TaskState.Cancelled, ExitCodes.Success, $"cancelled by {who}");
}

/// <summary>The two spellings of a state: <c>needs_input</c> for programs, <c>needs input</c> for people.</summary>
internal static class TaskStates
{
    public static string Stored(this TaskState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    public static string Word(this TaskState state) => state.Stored().Replace('_', ' ');

    public static TaskState Parse(string stored) => Enum.Parse<TaskState>(stored.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
