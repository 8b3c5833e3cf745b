using System.Text.Json;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Tasks for programs: one object, or one for each, with a schema number that changes when a member changes its meaning.</summary>
internal static class TaskJson
{
    private static readonly JsonSerializerOptions Indented = new(EntryJson.Options) { WriteIndented = true };

    public static void Write(TextWriter output, TaskRow task, IReadOnlyList<string> questions, bool oneLine) =>
        output.WriteLine(JsonSerializer.Serialize(Of(task, questions), oneLine ? EntryJson.Options : Indented));

    public static void WriteList(TextWriter output, IReadOnlyList<TaskRow> tasks, bool lines)
    {
        if (!lines)
        {
            output.WriteLine(JsonSerializer.Serialize(tasks.Select(task => Of(task, [])), Indented));
            return;
        }

        foreach (var task in tasks)
        {
            Write(output, task, [], oneLine: true);
        }
    }

    private static object Of(TaskRow task, IReadOnlyList<string> questions) => new
    {
        Schema = 1,
        Task = task.Id,
        State = task.State.Stored(),
        task.Repository,
        task.Item,
        task.Priority,
        task.SubmittedAt,
        task.SubmittedBy,
        task.Epoch,
        task.Crashes,
        task.Owner,
        Run = task.RunId,
        task.StartedAt,
        task.EndedAt,
        task.CancelledBy,
        ExitCode = task.IsOpen ? null : task.End?.ExitCode,
        Reason = task.IsOpen ? null : task.End?.Reason,
        Branch = task.IsOpen ? null : task.End?.Branch,
        task.Answers,
        Questions = questions,
    };
}
