using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Chat;

/// <summary>The words a person said into a run, and whether an expert has heard them: read off the run's own events.</summary>
/// <remarks>An expert hears before each call. So a reply tells that a word was heard if anything of its conversation was recorded between the word and the reply.</remarks>
internal sealed class SaidWords
{
    private readonly List<(long Sequence, string Text)> _queued = [];
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Queued => [.. _queued.Select(word => word.Text)];

    /// <summary>Takes an entry; returns the words that it shows to be heard, with the expert that was the first.</summary>
    public IReadOnlyList<(string Expert, string Text)> Take(RunEntry entry, RunState state)
    {
        switch (entry.Event)
        {
            case RunEvent.PersonSaid said:
                _queued.Add((entry.Sequence, said.Text));
                return [];
            case RunEvent.ConversationOpened opened:
                _last[opened.Conversation] = entry.Sequence;
                return [];
            case RunEvent.ToolCompleted tool:
                _last[tool.Conversation] = entry.Sequence;
                return [];
            case RunEvent.ModelReplied replied:
                return Heard(replied.Conversation, entry.Sequence, state);
            default:
                return [];
        }
    }

    private List<(string Expert, string Text)> Heard(string id, long sequence, RunState state)
    {
        var before = _last.GetValueOrDefault(id);
        _last[id] = sequence;
        if (state.Conversations.Find(conversation => conversation.Id == id) is not { } open || !open.Prompt.StartsWith("experts/", StringComparison.Ordinal))
        {
            return []; // Planning and summing up are calls of one message: nobody listens there.
        }

        var heard = _queued.Where(word => word.Sequence < before).Select(word => (open.Expert, word.Text)).ToList();
        _queued.RemoveAll(word => word.Sequence < before);
        return heard;
    }
}
