using System.Globalization;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Journal;
using Spectre.Console;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Tasks as text, for people. What somebody typed or a model said is data: it is cut to one line and shown without control characters.</summary>
internal static class TaskText
{
    private const int Gap = 2;

    /// <summary>A row for each task. Ids stay whole, to be copied; where what came of it does not fit behind them, it stands below.</summary>
    public static IEnumerable<TonedLine> List(IReadOnlyList<TaskRow> tasks, DateTimeOffset now, int width)
    {
        List<string[]> rows = [["Task", "State", "   Age", "Repository", "Item", "Prio", "Result"], .. tasks.Select(task => Columns(task, now))];
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => Cells.Of(row[column])) + Gap).ToList();
        foreach (var (index, row) in rows.Index())
        {
            var line = string.Concat(row.Zip(widths, Cells.Fit));
            var tone = index == 0 ? Tone.Dim : ToneOf(tasks[index - 1].State);
            var fits = Cells.Of(line) + Cells.Of(row[^1]) <= width;
            yield return new(fits ? $"{line}{row[^1]}".TrimEnd() : line.TrimEnd(), tone);
            if (!fits && index > 0)
            {
                yield return new($"  {row[^1]}", tone);
            }
        }
    }

    public static void Show(IAnsiConsole console, TaskRow task, IReadOnlyList<string> questions, DateTimeOffset now)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        Row(grid, "task", task.Id);
        Row(grid, "state", task.End is { } end && !task.IsOpen ? $"{task.State.Word()} (exit code {end.ExitCode}): {end.Reason}" : task.State.Word());
        Row(grid, "item", $"{task.Item} in {task.Repository}, priority {task.Priority}");
        Row(grid, "submitted", $"{Age(now - task.SubmittedAt)} ago by {task.SubmittedBy}");
        Row(grid, "run", task.RunId is { } run ? $"{run}, epoch {task.Epoch}, worker {task.Owner}{(task.Crashes > 0 ? $", {task.Crashes} times its worker died" : "")}" : "none yet");
        Row(grid, "branch", task.End?.Branch ?? "none");
        foreach (var (question, answer) in task.Answers.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Row(grid, "answered", $"{question} - {answer}");
        }

        for (var number = 1; number <= questions.Count; number++)
        {
            Row(grid, $"question {number}", questions[number - 1]);
        }

        if (GoOn(task) is { } command)
        {
            Row(grid, "go on with", command);
        }

        console.Write(grid);
    }

    /// <summary>The command with which a person lets the task go on; null where none is needed.</summary>
    public static string? GoOn(TaskRow task) => task.State switch
    {
        // Its work is done and delivered: an answer would begin it again.
        TaskState.NeedsInput when task.RunId is { } run && task.End!.Reason.Contains(PushRules.Allow(run), StringComparison.Ordinal) => PushRules.Allow(run),
        TaskState.NeedsInput => $"orchestrator tasks answer {task.Id} 1 \"…\"",
        TaskState.Parked => $"orchestrator tasks retry {task.Id}",
        _ => null,
    };

    /// <summary>What the task's newest run asks and nobody answered yet.</summary>
    public static IReadOnlyList<string> Open(TaskRow task, RunState state) =>
        task.State == TaskState.NeedsInput ? [.. state.Unanswered.Where(question => !task.Answers.ContainsKey(question))] : [];

    public static string Line(string text) => EventText.Safe(text).ReplaceLineEndings(" ") is { Length: > 120 } line ? $"{line[..119]}…" : EventText.Safe(text).ReplaceLineEndings(" ");

    private static void Row(Grid grid, string name, string value) => grid.AddRow(new Text(name), new Text(EventText.Safe(value)));

    private static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} d"),
    };

    private static string[] Columns(TaskRow task, DateTimeOffset now) =>
    [
        Line(task.Id),
        task.CancelledBy is not null && task.State == TaskState.Running ? "cancelling" : task.State.Word(),
        Age(now - task.SubmittedAt).PadLeft(6),
        Line(task.Repository),
        Line(task.Item),
        task.Priority.ToString(CultureInfo.InvariantCulture),
        Line(task.End is not { } end ? "" : task.State == TaskState.Delivered && end.Branch is { } branch ? branch : end.Reason),
    ];

    private static Tone ToneOf(TaskState state) => state switch
    {
        TaskState.Delivered => Tone.Good,
        TaskState.Queued or TaskState.Running => Tone.Plain,
        TaskState.Failed or TaskState.Refused => Tone.Bad,
        _ => Tone.Strong,
    };
}
