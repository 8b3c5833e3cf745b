using System.Globalization;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Which of the open questions somebody means.</summary>
internal static class Answers
{
    /// <param name="asked">A number from 1, a question's text, or a part of it that only one has.</param>
    /// <exception cref="UsageException">None is open, or not exactly one is meant.</exception>
    public static string Choose(TaskRow task, IReadOnlyList<string> open, string asked)
    {
        if (open.Count == 0)
        {
            throw new UsageException($"Task {task.Id} is {task.State.Word()} and asks nothing.");
        }

        if (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= open.Count)
        {
            return open[number - 1];
        }

        var meant = open.Contains(asked) ? [asked] : open.Where(question => asked.Length > 0 && question.Contains(asked, StringComparison.OrdinalIgnoreCase)).ToList();
        var list = string.Join('\n', open.Select((question, index) => $"  {index + 1}  {TaskText.Line(question)}"));
        return meant.Count == 1 ? meant[0] : throw new UsageException($"'{TaskText.Line(asked)}' means {meant.Count} of the open questions. Give the number of one:\n{list}");
    }
}
