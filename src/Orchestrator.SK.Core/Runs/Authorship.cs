using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Runs;

/// <summary>Who made an entry of the record: the expert, the step of the run, the call of the conversation, and what it cost.</summary>
/// <param name="Assignment">What the expert was at work on, in which wave, and why.</param>
/// <param name="Call">The model's reply that asked for it; null in a record that has none.</param>
/// <param name="Turn">How many model calls the conversation had made by then.</param>
/// <param name="Cost">US dollars of the whole conversation; null when the price of a call is not known.</param>
public sealed record Authorship(AssignmentState Assignment, ConversationState Conversation, RunEvent.ModelReplied? Call, int Turn, decimal? Cost)
{
    public static Authorship Of(IReadOnlyList<RunEntry> entries, RunEntry written)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(written);
        var write = (RunEvent.FileWritten)written.Event;
        var state = RunState.Replay(entries);
        var replies = entries.Where(entry => entry.Event is RunEvent.ModelReplied reply && reply.Conversation == write.Conversation).ToList();
        var sofar = replies.TakeWhile(entry => entry.Sequence < written.Sequence).ToList();
        var costs = replies.Select(entry => ((RunEvent.ModelReplied)entry.Event).Cost).ToList();
        return new(
            state.Assignments.First(assignment => assignment.Assignment.Id == write.Assignment),
            state.Conversations.First(conversation => conversation.Id == write.Conversation),
            sofar.LastOrDefault()?.Event as RunEvent.ModelReplied,
            sofar.Count,
            costs.Contains(null) ? null : costs.Sum());
    }

    /// <summary>The assignments whose reports brought lines of a folded changelog; empty for a heading, a blank line, and what no fragment says.</summary>
    public static IReadOnlyList<(AssignmentState Assignment, string Fragment)> Fragments(IReadOnlyList<RunEntry> entries, string changelog, IReadOnlyList<int> lines)
    {
        ArgumentNullException.ThrowIfNull(changelog);
        var state = RunState.Replay(entries);
        var words = ChangelogParser.Parse(changelog).Sections.SelectMany(section => section.Groups).SelectMany(group => group.Bullets)
            .Where(bullet => lines.Any(line => bullet.Line <= line && line < bullet.Line + FileHistory.Count(changelog[bullet.Span.Start..bullet.Span.End])))
            .Select(bullet => InlineText.OneLine(bullet.Text)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from assignment in state.Assignments
               from report in new[] { assignment.Report }.OfType<Experts.ExpertReport>()
               from entry in Finishing.Fragments.Changelog(state.Intake!.ItemId, [report])
               where ChangelogForm.Spellings(entry).Any(words.Contains)
               select (assignment, entry.Text),
        ];
    }
}
