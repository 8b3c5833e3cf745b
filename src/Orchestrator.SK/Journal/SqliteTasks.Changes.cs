using System.Text.Json;

namespace Orchestrator.SK.Journal;

/// <content>Every way in which a task changes. Each answers the changed row, or null where the change did not hold: somebody else was first.</content>
internal sealed partial class SqliteTasks
{
    public Task SubmitAsync(TaskRow task, CancellationToken cancellationToken) => ChangeAsync(
        """
        INSERT INTO task (id, repository, item, priority, submitted_at, submitted_by, state, epoch, crashes, answers)
        VALUES ($id, $repository, $item, $priority, $at, $by, 'queued', 0, 0, '{}')
        """,
        [("$id", task.Id), ("$repository", task.Repository), ("$item", task.Item), ("$priority", task.Priority), ("$at", At(task.SubmittedAt)), ("$by", task.SubmittedBy)],
        cancellationToken);

    /// <summary>A worker takes a queued task: a new epoch, and with it a new run.</summary>
    /// <param name="left">The task's run that goes on instead; null for none.</param>
    public Task<TaskRow?> BeginAsync(string id, string owner, DateTimeOffset at, string? left, CancellationToken cancellationToken) => ChangeAsync(
        """
        UPDATE task SET state = 'running', epoch = epoch + 1, owner = $owner, started_at = $at, ended_at = NULL, exit_code = NULL, reason = NULL, branch = NULL,
          run_id = CASE WHEN run_id = $left THEN run_id WHEN epoch = 0 THEN id ELSE id || '-' || (epoch + 1) END
        WHERE id = $id AND state = 'queued'
        """,
        [("$id", id), ("$owner", owner), ("$at", At(at)), ("$left", left)],
        cancellationToken);

    /// <summary>Ends the epoch that the caller has; null when it is no longer the newest.</summary>
    public Task<TaskRow?> EndAsync(TaskRow task, TaskEnd end, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        "UPDATE task SET state = $state, ended_at = $at, exit_code = $code, reason = $reason, branch = $branch WHERE id = $id AND epoch = $epoch AND state = 'running'",
        [("$id", task.Id), ("$epoch", task.Epoch), ("$state", end.State.Stored()), ("$at", At(at)), ("$code", end.ExitCode), ("$reason", end.Reason), ("$branch", end.Branch)],
        cancellationToken);

    /// <summary>Puts a task that was broken off back into its place in the queue.</summary>
    /// <param name="crashed">Whether its worker died over it, rather than was told to end.</param>
    public Task<TaskRow?> HandBackAsync(TaskRow task, bool crashed, CancellationToken cancellationToken) => ChangeAsync(
        "UPDATE task SET state = 'queued', crashes = crashes + $crash WHERE id = $id AND epoch = $epoch AND state = 'running'",
        [("$id", task.Id), ("$epoch", task.Epoch), ("$crash", crashed ? 1 : 0)],
        cancellationToken);

    /// <summary>Cancels at once what nobody works on; for what runs it leaves the order, which its worker finds.</summary>
    public Task<TaskRow?> CancelAsync(string id, string by, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        """
        UPDATE task SET cancelled_by = $by,
          state = iif(state = 'running', state, 'cancelled'), ended_at = iif(state = 'running', ended_at, $at),
          exit_code = iif(state = 'running', exit_code, $code), reason = iif(state = 'running', reason, $reason)
        WHERE id = $id AND state IN ('queued', 'running', 'needs_input', 'parked')
        """,
        [("$id", id), ("$by", by), ("$at", At(at)), ("$code", TaskEnd.CancelledBy(by).ExitCode), ("$reason", TaskEnd.CancelledBy(by).Reason)],
        cancellationToken);

    /// <summary>Keeps answers; queues the task again when no question is left.</summary>
    public Task<TaskRow?> AnswerAsync(TaskRow task, IReadOnlyDictionary<string, string> answers, bool complete, CancellationToken cancellationToken) => ChangeAsync(
        "UPDATE task SET answers = $answers, crashes = 0, state = $state WHERE id = $id AND epoch = $epoch AND state = 'needs_input'",
        [("$id", task.Id), ("$epoch", task.Epoch), ("$answers", JsonSerializer.Serialize(answers, EntryJson.Options)), ("$state", (complete ? TaskState.Queued : TaskState.NeedsInput).Stored())],
        cancellationToken);

    /// <summary>Queues a task again that ended in anything but a delivery.</summary>
    public Task<TaskRow?> RetryAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        "UPDATE task SET state = 'queued', crashes = 0, cancelled_by = NULL WHERE id = $id AND state NOT IN ('queued', 'running', 'delivered')",
        [("$id", id)],
        cancellationToken);
}
