using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Worker;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Commands;

/// <summary>The command line is well formed and still cannot be meant: an id that is not there, a name that nobody configured.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What every <c>tasks</c> command works with.</summary>
internal sealed class TaskDesk(ParseResult parsed, Invocation invocation, IServiceProvider services)
{
    public Invocation Invocation => invocation;

    public OrchestratorOptions Options => services.GetRequiredService<IOptions<OrchestratorOptions>>().Value;

    public SqliteTasks Tasks => services.GetRequiredService<SqliteTasks>();

    public IRunJournal Journal => services.GetRequiredService<IRunJournal>();

    public TimeProvider Time => services.GetRequiredService<TimeProvider>();

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <exception cref="UsageException">No task, or more than one, has such an id.</exception>
    public async Task<TaskRow> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = id.Length == 0 ? [] : await Tasks.FindAsync(id, cancellationToken);
        return found switch
        {
            [var one] => one,
            [] => throw new UsageException($"No task is called '{TaskText.Line(id)}'. 'orchestrator tasks list' shows them."),
            _ => throw new UsageException($"'{TaskText.Line(id)}' is the beginning of {found.Count} tasks: {string.Join(", ", found.Take(5).Select(task => task.Id))}. Give more of it."),
        };
    }

    public async Task<RunState> RunOfAsync(TaskRow task, CancellationToken cancellationToken) =>
        task.RunId is { } run ? RunState.Replay(await Journal.ReadAsync(run, 0, cancellationToken)) : RunState.Empty;

    public void Write(TaskRow task, IReadOnlyList<string> questions)
    {
        if (invocation.Output == "text")
        {
            TaskText.Show(invocation.Result, task, questions, Time.GetUtcNow());
        }
        else
        {
            TaskJson.Write(Console.Out, task, questions, invocation.Output == "jsonl");
        }
    }

    public void Say(TaskRow task, string text)
    {
        if (invocation.Output == "text")
        {
            Console.Out.WriteLine($"Task {task.Id}: {text}");
        }
        else
        {
            Write(task, []);
        }
    }
}
