namespace Orchestrator.SK.Core.Documents;

/// <summary>Marks items done the way the repository does it, and changes no byte besides.</summary>
public static class BacklogEdit
{
    /// <summary>
    /// Sets an item to done: moved to the top of <c>## Unreleased</c> of the done register if there is one; else moved to the backlog's section of done
    /// items if it has one and the item's own section keeps none; else marked where it stands.
    /// </summary>
    /// <param name="backlogText">The whole backlog.</param>
    /// <param name="doneText">The whole done register, or null if the repository has none.</param>
    /// <param name="id">The item.</param>
    /// <param name="note">A line to add at the end of the item, or null.</param>
    public static EditResult MarkDone(string backlogText, string? doneText, string id, string? note)
    {
        var before = BacklogParser.Parse("", backlogText);
        var done = doneText is null ? null : BacklogParser.Parse("", doneText);
        if (Refusal(before, done, id) is { } refusal)
        {
            return new EditResult(backlogText, doneText, refusal);
        }

        var item = before.Find(id)!;
        var place = DonePlace.Of(backlogText, before, doneText, item);
        var entry = DoneEntry.Write(backlogText, item, note, place.Newline, withoutEffort: done is not null && DoneEntry.LeaveOutEffort(done));
        var (backlog, register) = place switch
        {
            DonePlace.Where => (backlogText.Remove(item.Span.Start, item.Span.Length).Insert(item.Span.Start, entry), doneText),
            DonePlace.Section section => (Move(backlogText, item, section.At, section.Lines(entry)), doneText),
            DonePlace.Register target => (Remove(backlogText, item), TextInsert.Lines(doneText!, target.At, target.Lines(entry), target.Newline)),
            _ => throw new System.Diagnostics.UnreachableException($"No way to write to {place}."),
        };

        var fault = DoneCheck.Fault(before, done, item, backlog, register);
        return fault is null ? new EditResult(backlog, register, null) : new EditResult(backlogText, doneText, fault);
    }

    private static string? Refusal(Backlog backlog, Backlog? done, string id)
    {
        if (backlog.Find(id) is not { } item)
        {
            var alike = backlog.Items.Where(other => SpecIds.Prefix(other.Id).Equals(SpecIds.Prefix(id), StringComparison.OrdinalIgnoreCase)).Select(other => other.Id).Take(10).ToList();
            return $"The backlog has no item '{id}'. {(alike.Count > 0 ? $"It has {string.Join(", ", alike)}." : "Check the id.")}";
        }

        return item.Status == ItemStatus.Done ? $"Item '{item.Id}' is done already (line {item.Line})."
            : backlog.DuplicateIds.Contains(item.Id) ? $"The backlog has more than one item '{item.Id}' (lines {string.Join(", ", backlog.Items.Where(other => other.Id == item.Id).Select(other => other.Line))}). Give one of them another id."
            : done?.Find(item.Id) is { } twin ? $"The done register already holds '{item.Id}' (line {twin.Line}). Give the open item another id, or remove it."
            : null;
    }

    private static string Move(string text, BacklogItem item, int at, string lines)
    {
        var newline = TextLines.Newline(text);
        // The later place first, so that the earlier offset still holds.
        if (at >= item.Span.End)
        {
            return Remove(TextInsert.Lines(text, at, lines, newline), item);
        }

        return TextInsert.Lines(Remove(text, item), at, lines, newline);
    }

    /// <summary>Takes the item out with the blank lines below it, or those above it where nothing follows.</summary>
    private static string Remove(string text, BacklogItem item)
    {
        var end = TextInsert.SkipBlank(text, item.Span.End);
        var blankBefore = item.Span.Start == 0 || TextInsert.IsBlankLineBefore(text, item.Span.Start);
        end = blankBefore ? end : item.Span.End;
        var removed = text.Remove(item.Span.Start, end - item.Span.Start);
        if (end < text.Length)
        {
            return removed;
        }

        var newline = TextLines.Newline(text);
        var kept = removed[..item.Span.Start].TrimEnd('\r', '\n');
        return kept.Length > 0 && text[^1] == '\n' ? kept + newline : kept;
    }
}
