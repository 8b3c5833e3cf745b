using System.CommandLine;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Host.Worker;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator tasks</c>: the queue, from any process that has the same state directory.</summary>
internal static class TasksCommandLine
{
    private const int MaxItem = 64;

    private static readonly Argument<string> Id = new("task") { Description = "Id of the task, or the beginning of it" };

    private static readonly Argument<string> Repository = new("repository") { Description = "Name of a repository in Orchestrator:Repositories" };

    private static readonly Argument<string> Item = new("item") { Description = "Id of the backlog item, such as BK-004" };

    private static readonly Argument<string> Question = new("question") { Description = "The question's number in 'tasks show', or its text" };

    private static readonly Argument<string> Answer = new("text") { Description = "The answer" };

    private static readonly Option<int> Priority = new("--priority") { Description = "-100 to 100, higher first; one step outweighs an hour of waiting (default: 0)", HelpName = "N" };

    private static readonly Option<int> Limit = new("--limit") { Description = "The newest N tasks (default: 50)", HelpName = "N", DefaultValueFactory = _ => 50 };

    public static Command Create()
    {
        Priority.Validators.Add(result => Check(result, result.GetValueOrDefault<int>() is >= -100 and <= 100, "--priority takes -100 to 100."));
        Limit.Validators.Add(result => Check(result, result.GetValueOrDefault<int>() is >= 1 and <= 100_000, "--limit takes 1 to 100000."));
        Item.Validators.Add(result => Check(result, result.GetValueOrDefault<string>() is { Length: > 0 and <= MaxItem }, $"An item's id has 1 to {MaxItem} characters."));
        return new Command("tasks", "The queue of tasks that 'orchestrator worker' works off")
        {
            Sub("submit", "Queue an item of a repository; prints the task's id", SubmitAsync, Repository, Item, Priority),
            Sub("list", "The tasks, the newest first", ListAsync, Limit),
            Sub("show", "One task: state, run, questions, report", ShowAsync, Id),
            Sub("watch", "Follow a task live; ends with the task's exit code. Ctrl-C only stops watching", WatchAsync, Id),
            Sub("cancel", "Cancel a task; one that runs is broken off within a second, and what it wrote is kept", CancelAsync, Id),
            Sub("answer", "Answer a question of a task. When none is left the task is queued again: it starts from the beginning as a new run, which knows the answers", AnswerAsync, Id, Question, Answer),
            Sub("retry", "Queue a task again that was not delivered. A run that was broken off goes on; one that has ended starts from the beginning as a new run", RetryAsync, Id),
        };
    }

    private static async Task<int> SubmitAsync(TaskDesk desk, CancellationToken cancellationToken)
    {
        var (repository, item) = (desk.Get(Repository), desk.Get(Item));
        if (!desk.Options.Repositories.ContainsKey(repository))
        {
            throw new UsageException(EventText.Safe(RepositoryNames.Unknown(repository, desk.Options)));
        }

        var task = new TaskRow(RunIds.New(item, desk.Time), repository, item, desk.Get(Priority), desk.Time.GetUtcNow(), Environment.UserName);
        await desk.Tasks.SubmitAsync(task, cancellationToken);
        if (desk.Invocation.Output == "text")
        {
            await Console.Out.WriteLineAsync(task.Id);
            desk.Invocation.Tell($"Queued. 'orchestrator worker' takes it; 'orchestrator tasks watch {task.Id}' follows it.");
        }
        else
        {
            desk.Write(task, []);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> ListAsync(TaskDesk desk, CancellationToken cancellationToken)
    {
        var tasks = (await desk.Tasks.ListAsync(cancellationToken)).Take(desk.Get(Limit)).ToList();
        if (desk.Invocation.Output != "text")
        {
            TaskJson.WriteList(Console.Out, tasks, desk.Invocation.Output == "jsonl");
        }
        else if (tasks.Count == 0)
        {
            await Console.Error.WriteLineAsync("No task. 'orchestrator tasks submit REPOSITORY ITEM' queues one.");
        }
        else
        {
            var console = desk.Invocation.Result;
            console.Write(TaskText.List(tasks, desk.Time.GetUtcNow(), console.Profile.Width));
        }

        return ExitCodes.Success;
    }

    private static async Task<int> ShowAsync(TaskDesk desk, CancellationToken cancellationToken)
    {
        var task = await desk.FindAsync(desk.Get(Id), cancellationToken);
        var run = await desk.RunOfAsync(task, cancellationToken);
        desk.Write(task, TaskText.Open(task, run));
        if (desk.Invocation.Output == "text" && !task.IsOpen && run.Outcome is { Kind: not OutcomeKind.Refused })
        {
            desk.Invocation.Result.Write(RunReport.Lines(run));
        }

        return ExitCodes.Success;
    }

    private static async Task<int> WatchAsync(TaskDesk desk, CancellationToken cancellationToken)
    {
        var task = await desk.FindAsync(desk.Get(Id), cancellationToken);
        await using var watch = new TaskWatch(desk.Tasks, desk.Journal, desk.Invocation, desk.Options.Progress, desk.Time);
        try
        {
            var (ended, run) = await watch.FollowAsync(task, cancellationToken);
            if (run.Outcome is not null)
            {
                RunCommandLine.Report(desk.Invocation, run);
            }

            if (TaskText.GoOn(ended) is not null || run.Outcome is null)
            {
                await Console.Error.WriteLineAsync(EventText.Safe($"{ended.State.Word()}: {ended.End!.Reason}{(TaskText.GoOn(ended) is { } command ? $"\nGo on with: {command}" : "")}"));
            }

            return ended.End!.ExitCode;
        }
        catch (OperationCanceledException) when (Signals.Received is { } code)
        {
            await watch.DisposeAsync();
            await Console.Error.WriteLineAsync($"No longer watching. The task goes on; 'orchestrator tasks cancel {task.Id}' cancels it.");
            return code;
        }
    }

    private static async Task<int> CancelAsync(TaskDesk desk, CancellationToken cancellationToken)
    {
        var task = await desk.FindAsync(desk.Get(Id), cancellationToken);
        var cancelled = await desk.Tasks.CancelAsync(task.Id, Environment.UserName, desk.Time.GetUtcNow(), cancellationToken)
            ?? throw new UsageException($"Task {task.Id} has ended already: {task.State.Word()}. There is nothing to cancel.");
        desk.Say(cancelled, cancelled.State == TaskState.Running ? "Cancelling: its worker breaks it off." : "Cancelled.");
        return ExitCodes.Success;
    }

    private static async Task<int> AnswerAsync(TaskDesk desk, CancellationToken cancellationToken)
    {
        var task = await desk.FindAsync(desk.Get(Id), cancellationToken);
        var open = TaskText.Open(task, await desk.RunOfAsync(task, cancellationToken));
        var question = Answers.Choose(task, open, desk.Get(Question));
        var answers = task.Answers.Append(new(question, desk.Get(Answer))).ToDictionary();
        var left = open.Count - 1;
        var answered = await desk.Tasks.AnswerAsync(task, answers, complete: left == 0, cancellationToken)
            ?? throw new UsageException($"Task {task.Id} changed meanwhile. 'orchestrator tasks show {task.Id}' shows how.");
        desk.Say(answered, left == 0
            ? "Queued again: it starts from the beginning as a new run, which knows the answers."
            : $"{EventText.Count(left, "question")} left: 'orchestrator tasks show {task.Id}' lists what is open.");
        return ExitCodes.Success;
    }

    private static async Task<int> RetryAsync(TaskDesk desk, CancellationToken cancellationToken)
    {
        var task = await desk.FindAsync(desk.Get(Id), cancellationToken);
        var queued = await desk.Tasks.RetryAsync(task.Id, cancellationToken)
            ?? throw new UsageException($"Task {task.Id} is {task.State.Word()}: only one that ended without a delivery can be tried again.");
        desk.Say(queued, "Queued again: a run that was broken off goes on, one that has ended starts anew.");
        return ExitCodes.Success;
    }

    private static Command Sub(string name, string description, Func<TaskDesk, CancellationToken, Task<int>> action, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(async () =>
        {
            var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
            await using var services = invocation.Services(invocation.Configuration());
            return await action(new TaskDesk(parsed, invocation, services), cancellationToken);
        }));
        return command;
    }

    private static void Check(System.CommandLine.Parsing.SymbolResult result, bool holds, string otherwise)
    {
        if (!holds)
        {
            result.AddError(otherwise);
        }
    }
}
