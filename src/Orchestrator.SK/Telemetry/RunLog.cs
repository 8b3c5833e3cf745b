using Microsoft.Extensions.Logging;

namespace Orchestrator.SK.Telemetry;

/// <summary>Everything the orchestrator logs. Event ids are stable: operators alert on them. No prompt and no reply is logged.</summary>
internal static partial class RunLog
{
    [LoggerMessage(1001, LogLevel.Debug, "Endpoint of model '{Model}' cannot be reached: {Why}")]
    public static partial void EndpointUnreachable(this ILogger logger, string model, string why);

    [LoggerMessage(1002, LogLevel.Error, "Tool {Tool} failed; the model was told only that it did.")]
    public static partial void ToolFailed(this ILogger logger, Exception error, string tool);

    [LoggerMessage(2001, LogLevel.Information, "Worker {Owner} started: state in {State}, width {Width}, repositories {Repositories}.")]
    public static partial void WorkerStarted(this ILogger logger, string owner, string state, int width, string repositories);

    [LoggerMessage(2002, LogLevel.Information, "Task {Task} queued: {Item} in {Repository}, priority {Priority}.")]
    public static partial void TaskQueued(this ILogger logger, string task, string item, string repository, int priority);

    [LoggerMessage(2003, LogLevel.Information, "Task {Task} running: {Item} in {Repository}, epoch {Epoch}, run {Run}.")]
    public static partial void TaskRunning(this ILogger logger, string task, string item, string repository, long epoch, string run);

    [LoggerMessage(2013, LogLevel.Information, "Task {Task} goes on with run {Run} after entry {Entries} of its record.")]
    public static partial void TaskGoesOn(this ILogger logger, string task, string run, long entries);

    [LoggerMessage(2014, LogLevel.Information, "Task {Task} is {What}.")]
    public static partial void TaskStill(this ILogger logger, string task, string what);

    [LoggerMessage(2004, LogLevel.Information, "Task {Task} {Outcome} (exit code {ExitCode}) in {Seconds} s: {Reason}")]
    public static partial void TaskEnded(this ILogger logger, string task, string outcome, int exitCode, long seconds, string reason);

    [LoggerMessage(2005, LogLevel.Warning, "Task {Task} {Outcome} (exit code {ExitCode}) after {Seconds} s: {Reason} Go on with: {Command}")]
    public static partial void TaskWaits(this ILogger logger, string task, string outcome, int exitCode, long seconds, string reason, string command);

    [LoggerMessage(2006, LogLevel.Information, "Task {Task} cancelling, asked by {By}.")]
    public static partial void TaskCancelling(this ILogger logger, string task, string by);

    [LoggerMessage(2007, LogLevel.Information, "Task {Task} queued again: the worker ends. Run {Run} is marked interrupted; the next worker goes on where its record ends.")]
    public static partial void TaskHandedBack(this ILogger logger, string task, string run);

    [LoggerMessage(2008, LogLevel.Warning, "Task {Task} queued again: its worker died {Crashes} of {MaxCrashes} times. Run {Run} is marked interrupted; it goes on where its record ends.")]
    public static partial void TaskRecovered(this ILogger logger, string task, int crashes, int maxCrashes, string run);

    [LoggerMessage(2009, LogLevel.Error, "Task {Task} failed by a bug of ours.")]
    public static partial void TaskFaulted(this ILogger logger, Exception error, string task);

    [LoggerMessage(2010, LogLevel.Warning, "Task {Task} is no longer this worker's (epoch {Epoch}): what it ended with was not kept.")]
    public static partial void TaskLost(this ILogger logger, string task, long epoch);

    [LoggerMessage(2015, LogLevel.Information, "Task {Task}: pull request {Address}.")]
    public static partial void TaskPullRequest(this ILogger logger, string task, string address);

    [LoggerMessage(2016, LogLevel.Warning, "Task {Task}: its pull request is not out: {Reason} Try again with: {Command}")]
    public static partial void TaskPullRequestFailed(this ILogger logger, string task, string reason, string command);

    [LoggerMessage(2017, LogLevel.Warning, "Task {Task} begins anew, for the record of its last run is damaged: {Reason}")]
    public static partial void TaskRecordDamaged(this ILogger logger, string task, string reason);

    [LoggerMessage(2011, LogLevel.Information, "Worker drained: no task is queued or running.")]
    public static partial void WorkerDrained(this ILogger logger);

    [LoggerMessage(2012, LogLevel.Information, "Worker told to end: what runs goes back to the queue.")]
    public static partial void WorkerEnding(this ILogger logger);

    [LoggerMessage(1004, LogLevel.Warning, "{Note}")]
    public static partial void LookupNoted(this ILogger logger, string note);

    [LoggerMessage(1003, LogLevel.Error, "Expert {Expert} got a reply that the connector cannot read.")]
    public static partial void ReplyUnreadable(this ILogger logger, Exception error, string expert);
}
