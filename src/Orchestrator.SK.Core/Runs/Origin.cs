namespace Orchestrator.SK.Core.Runs;

/// <summary>Where a file, or a line of it, comes from: the write that brought it, and the conversation that wrote.</summary>
/// <param name="Sequence">The entry of the record.</param>
/// <param name="Turn">How many model calls the conversation had made by then.</param>
public sealed record Origin(long Sequence, RunEvent.FileWritten Write, ConversationState Conversation, int Turn)
{
    /// <summary>Reads <c>path</c> or <c>path:line</c>.</summary>
    public static (string Path, int? Line) Parse(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var colon = place.LastIndexOf(':');
        return colon > 0 && int.TryParse(place.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var line) && line > 0
            ? (place[..colon], line)
            : (place, null);
    }

    /// <summary>Finds the last write of a path; with a line, the write that brought the line as it stands at the end. Null when the run wrote neither.</summary>
    public static Origin? Find(IReadOnlyList<RunEntry> entries, string path, int? line)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var writes = entries.Where(entry => entry.Event is RunEvent.FileWritten write && write.Path == path).ToList();
        var found = line is { } number ? OfLine(writes, number) : writes.LastOrDefault();
        if (found?.Event is not RunEvent.FileWritten written)
        {
            return null;
        }

        var conversation = RunState.Replay(entries).Conversations.First(c => c.Id == written.Conversation);
        var turn = entries.TakeWhile(entry => entry.Sequence < found.Sequence).Count(entry => entry.Event is RunEvent.ModelReplied reply && reply.Conversation == written.Conversation);
        return new(found.Sequence, written, conversation, turn);
    }

    // Going back from the end: the line is of the first write before which it did not stand in the file.
    private static RunEntry? OfLine(List<RunEntry> writes, int number)
    {
        if (writes is not [.., { Event: RunEvent.FileWritten { Content: { } last } }] || Lines(last) is var lines && number > lines.Length)
        {
            return null;
        }

        var wanted = lines[number - 1];
        var origin = writes[^1];
        foreach (var earlier in writes.AsEnumerable().Reverse().Skip(1))
        {
            if (earlier.Event is not RunEvent.FileWritten { Content: { } content } || !Lines(content).Contains(wanted, StringComparer.Ordinal))
            {
                break;
            }

            origin = earlier;
        }

        return origin;
    }

    private static string[] Lines(string text) => (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}
